import type { INodeProperties } from 'n8n-workflow';

export const expandParameter: INodeProperties = {
	displayName: 'Series As',
	name: 'expand',
	type: 'options',
	options: [
		{
			name: 'Occurrences',
			value: 'occurrences',
			description: 'Each occurrence of a series is an event of its own',
		},
		{
			name: 'Series',
			value: 'series',
			description: 'A series is one event with its pattern, besides its exceptions',
		},
	],
	default: 'occurrences',
	description: 'How recurring appointments come out',
};

/** The time to look at. */
export const windowParameters: INodeProperties[] = [
	{
		displayName: 'Past Days',
		name: 'pastDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 730, numberPrecision: 0 },
		default: 30,
		description: 'Days before now to look at. Together with Future Days at most 730.',
	},
	{
		displayName: 'Future Days',
		name: 'futureDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 730, numberPrecision: 0 },
		default: 365,
		description:
			'Days after now to look at. The window moves with the clock: what enters it is reported as created.',
	},
];
