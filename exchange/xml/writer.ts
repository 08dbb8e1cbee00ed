import { InvalidInput } from '../errors';
import { attributeText, elementText, isPlain } from './escape';

/** Markup that is already escaped. Only `element` and other writers make it, never text. */
export class Xml {
	private constructor(private readonly markup: string) {}

	/** @internal */
	static element(name: ElementName, content: string, attributes: string): Xml {
		const start = `<${name}${attributes}`;
		return new Xml(content === '' ? `${start}/>` : `${start}>${content}</${name}>`);
	}

	/** @internal What another writer made, which escapes as this one does. */
	static written(markup: string): Xml {
		return new Xml(markup);
	}

	toString(): string {
		return this.markup;
	}
}

/** A name with its prefix, such as `t:Subject`; `render` declares the prefixes. */
export type ElementName = `${string}:${string}`;

/** Text and numbers are escaped; in lists, what is missing or false is left out. */
type Children =
	| string
	| number
	| boolean
	| undefined
	| Xml
	| ReadonlyArray<Xml | undefined | false | ''>;

type Attributes = Record<string, string | number | boolean | undefined>;

/**
 * Writes one element. A boolean or number alone becomes text as XML Schema spells it.
 * @throws InvalidInput naming the element or attribute whose text XML 1.0 can't hold
 *   (control characters other than tab, line feed and carriage return; halves of surrogate pairs)
 */
export function element(name: ElementName, children?: Children, attributes?: Attributes): Xml {
	return Xml.element(name, content(name, children), attributes ? written(attributes) : '');
}

/** The whole document, with its prefixes and their namespaces declared on the root. */
export function render(root: Xml, namespaces: Readonly<Record<string, string>>): string {
	const declared = Object.entries(namespaces)
		.map(([prefix, uri]) => ` xmlns:${prefix}="${attributeText(uri, prefix)}"`)
		.join('');
	const markup = root.toString().replace(/^<[^\s/>]+/, (start) => start + declared);
	return `<?xml version="1.0" encoding="utf-8"?>${markup}`;
}

/** A date as xs:dateTime in UTC, whole seconds unless it has milliseconds. */
export function dateTime(field: string, date: Date): string {
	if (Number.isNaN(date.getTime())) {
		throw new InvalidInput(field, `${field} is not a date`, {
			remedy: 'Give a moment that exists, such as 2026-11-25T09:00:00Z.',
		});
	}
	const year = date.getUTCFullYear();
	if (year < 1 || year > 9999) {
		throw new InvalidInput(field, `${field} is in the year ${year}, outside 1 to 9999`, {
			remedy: 'Give a moment such as 2026-11-25T09:00:00Z.',
		});
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
		throw new InvalidInput(field, `${field} is empty`, {
			remedy: `Give at least one character or entry for ${field}.`,
		});
	}
}

function content(name: ElementName, children: Children): string {
	if (children === undefined) return '';
	if (children instanceof Xml) return children.toString();
	if (typeof children === 'object') return children.filter(Boolean).join('');
	const text = String(children);
	return isPlain(text) ? text : elementText(text, fieldOf(name));
}

function written(attributes: Attributes): string {
	let all = '';
	for (const name in attributes) {
		const value = attributes[name];
		if (value === undefined) continue;
		const text = String(value);
		all += ` ${name}="${isPlain(text) ? text : attributeText(text, fieldOf(name))}"`;
	}
	return all;
}

function fieldOf(name: string): string {
	const local = name.slice(name.indexOf(':') + 1);
	return local.charAt(0).toLowerCase() + local.slice(1);
}
