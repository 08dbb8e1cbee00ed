import type { Behaviours } from '../behaviours';
import { keptValue } from '../behaviours/propertyValues';
import type { CalendarItem, ExtendedProperty, OtherItem, XmlElement, XmlNode } from '../contracts';
import { globalObjectId } from '../model/ids';
import type { EventInstance } from '../model/series';
import { ResponseError } from '../responseErrors';
import { element } from '../xml/element';
import { child, childrenNamed } from '../xml/node';
import { plainText } from './body';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/extendedfielduri */
const PROPERTY_SETS: Record<string, string> = {
	meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
	appointment: '00062002-0000-0000-c000-000000000046',
	common: '00062008-0000-0000-c000-000000000046',
	publicstrings: '00020329-0000-0000-c000-000000000046',
	address: '00062004-0000-0000-c000-000000000046',
	internetheaders: '00020386-0000-0000-c000-000000000046',
	calendarassistant: '11000e07-b51b-40d6-af21-caa85edab1d0',
	unifiedmessaging: '4442858e-a9e3-4e80-b900-317a210cc15b',
	task: '00062003-0000-0000-c000-000000000046',
	sharing: '00062040-0000-0000-c000-000000000046',
};

/** An ExtendedFieldURI of a request: where to find the value, and how to write it back. */
export interface ExtendedPath {
	key: string;
	attributes: Record<string, string>;
	property: Omit<ExtendedProperty, 'values'>;
}

/** @throws ResponseError ErrorInvalidExtendedProperty when the attributes make no property */
export function readExtendedPath(node: XmlNode): ExtendedPath {
	const { attributes } = node;
	const property: Omit<ExtendedProperty, 'values'> = {
		distinguishedSetId: attributes.DistinguishedPropertySetId,
		setId: attributes.PropertySetId?.toLowerCase(),
		tag: normalizedTag(attributes.PropertyTag),
		name: attributes.PropertyName,
		id: attributes.PropertyId === undefined ? undefined : Number(attributes.PropertyId),
		type: attributes.PropertyType,
	};
	const bySet = property.distinguishedSetId !== undefined || property.setId !== undefined;
	const named = property.name !== undefined || property.id !== undefined;
	const both = property.name !== undefined && property.id !== undefined;
	if (bySet !== named || both || bySet === (property.tag !== undefined)) {
		throw new ResponseError(
			'ErrorInvalidExtendedProperty',
			'The extended property attribute combination is invalid.',
		);
	}
	return { key: extendedKey(property), attributes, property };
}

function normalizedTag(tag: string | undefined): string | undefined {
	if (tag === undefined) return undefined;
	const number = /^0x/i.test(tag) ? parseInt(tag.slice(2), 16) : Number(tag);
	return `0x${number.toString(16)}`;
}

/** The same for the same MAPI property, however its set was named. */
export function extendedKey(property: Omit<ExtendedProperty, 'values'>): string {
	const { distinguishedSetId, setId, tag, name, id, type } = property;
	if (tag !== undefined) return `${normalizedTag(tag)} ${type}`;
	const set =
		distinguishedSetId === undefined
			? setId?.toLowerCase()
			: PROPERTY_SETS[distinguishedSetId.toLowerCase()];
	return `${set} ${name === undefined ? `#${id}` : name.toLowerCase()} ${type}`;
}

/**
 * The element that is the same property, where there is one: an item has one subject, however it is named.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxprops/
 */
export function elementOf(key: string): 'Subject' | 'Body' | undefined {
	if (key === '0x37 String') return 'Subject';
	return key === '0x1000 String' ? 'Body' : undefined;
}

export function readExtendedProperty(
	node: XmlNode,
	kept: Behaviours['propertyValues'] = 'asWritten',
): ExtendedProperty {
	const { property } = readExtendedPath(child(node, 'ExtendedFieldURI') as XmlNode);
	const values = child(node, 'Values');
	if (values)
		return {
			...property,
			values: childrenNamed(values, 'Value').map(({ text }) =>
				keptValue(text, property.type, kept),
			),
		};
	return {
		...property,
		values: [keptValue(child(node, 'Value')?.text ?? '', property.type, kept)],
	};
}

/** Replaces the one of the same key. */
export function withExtendedProperty(
	properties: readonly ExtendedProperty[],
	property: ExtendedProperty,
): ExtendedProperty[] {
	const key = extendedKey(property);
	return [...properties.filter((other) => extendedKey(other) !== key), property];
}

