/** A text with the place of each of its UTF-16 units in the text that it was decoded from. */
export interface DecodedText {
	readonly text: string;
	/** Where the writing of each unit begins. */
	readonly starts: readonly number[];
	/** Where it ends, exclusive. */
	readonly ends: readonly number[];
}

/** More layers of escapes than this are not taken off. */
const maxLayers = 6;

const punctuation: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	excl: '!',
	num: '#',
	dollar: '$',
	percnt: '%',
	lpar: '(',
	rpar: ')',
	ast: '*',
	plus: '+',
	comma: ',',
	period: '.',
	sol: '/',
	colon: ':',
	semi: ';',
	equals: '=',
	quest: '?',
	commat: '@',
	lsqb: '[',
	lbrack: '[',
	bsol: '\\',
	rsqb: ']',
	rbrack: ']',
	hat: '^',
	lowbar: '_',
	underbar: '_',
	grave: '`',
	lcub: '{',
	lbrace: '{',
	verbar: '|',
	vert: '|',
	rcub: '}',
	rbrace: '}',
	euro: '€',
	ndash: '–',
	mdash: '—',
	hellip: '…',
	bull: '•',
	trade: '™',
	lsquo: '‘',
	rsquo: '’',
	sbquo: '‚',
	ldquo: '“',
	rdquo: '”',
	bdquo: '„',
};

/** The names of U+00A0 to U+00FF, in order. */
const latin1 =
	'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

const namedCharacters = new Map<string, string>([
	...latin1
		.split(' ')
		.map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
	...Object.entries(punctuation),
]);

/**
 * In this order: `\u{…}` and `\uHHHH`, `\xHH`, line breaks and backslashes before anything else, `%uHHHH`, bytes as
 * `%HH`, numeric and named character references, `_xHHHH_` of XML names.
 */
const escapes =
	/\\+u(?:\{([0-9a-f]{1,6})\}|([0-9a-f]{4}))|\\+x([0-9a-f]{2})|(\\+[nrt]?)|%u([0-9a-f]{4})|((?:%[0-9a-f]{2})+)|&#(?:x0*([0-9a-f]{1,6})|0*(\d{1,7}));?|&([a-z][a-z0-9]{1,31});|_x([0-9a-f]{4})_/gi;

/** The text as it is, then with one layer of escapes after the other taken off. */
export function decodedLayers(text: string): DecodedText[] {
	const places = Array.from({ length: text.length }, (_, at) => at);
	const layers: DecodedText[] = [{ text, starts: places, ends: places.map((at) => at + 1) }];
	while (layers.length <= maxLayers) {
		const last = layers[layers.length - 1];
		const next = withoutEscapes(last);
		if (next.text === last.text) break;
		layers.push(next);
	}
	return layers;
}

function withoutEscapes(layer: DecodedText): DecodedText {
	const { text } = layer;
	let decoded = '';
	const starts: number[] = [];
	const ends: number[] = [];
	const put = (characters: string, from: number, to: number) => {
		decoded += characters;
		for (let unit = 0; unit < characters.length; unit++) {
			starts.push(layer.starts[from]);
			ends.push(layer.ends[to - 1]);
		}
	};
	let done = 0;
	for (const match of text.matchAll(escapes)) {
		const [written] = match;
		const end = match.index + written.length;
		for (let at = done; at < match.index; at++) put(text[at], at, at + 1);
		done = end;
		if (match[6] !== undefined) {
			putBytes(Buffer.from(written.replaceAll('%', ''), 'hex'), match.index, put);
		} else {
			put(meant(match), match.index, end);
		}
	}
	for (let at = done; at < text.length; at++) put(text[at], at, at + 1);
	return { text: decoded, starts, ends };
}

/** Puts characters of UTF-8; bytes that are none count as Latin-1. Each byte is written in three characters. */
function putBytes(
	bytes: Buffer,
	at: number,
	put: (characters: string, from: number, to: number) => void,
): void {
	for (let byte = 0; byte < bytes.length; ) {
		const lead = bytes[byte];
		const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
		const character = bytes.toString('utf8', byte, byte + length);
		const isWhole = byte + length <= bytes.length && !character.includes('\uFFFD');
		const taken = isWhole ? length : 1;
		const from = at + 3 * byte;
		put(isWhole ? character : String.fromCharCode(lead), from, from + 3 * taken);
		byte += taken;
	}
}

function meant(match: RegExpExecArray): string {
	const [written, braced, unit, byte, backslashes, percent, , hex, decimal, name, inName] = match;
	if (backslashes !== undefined) return backslashes.endsWith('\\') ? '' : '\n';
	if (name !== undefined) {
		return namedCharacters.get(name) ?? namedCharacters.get(name.toLowerCase()) ?? written;
	}
	const digits = braced ?? unit ?? byte ?? percent ?? hex ?? inName;
	const code = digits === undefined ? Number(decimal) : parseInt(digits, 16);
	return code <= 0x10ffff ? String.fromCodePoint(code) : written;
}
