import { isDate } from 'node:util/types';

/** XML that is already escaped; made only by `element` and `render`. */
export interface XmlElement {
	readonly markup: string;
}

export type XmlContent =
	| XmlElement
	| string
	| number
	| boolean
	| Date
	| undefined
	| readonly XmlContent[];
export type XmlAttributes = Record<string, string | number | boolean | undefined>;

/**
 * One element. Prefixes are written as given: `m:` messages, `t:` types, both declared on the body.
 * Strings are escaped, dates written as `2026-11-25T09:00:00Z`, undefined left out.
 */
export function element(
	name: string,
	content?: XmlContent,
	attributes?: XmlAttributes,
): XmlElement {
	let open = `<${name}`;
	if (attributes !== undefined) {
		for (const key of Object.keys(attributes)) {
			const value = attributes[key];
			if (value !== undefined) open += ` ${key}="${escapeAttribute(String(value))}"`;
		}
	}
	const inner = markupOf(content);
	return { markup: inner === '' ? `${open}/>` : `${open}>${inner}</${name}>` };
}

/** The same element only when there is something in it; undefined otherwise. */
export function optionalElement(name: string, content: XmlContent): XmlElement | undefined {
	if (content === undefined || (Array.isArray(content) && content.length === 0)) return undefined;
	return element(name, content);
}

function markupOf(content: XmlContent): string {
	if (content === undefined) return '';
	if (typeof content === 'string') return escapeText(content);
	if (typeof content === 'number' || typeof content === 'boolean') return String(content);
	if (isDate(content)) return instant(content);
	if ('markup' in content) return content.markup;
	let joined = '';
	for (const part of content) joined += markupOf(part);
	return joined;
}

/** `2026-11-25T09:00:00Z`: Exchange leaves the fraction out. */
export function instant(date: Date): string {
	return `${date.toISOString().slice(0, 19)}Z`;
}

/** Exchange writes characters that XML forbids as character references, so this server does too. */
function escapeText(text: string): string {
	if (!/[&<>\p{Cc}]/u.test(text)) return text;
	return text.replace(/[&<>\p{Cc}]/gu, (character) =>
		character === '\n' || character === '\t' ? character : escapeCharacter(character),
	);
}

function escapeAttribute(text: string): string {
	return text.replace(/[&<>"\p{Cc}]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
	switch (character) {
		case '&':
			return '&amp;';
		case '<':
			return '&lt;';
		case '>':
			return '&gt;';
		case '"':
			return '&quot;';
		default:
			return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
	}
}
