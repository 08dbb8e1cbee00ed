import type { INodeProperties } from 'n8n-workflow';

/** Which events: what counts as one, and in which time. */
export const windowParameters: INodeProperties[] = [
	{
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
	},
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
