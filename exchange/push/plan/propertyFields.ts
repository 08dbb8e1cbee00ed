import type { ExtendedPropertyUri } from '../../ews/calendarItem';

/**
 * The GUIDs of the property sets that have a name; a server may answer with either.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/extendedfielduri
 */
const setIds: Readonly<Record<string, string>> = {
	Meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
	Appointment: '00062002-0000-0000-c000-000000000046',
	Common: '00062008-0000-0000-c000-000000000046',
	PublicStrings: '00020329-0000-0000-c000-000000000046',
	Address: '00062004-0000-0000-c000-000000000046',
	InternetHeaders: '00020386-0000-0000-c000-000000000046',
	CalendarAssistant: '11000e07-b51b-40d6-af21-caa85edab1d0',
	UnifiedMessaging: '4442858e-a9e3-4e80-b900-317a210cc15b',
	Task: '00062003-0000-0000-c000-000000000046',
	Sharing: '00062040-0000-0000-c000-000000000046',
};

/** Names of property sets as EWS spells them. */
export const distinguishedSets = Object.keys(setIds);

/** The types of properties that EWS writes. */
export const propertyTypes = [
	...'ApplicationTime Binary Boolean CLSID Currency Double Float Integer Long Short'.split(' '),
	...'String SystemTime'.split(' '),
	...'ApplicationTimeArray BinaryArray CLSIDArray CurrencyArray DoubleArray'.split(' '),
	...'FloatArray IntegerArray LongArray ShortArray StringArray SystemTimeArray'.split(' '),
];

/** How an extended property is named among the fields: alike for every way to name it. */
export function propertyField({
	tag,
	distinguishedSetId,
	setId,
	name,
	id,
	type,
}: ExtendedPropertyUri) {
	if (tag !== undefined) return `x:0x${Number(tag).toString(16)}//${type}`;
	const known = distinguishedSets.find(
		(set) => set.toLowerCase() === distinguishedSetId?.toLowerCase(),
	);
	const set = known ? setIds[known] : (setId ?? distinguishedSetId ?? '').toLowerCase();
	return `x:${set}/${name === undefined ? `#${id}` : `=${name}`}/${type}`;
}

/** The property of such a field; undefined for other fields. */
export function propertyOfField(field: string): ExtendedPropertyUri | undefined {
	const [, set, what, type] = /^x:([^/]+)\/(.*)\/([^/]+)$/s.exec(field) ?? [];
	if (set === undefined) return undefined;
	if (what === '') return { tag: set, type };
	const isId = what.startsWith('#');
	return { setId: set, ...(isId ? { id: Number(what.slice(1)) } : { name: what.slice(1) }), type };
}

/** A value in the one form of its type, since servers rewrite what they are given. */
export function canonicalValue(
	type: string,
	value: string | readonly string[] | undefined,
): string | string[] | undefined {
	if (value === undefined) return undefined;
	const form = (text: string) => canonicalText(type.replace(/Array$/, ''), text);
	return typeof value === 'string' ? form(value) : value.map(form);
}

function canonicalText(type: string, text: string): string {
	switch (type) {
		case 'Boolean':
			return String(/^\s*(true|1)\s*$/i.test(text));
		case 'Integer':
		case 'Short':
		case 'Long':
			return /^\s*[+-]?\d+\s*$/.test(text) ? String(BigInt(text.trim().replace(/^\+/, ''))) : text;
		case 'Currency':
		case 'Double':
			return isNumber(text) ? String(Number(text)) : text;
		case 'Float':
			return isNumber(text) ? String(Math.fround(Number(text))) : text;
		case 'ApplicationTime':
		case 'SystemTime':
			return canonicalTime(text);
		case 'CLSID':
			return text
				.trim()
				.toLowerCase()
				.replace(/^\{(.*)\}$/, '$1');
		case 'Binary':
			return Buffer.from(text, 'base64').toString('base64');
		default:
			return text.replace(/\r\n?/g, '\n');
	}
}

function isNumber(text: string): boolean {
	return text.trim() !== '' && Number.isFinite(Number(text));
}

/** To the second. */
function canonicalTime(text: string): string {
	const time = Date.parse(text);
	return Number.isNaN(time) ? text : new Date(time).toISOString().slice(0, 19);
}
