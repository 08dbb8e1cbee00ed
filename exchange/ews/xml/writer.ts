import { InvalidInput } from '../../errors';
import { namespaces } from './namespaces';

/** Markup that is already escaped. Only `element` makes it, so text can never become markup. */
export class Xml {
	private constructor(private readonly markup: string) {}

	/** @internal */
	static element(name: ElementName, content: string, attributes: string): Xml {
		const start = `<${name}${attributes}`;
		return new Xml(content === '' ? `${start}/>` : `${start}>${content}</${name}>`);
	}

	toString(): string {
		return this.markup;
	}
}

/** Prefixes: `s` SOAP envelope, `m` EWS messages, `t` EWS types. */
export type ElementName = `${'s' | 'm' | 't'}:${string}`;

/** Text and numbers are escaped; in lists, what is missing or false is left out. */
export type Children =
	| string
	| number
	| boolean
	| undefined
	| Xml
	| ReadonlyArray<Xml | undefined | false | ''>;

export type Attributes = Record<string, string | number | boolean | undefined>;

/**
 * Writes one element. A boolean or number alone becomes text as XML Schema spells it.
 * @throws InvalidInput naming the element or attribute whose text XML 1.0 can't hold
 *   (control characters other than tab, line feed and carriage return; halves of surrogate pairs)
 */
export function element(name: ElementName, children?: Children, attributes?: Attributes): Xml {
	return Xml.element(name, content(name, children), attributes ? written(attributes) : '');
}

/** The whole document, namespaces declared on its root. */
export function render(root: Xml): string {
	const declared = (['s', 'm', 't'] as const)
		.map((prefix) => ` xmlns:${prefix}="${namespaces[prefix]}"`)
		.join('');
	const markup = root.toString().replace(/^<[^\s/>]+/, (start) => start + declared);
	return `<?xml version="1.0" encoding="utf-8"?>${markup}`;
}

/** A date as xs:dateTime in UTC, whole seconds unless it has milliseconds. */
export function dateTime(field: string, date: Date): string {
	if (Number.isNaN(date.getTime())) throw new InvalidInput(field, `${field} is not a date`);
	const year = date.getUTCFullYear();
	if (year < 1 || year > 9999) {
		throw new InvalidInput(field, `${field} is in the year ${year}, outside 1 to 9999`);
	}
	return date.toISOString().replace('.000Z', 'Z');
}

/** @throws InvalidInput naming the argument, its value and what is allowed */
export function assertRange(field: string, value: number, least: number, most: number): void {
	if (Number.isInteger(value) && value >= least && value <= most) return;
	throw new InvalidInput(field, `${field} can't be ${String(value)}`, {
		remedy: `Use a whole number from ${least} to ${most}.`,
	});
}

/** @throws InvalidInput naming the argument that is empty */
export function assertFilled(field: string, value: string | readonly unknown[] | undefined): void {
	if (value === undefined || value.length === 0) {
		throw new InvalidInput(field, `${field} is empty`);
	}
}

function content(name: ElementName, children: Children): string {
	if (children === undefined) return '';
	if (children instanceof Xml) return children.toString();
	if (typeof children === 'object') return children.filter(Boolean).join('');
	return escapeText(name, String(children));
}

function written(attributes: Attributes): string {
	let all = '';
	for (const name in attributes) {
		const value = attributes[name];
		if (value !== undefined) all += ` ${name}="${escapeAttribute(name, String(value))}"`;
	}
	return all;
}

const escapes: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	'\t': '&#x9;',
	'\n': '&#xA;',
	'\r': '&#xD;',
};

/** Nothing in it means anything to XML: true of ids, dates and most words. */
const plain = /^[\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x7e]*$/;

function escapeText(name: string, text: string): string {
	if (plain.test(text)) return text;
	assertWritable(name, text);
	return text.replace(/[&<>\r]/g, (character) => escapes[character]);
}

function escapeAttribute(name: string, text: string): string {
	if (plain.test(text)) return text;
	assertWritable(name, text);
	return text.replace(/[&<>"\t\n\r]/g, (character) => escapes[character]);
}

// eslint-disable-next-line no-control-regex -- these are the very characters to find
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

function assertWritable(name: string, text: string): void {
	const found = unwritable.exec(text);
	if (!found) return;
	const field = fieldOf(name);
	const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
	throw new InvalidInput(field, `${field} holds the character U+${code}, which XML can't carry`, {
		remedy: 'Remove control characters from the text.',
	});
}

function fieldOf(name: string): string {
	const local = name.slice(name.indexOf(':') + 1);
	return local.charAt(0).toLowerCase() + local.slice(1);
}
