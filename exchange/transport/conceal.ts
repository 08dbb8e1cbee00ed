import { decodedLayers, type DecodedText } from './escapes';

/** Takes secrets out of a text that came from elsewhere. */
export type Conceal = (text: string) => string;

/** The secrets that a connection signs in with. */
export interface Secrets {
	password?: string;
	clientKeyPassphrase?: string;
	/** The header of that name, as it was sent. */
	authorization?: string;
}

/**
 * Secrets shorter than this are taken out only where they stand as a word of their own, in units of
 * UTF-16: as parts of other words they would take nearly every message apart.
 */
const sureLength = 6;

/** In fewer bytes than this, bytes that were encoded otherwise look like the secret by chance. */
const minBytes = 3;

/** Shorter parts of a token hold nothing, in characters. */
const minPartLength = 16;

/** Longer texts are cut: no error needs them. */
const maxCharacters = 65_536;

interface Wanted {
	/** Ways to write it, folded. */
	texts: Set<string>;
	/** Bytes of it, folded; they are looked for in base64 and hexadecimal digits. */
	bytes: Set<string>;
	/** Its texts only count as words of their own. */
	asWord: boolean;
}

type Span = [start: number, end: number];

/**
 * A function that replaces secrets by `…`: a server, or something before it, may repeat them in headers,
 * redirects, faults and their names, which end up in errors. It finds them whatever layers of escapes they
 * are written in (HTML and XML references, JSON and other backslashes, URL encoding), in base64 and
 * hexadecimal digits (of UTF-8, UTF-16 and Latin-1, wherever in the bytes they begin), in any case, and
 * where characters beyond ASCII were lost. A secret of fewer than six characters counts only as a word of
 * its own, unless it stands in base64; one of fewer than three is not looked for there.
 */
export function concealing(secrets: Secrets): Conceal {
	const texts = textsOf(secrets);
	if (texts.length === 0) return (text) => text;
	let wanted: Wanted[] | undefined;
	return (text) => {
		wanted ??= texts.map(wantedOf);
		const read = text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
		return without(read, spansIn(decodedLayers(read), wanted));
	};
}

/** Conceals what is said under a name, and the name. */
export function concealedEntries(
	entries: Readonly<Record<string, string>>,
	conceal: Conceal,
): Record<string, string> {
	return Object.fromEntries(
		Object.entries(entries).map(([name, value]) => [conceal(name), conceal(value)]),
	);
}

function textsOf({ password, clientKeyPassphrase, authorization = '' }: Secrets): string[] {
	const [, scheme, given = ''] = /^(\S+)\s+(.*\S)/s.exec(authorization) ?? [];
	const isBasic = scheme?.toLowerCase() === 'basic';
	const shown = isBasic
		? Buffer.from(given, 'base64')
				.toString('utf8')
				.replace(/^[^:]*:?/, '')
		: '';
	// The parts of a token are secrets of their own: the middle one tells who it is for.
	const parts = given.split('.').filter(({ length }) => length >= minPartLength);
	return [...new Set([password, clientKeyPassphrase, given, ...parts, shown])].filter(
		(secret): secret is string => secret !== undefined && secret !== '',
	);
}

function wantedOf(secret: string): Wanted {
	const written = [secret, secret.toUpperCase(), secret.normalize('NFC'), secret.normalize('NFD')];
	const layers = written.flatMap((one) => decodedLayers(one).map(({ text }) => text));
	const utf16 = Buffer.from(secret, 'utf16le');
	const bytes = [
		Buffer.from(secret, 'utf8'),
		Buffer.from(secret, 'latin1'),
		utf16,
		Buffer.from(utf16).swap16(),
		Buffer.from(secret.toUpperCase(), 'utf8'),
	];
	return {
		texts: new Set([...layers, ...damaged(secret)].filter((one) => one !== '').map(folded)),
		bytes: new Set(
			bytes.filter(({ length }) => length >= minBytes).map((one) => folded(one.toString('latin1'))),
		),
		asWord: secret.length < sureLength,
	};
}

