/** Meanings of a byte inside text. */
export const inText = {
	plain: 0,
	lessThan: 1,
	ampersand: 2,
	carriageReturn: 3,
	nonAscii: 4,
	greaterThan: 5,
	forbidden: 6,
} as const;

/** Meanings of a byte inside a name. */
export const inName = { part: 0, end: 1, forbidden: 2, rare: 3 } as const;

/** Meanings of a byte inside an attribute value; quotes are told apart by the scanner. */
export const inValue = { plain: 0, reference: 1, space: 2, nonAscii: 3, forbidden: 4 } as const;

function table(classify: (byte: number) => number): Uint8Array {
	return Uint8Array.from({ length: 256 }, (_, byte) => classify(byte));
}

function isSpace(byte: number): boolean {
	return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

export const textTable = table((byte) => {
	if (byte === 0x3c) return inText.lessThan;
	if (byte === 0x26) return inText.ampersand;
	if (byte === 0x0d) return inText.carriageReturn;
	if (byte === 0x3e) return inText.greaterThan;
	if (byte >= 0x80) return inText.nonAscii;
	return byte < 0x20 && !isSpace(byte) ? inText.forbidden : inText.plain;
});

export const nameTable = table((byte) => {
	if (isSpace(byte) || byte === 0x2f || byte === 0x3e || byte === 0x3d) return inName.end;
	return byte < 0x20 || byte === 0x3c || byte === 0x26 || byte === 0x22 || byte === 0x27
		? inName.forbidden
		: inName.part;
});

/** As `nameTable`, but `part` only for what may stand anywhere in a name, `rare` for what needs a look. */
export const attributeNameTable = table((byte) => {
	if (nameTable[byte] !== inName.part) return nameTable[byte];
	return /[A-Za-z_]/.test(String.fromCharCode(byte)) ? inName.part : inName.rare;
});

export const valueTable = table((byte) => {
	if (byte === 0x26) return inValue.reference;
	if (byte === 0x09 || byte === 0x0a || byte === 0x0d) return inValue.space;
	if (byte >= 0x80) return inValue.nonAscii;
	return byte === 0x3c || byte < 0x20 ? inValue.forbidden : inValue.plain;
});

/** 1 for the white space of XML. */
export const spaceTable = table((byte) => (isSpace(byte) ? 1 : 0));
