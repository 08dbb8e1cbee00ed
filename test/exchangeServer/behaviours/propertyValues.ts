import { behaviour } from './behaviour';
import type { Chosen } from './behaviour';

export const propertyValues = behaviour({
	name: 'propertyValues',
	changes: 'The value of an extended property that has a type other than text.',
	values: {
		canonical: 'in the one form of its type',
		asWritten: 'as it was sent',
	},
	standard: 'canonical',
	source: 'exchangelib, extended_properties.py',
	certainty: 'experience',
	coping: 'Values are compared by their type: numbers as numbers, times as moments.',
});

/** A value of an extended property of that type as the server keeps it. */
export function keptValue(
	text: string,
	type: string,
	value: Chosen<typeof propertyValues>,
): string {
	if (value === 'asWritten') return text;
	switch (type.replace(/Array$/, '')) {
		case 'Boolean':
			return String(/^(true|1)$/i.test(text.trim()));
		case 'Integer':
		case 'Short':
		case 'Long':
		case 'Double':
		case 'Float':
		case 'Currency':
			return Number.isFinite(Number(text)) ? String(Number(text)) : text;
		case 'SystemTime': {
			const time = Date.parse(text);
			return Number.isNaN(time) ? text : `${new Date(time).toISOString().slice(0, 19)}Z`;
		}
		case 'CLSID':
			return text.trim().toLowerCase();
		case 'Binary':
			return Buffer.from(text, 'base64').toString('base64');
		default:
			return text;
	}
}
