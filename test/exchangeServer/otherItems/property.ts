/** How a property of messages, contacts and tasks is read, cleared and shown. */
import type { Call } from '../context';
import type { OtherItem, Person, XmlElement, XmlNode } from '../contracts';
import { element, optionalElement, type XmlContent } from '../xml/element';
import { childrenNamed, isTrue, path, textOf } from '../xml/node';
import type { PropertyValue } from '../calendarItems/properties';
import type { View } from '../calendarItems/view';

export interface OtherProperty {
	/** FieldURI. */
	uri: string;
	/** Element name. */
	name: string;
	/** `default`: in Default and AllProperties; `all`: in AllProperties; `extra`: only when named. */
	shape: 'id' | 'default' | 'all' | 'extra';
	/** Items that have it; absent: all. */
	of?: ReadonlyArray<OtherItem['element']>;
	/** Only GetItem shows it. */
	getOnly?: boolean;
	/** For plain elements and restrictions. */
	value?(item: OtherItem): PropertyValue;
	/** For elements that are more than a plain value. */
	render?(item: OtherItem, view: View): XmlContent;
	/** Takes it over from a request; what can't be read can't be written. */
	read?(item: OtherItem, node: XmlNode, call: Call): void;
	/** What DeleteItemField leaves behind; absent: it can't be deleted. */
	clear?(item: OtherItem): void;
}

type Init = Partial<Omit<OtherProperty, 'uri' | 'name' | 'shape'>>;

export const define =
	(family: string, of?: OtherProperty['of']) =>
	(name: string, shape: OtherProperty['shape'], init: Init): OtherProperty => ({
		uri: `${family}:${name}`,
		name,
		shape,
		of,
		...init,
	});

/** A text that is kept as it came. */
export const plain = (name: string): Init => ({
	value: ({ fields }) => fields[name],
	read: ({ fields }, { text }) => void (fields[name] = text),
	clear: ({ fields }) => void delete fields[name],
});

export const flag = (name: string, absent = false): Init => ({
	value: ({ fields }) => (fields[name] === undefined ? absent : fields[name] === 'true'),
	read: ({ fields }, { text }) => void (fields[name] = String(isTrue(text))),
	clear: ({ fields }) => void delete fields[name],
});

export const people = (
	of: (item: OtherItem) => readonly Person[] | undefined,
	keep: (item: OtherItem, list: Person[]) => void,
	name: string,
): Init => ({
	render: (one) => optionalElement(`t:${name}`, (of(one) ?? []).map(personElement)),
	read: (one, node) => keep(one, readPeople(node)),
	clear: (one) => keep(one, []),
});

export function mailbox(name: string, person: Person): XmlElement {
	return element(name, personElement(person));
}

function personElement({ name, emailAddress }: Person): XmlElement {
	return element('t:Mailbox', [element('t:Name', name), element('t:EmailAddress', emailAddress)]);
}

export function readPeople(node: XmlNode | undefined): Person[] {
	return childrenNamed(node, 'Mailbox').map((one) => {
		const emailAddress = path(one, 'EmailAddress')?.text ?? '';
		return { emailAddress, name: textOf(one, 'Name') ?? emailAddress };
	});
}
