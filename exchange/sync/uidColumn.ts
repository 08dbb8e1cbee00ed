import type { ByteReader, ByteWriter } from './bytes';

/**
 * UIDs, most of them made by Exchange and Outlook: a fixed head, the time of making and random bytes,
 * in hexadecimal. Those become 24 bytes, the bytes of the time in columns, where most are equal.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocal/ (PidLidGlobalObjectId)
 */
export function writeUids(writer: ByteWriter, uids: string[]): void {
	const outlook: Buffer[] = [];
	for (const uid of uids) {
		if (isOutlookUid(uid)) {
			writer.byte(forms.outlook);
			outlook.push(Buffer.from(uid.slice(40, 56) + uid.slice(80), 'hex'));
		} else if (isGuid(uid)) {
			writer.byte(forms.guid);
			writer.raw(Buffer.from(uid.replace(/-/g, ''), 'hex'));
		} else if (isHex(uid)) {
			writer.byte(forms.hex);
			writer.bytes(Buffer.from(uid, 'hex'));
		} else {
			writer.byte(forms.text);
			writer.text(uid);
		}
	}
	for (let column = 0; column < timeLength; column++) {
		for (const bytes of outlook) writer.byte(bytes[column]);
	}
	for (const bytes of outlook) writer.raw(bytes.subarray(timeLength));
}

export function readUids(reader: ByteReader, count: number): string[] {
	const uids: string[] = [];
	const outlook: Array<{ place: number; bytes: Buffer }> = [];
	for (let place = 0; place < count; place++) {
		const form = reader.byte();
		if (form === forms.outlook) {
			outlook.push({ place, bytes: Buffer.alloc(timeLength + randomLength) });
			uids.push('');
		} else if (form === forms.guid) {
			uids.push(guidText(reader.raw(16).toString('hex')));
		} else if (form === forms.hex) {
			uids.push(reader.bytes().toString('hex').toUpperCase());
		} else {
			uids.push(reader.text());
		}
	}
	for (let column = 0; column < timeLength; column++) {
		for (const { bytes } of outlook) bytes[column] = reader.byte();
	}
	for (const { place, bytes } of outlook) {
		bytes.set(reader.raw(randomLength), timeLength);
		const hex = bytes.toString('hex').toUpperCase();
		uids[place] = `${head}${hex.slice(0, 16)}${middle}${hex.slice(16)}`;
	}
	return uids;
}

const forms = { text: 0, outlook: 1, guid: 2, hex: 3 } as const;
const timeLength = 8;
const randomLength = 16;
const head = '040000008200E00074C5B7101A82E00800000000';
const middle = '000000000000000010000000';

function isOutlookUid(uid: string): boolean {
	return uid.length === 112 && uid.startsWith(head) && uid.slice(56, 80) === middle && isHex(uid);
}

function isHex(uid: string): boolean {
	return uid.length % 2 === 0 && /^[0-9A-F]+$/.test(uid);
}

function isGuid(uid: string): boolean {
	return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(uid);
}

function guidText(hex: string): string {
	const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
	return `${parts.join('-')}-${hex.slice(20)}`;
}
