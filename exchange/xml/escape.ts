import { InvalidInput } from '../errors';

/** Everything outside the Char production of XML 1.0, lone surrogates included. */
const notXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Nothing in it means anything to XML: true of ids, dates and most words. */
const plain = /^[\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x7e]*$/;

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	'\t': '&#9;',
	'\n': '&#10;',
	'\r': '&#13;',
};

/** True for a text that stays as it is, in elements and attributes. */
export function isPlain(text: string): boolean {
	return plain.test(text);
}

/**
 * Text for element content. A carriage return becomes a reference, since a reader would turn it into a line feed.
 * @throws InvalidInput naming `field` when the text holds a character that XML 1.0 cannot hold
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function elementText(text: string, field: string): string {
	return checkedText(text, field).replace(/[&<>\r]/g, (character) => entities[character]);
}

/** Text for an attribute between double quotes; see `elementText`. */
export function attributeText(text: string, field: string): string {
	return checkedText(text, field).replace(/[&<>"\t\n\r]/g, (character) => entities[character]);
}

/** @throws InvalidInput naming `field`: control characters, halves of surrogate pairs */
export function checkedText(text: string, field: string): string {
	const found = notXml.exec(text);
	if (!found) return text;
	const code = found[0].codePointAt(0) ?? 0;
	const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
	throw new InvalidInput(
		field,
		`${field} holds ${name} at position ${found.index + 1}, which XML can't hold`,
		{ remedy: `Remove control characters and half surrogate pairs from ${field}.` },
	);
}