export function withoutExtendedProperty(
	properties: readonly ExtendedProperty[],
	key: string,
): ExtendedProperty[] {
	return properties.filter((property) => extendedKey(property) !== key);
}

const GLOBAL_OBJECT_ID = `${PROPERTY_SETS.meeting} #3 Binary`;
const CLEAN_GLOBAL_OBJECT_ID = `${PROPERTY_SETS.meeting} #35 Binary`;

/** The values of a property, the ones that Exchange derives included. */
export function extendedValues(
	of: EventInstance | OtherItem,
	key: string,
): readonly string[] | undefined {
	const isEvent = 'fields' in of && 'kind' in of;
	const stored = isEvent ? of.fields.extendedProperties : of.extendedProperties;
	const found = stored.find((property) => extendedKey(property) === key);
	if (found) return found.values;
	if (key === INTERNET_ARTICLE_NUMBER) {
		const { articleNumber } = isEvent ? of.item : of;
		return articleNumber === undefined ? undefined : [String(articleNumber)];
	}
	return isEvent ? derivedValue(of, key) : undefined;
}

/** @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcmsg/ */
const INTERNET_ARTICLE_NUMBER = '0xe23 Integer';

/** @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocal/ */
const RECURRING = `${PROPERTY_SETS.appointment} #33315 Boolean`;
const INSTANCE_TYPE = `${PROPERTY_SETS.publicstrings} urn:schemas:calendar:instancetype Integer`;
const INSTANCE_TYPES = { Single: '0', RecurringMaster: '1', Occurrence: '2', Exception: '3' };

function derivedValue(instance: EventInstance, key: string): string[] | undefined {
	const { item, originalStart, kind } = instance;
	if (key === RECURRING) return [String(kind !== 'Single')];
	if (key === INSTANCE_TYPE) return [INSTANCE_TYPES[kind]];
	if (key === CLEAN_GLOBAL_OBJECT_ID) return [globalObjectId(item.uid)];
	if (key === GLOBAL_OBJECT_ID) return [globalObjectId(item.uid, dayOf(originalStart))];
	if (key === '0x3007 SystemTime') return [seconds(item.created)];
	if (key === '0x3008 SystemTime') return [seconds(item.lastModified)];
	if (key === '0x37 String') return [instance.fields.subject];
	if (key === '0x1000 String') return [plainText(instance.fields.body)];
	if (key === '0x1a String') return [itemClassOf(item)];
	return undefined;
}

function itemClassOf(item: CalendarItem): string {
	return item.itemClass;
}

function seconds(date: Date): string {
	return `${date.toISOString().slice(0, 19)}Z`;
}

function dayOf(date: Date | undefined) {
	return (
		date && { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
	);
}

/** The other way to name the same set, where there is one. */
function inOtherForm({
	DistinguishedPropertySetId,
	PropertySetId,
	...rest
}: Record<string, string>) {
	if (DistinguishedPropertySetId !== undefined) {
		return { PropertySetId: PROPERTY_SETS[DistinguishedPropertySetId.toLowerCase()], ...rest };
	}
	const known = DISTINGUISHED_SETS.find(
		(name) => PROPERTY_SETS[name.toLowerCase()] === PropertySetId?.toLowerCase(),
	);
	if (known !== undefined) return { DistinguishedPropertySetId: known, ...rest };
	return PropertySetId === undefined ? rest : { PropertySetId, ...rest };
}

/** As the schema spells them. */
const DISTINGUISHED_SETS = [
	'Meeting',
	'Appointment',
	'Common',
	'PublicStrings',
	'Address',
	'InternetHeaders',
	'CalendarAssistant',
	'UnifiedMessaging',
	'Task',
	'Sharing',
];

export function extendedElement(
	path: ExtendedPath,
	values: readonly string[],
	{ propertySetForm }: Behaviours,
): XmlElement {
	const isArray = path.property.type.endsWith('Array');
	return element('t:ExtendedProperty', [
		element(
			't:ExtendedFieldURI',
			undefined,
			propertySetForm === 'other' ? inOtherForm(path.attributes) : path.attributes,
		),
		isArray
			? element(
					't:Values',
					values.map((value) => element('t:Value', value)),
				)
			: element('t:Value', values[0] ?? ''),
	]);
}