/** The secret after a program on the way took its bytes for another encoding. */
function damaged(secret: string): string[] {
	const beyond = /[^\0-\x7f]/gu;
	if (secret.search(beyond) < 0) return [];
	const replacedBy = (mark: string, each: (character: string) => number) =>
		secret.replace(beyond, (character) => mark.repeat(each(character)));
	const one = () => 1;
	return [
		Buffer.from(secret, 'utf8').toString('latin1'),
		...['?', '\uFFFD'].flatMap((mark) => [
			replacedBy(mark, one),
			replacedBy(mark, (character) => Buffer.byteLength(character)),
		]),
	].filter((text) => /[^?\uFFFD]/.test(text));
}

/** One spelling for what differs only in case, or in a plus for a space. Keeps the length. */
function folded(text: string): string {
	let result = '';
	for (const unit of text) {
		const lower = unit === '+' ? ' ' : unit.toLowerCase();
		result += lower.length === unit.length ? lower : unit;
	}
	return result;
}

function spansIn(layers: DecodedText[], wanted: Wanted[]): Span[] {
	const spans: Span[] = [];
	for (const layer of layers) {
		const text = folded(layer.text);
		const encoded = [...encodedBytes(layer.text, base64), ...encodedBytes(layer.text, hexadecimal)];
		for (const { texts, bytes, asWord } of wanted) {
			for (const secret of texts) {
				for (const [start, end] of occurrences(text, secret, asWord)) {
					spans.push([layer.starts[start], layer.ends[end - 1]]);
				}
			}
			for (const { decoded, placeOf } of encoded) {
				for (const secret of bytes) {
					for (const found of occurrences(decoded, secret, false)) {
						const [start, end] = placeOf(found);
						spans.push([layer.starts[start], layer.ends[end - 1]]);
					}
				}
			}
		}
	}
	return spans;
}

function* occurrences(text: string, secret: string, asWord: boolean): Generator<Span> {
	for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
		const end = at + secret.length;
		if (asWord && (isWordCharacter(text[at - 1]) || isWordCharacter(text[end]))) continue;
		yield [at, end];
	}
}

function isWordCharacter(unit: string | undefined): boolean {
	return unit !== undefined && /[\p{L}\p{N}]/u.test(unit);
}

/** Digits that stand for bytes, several in a group. */
interface Digits {
	/** A run of digits, with the blanks and line breaks that may be among them. */
	run: RegExp;
	bits: number;
	/** Digits after which the bytes begin anew. */
	group: number;
	encoding: 'base64' | 'hex';
}

const base64: Digits = {
	run: /[A-Za-z0-9+/_-](?:\s*[A-Za-z0-9+/_-])+/g,
	bits: 6,
	group: 4,
	encoding: 'base64',
};

const hexadecimal: Digits = {
	run: /[0-9A-Fa-f](?:[\s:-]*[0-9A-Fa-f])+/g,
	bits: 4,
	group: 2,
	encoding: 'hex',
};

/** The bytes of every run of digits, from each digit at which they may begin. */
function* encodedBytes(
	text: string,
	{ run, bits, group, encoding }: Digits,
): Generator<{ decoded: string; placeOf: (bytes: Span) => Span }> {
	for (const { 0: written, index } of text.matchAll(run)) {
		const digits: number[] = [];
		for (let at = 0; at < written.length; at++) {
			const isDigit = encoding === 'hex' ? /[0-9A-Fa-f]/ : /[A-Za-z0-9+/_-]/;
			if (isDigit.test(written[at])) digits.push(index + at);
		}
		const bare = digits.map((at) => text[at]).join('');
		for (let first = 0; first < group && first < bare.length; first++) {
			const rest = bare.slice(first);
			const whole = encoding === 'hex' ? rest.slice(0, rest.length - (rest.length % 2)) : rest;
			yield {
				decoded: folded(Buffer.from(whole, encoding).toString('latin1')),
				placeOf: ([start, end]) => [
					digits[first + Math.floor((start * 8) / bits)],
					digits[first + Math.ceil((end * 8) / bits) - 1] + 1,
				],
			};
		}
	}
}

/** The text with `…` in the place of the spans; spans that touch become one. */
function without(text: string, spans: Span[]): string {
	let left = '';
	let done = 0;
	for (const [start, end] of spans.sort((one, other) => one[0] - other[0] || other[1] - one[1])) {
		if (end <= done) continue;
		if (start > done || left === '') left += `${text.slice(done, start)}…`;
		done = end;
	}
	return left + text.slice(done);
}
