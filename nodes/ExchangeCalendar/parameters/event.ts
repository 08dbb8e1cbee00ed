import type { INodeProperties } from 'n8n-workflow';

/** An event by its id, or as Get Many and Get Changes give it. */
export const eventParameter: INodeProperties = {
	displayName: 'Event',
	name: 'event',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'Which event, by the ID that Get Many gives: a single appointment, one occurrence of a series, or the series itself',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			hint: 'The events of the mailbox in the next 60 days; type words of the subject',
			typeOptions: { searchListMethod: 'searchEvents', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. AAMkADk0…AAA=',
			hint: 'The ID of an event; an expression may also give the whole event, such as {{ $json }}',
		},
	],
};

const scopes = {
	thisAndFollowing: {
		name: 'This and Following',
		value: 'thisAndFollowing',
		description: 'The series from this occurrence on',
	},
	occurrence: {
		name: 'This Occurrence Only',
		value: 'occurrence',
		description: 'Refused when the ID is that of a series',
	},
	named: {
		name: 'What the ID Names',
		value: 'named',
		description: 'One occurrence, the whole series or the single appointment',
	},
	series: {
		name: 'Whole Series',
		value: 'series',
		description: 'The series that the occurrence belongs to',
	},
};

type Scope = keyof typeof scopes;

/** The part of a series that is meant. */
export function scopeParameter(...values: Scope[]): INodeProperties {
	return {
		displayName: 'Apply To',
		name: 'scope',
		type: 'options',
		options: Object.values(scopes).filter(({ value }) => values.includes(value as Scope)),
		default: 'named',
		description: 'Which part of a series is meant',
	};
}

/** Gives each event as an iCalendar file as well, which is binary data of its item. */
export const icsParameters: INodeProperties[] = [
	{
		displayName: 'As iCalendar File',
		name: 'asIcs',
		type: 'boolean',
		default: false,
		description: 'Whether to give each event also as an iCalendar file (.ics), in a binary field',
	},
	{
		displayName: 'Put iCalendar in Field',
		name: 'icsField',
		type: 'string',
		default: 'data',
		placeholder: 'e.g. data',
		description: 'Name of the binary field that the iCalendar file goes to',
	},
];
