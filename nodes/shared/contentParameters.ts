import type { INodeProperties } from 'n8n-workflow';

export const privacyParameter: INodeProperties = {
	displayName: 'Privacy',
	name: 'privacy',
	type: 'options',
	options: [
		{
			name: 'Busy Only',
			value: 'busyOnly',
			description: 'Of every event only its time and whether the person is busy',
		},
		{
			name: 'Full',
			value: 'full',
			description: 'Everything, private events too',
		},
		{
			name: 'Mask Private',
			value: 'maskPrivate',
			description: 'Of private and confidential events only time and busy state',
		},
	],
	default: 'maskPrivate',
	description: 'What the events may tell',
};

export const includeBodyParameter: INodeProperties = {
	displayName: 'Include Body',
	name: 'includeBody',
	type: 'options',
	options: [
		{ name: 'As HTML', value: 'html' },
		{ name: 'As Text', value: 'text' },
		{ name: 'No', value: 'none' },
	],
	default: 'none',
	description: 'Whether and how to bring the text of the appointment along',
};

/** Content of the events. */
export const contentParameters: INodeProperties[] = [
	privacyParameter,
	includeBodyParameter,
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: 'UTC',
		placeholder: 'e.g. Europe/Berlin',
		description:
			"Zone of the start and end of events: UTC, mailbox (each mailbox's own), or any IANA or Windows name. All-day events keep their dates in every zone.",
	},
	{
		displayName: 'Extended Properties',
		name: 'extendedProperties',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Property',
		default: {},
		description: 'Named or tagged MAPI properties to bring along, such as those of an add-in',
		options: [
			{
				displayName: 'Property',
				name: 'properties',
				values: [
					{
						displayName: 'Identified By',
						name: 'identifiedBy',
						type: 'options',
						options: [
							{
								name: 'Name in a Set',
								value: 'name',
							},
							{
								name: 'Number in a Set',
								value: 'id',
							},
							{
								name: 'Tag',
								value: 'tag',
							},
						],
						default: 'name',
						description: 'How the property is identified',
					},
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. cecp-7bc6c1a8',
						description: 'The name of the property within its set',
					},
					{
						displayName: 'Number',
						name: 'id',
						type: 'number',
						default: 0,
						placeholder: 'e.g. 33288',
						description: 'The number (LID) of the property within its set, decimal',
					},
					{
						displayName: 'Set',
						name: 'set',
						type: 'string',
						default: 'PublicStrings',
						placeholder: 'e.g. PublicStrings or 00020329-0000-0000-C000-000000000046',
						description:
							'PublicStrings, Appointment, Common, Meeting, CalendarAssistant, InternetHeaders, or the GUID of a set',
					},
					{
						displayName: 'Tag',
						name: 'tag',
						type: 'string',
						default: '',
						placeholder: 'e.g. 0x3008',
						description: 'The property tag, hexadecimal with 0x',
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						options: [
							{
								name: 'Binary (Base64)',
								value: 'Binary',
							},
							{
								name: 'Boolean',
								value: 'Boolean',
							},
							{
								name: 'Double',
								value: 'Double',
							},
							{
								name: 'GUID',
								value: 'CLSID',
							},
							{
								name: 'Integer',
								value: 'Integer',
							},
							{
								name: 'Long',
								value: 'Long',
							},
							{
								name: 'String',
								value: 'String',
							},
							{
								name: 'Strings',
								value: 'StringArray',
							},
							{
								name: 'Time',
								value: 'SystemTime',
							},
						],
						default: 'String',
						description: 'The MAPI type of the property',
					},
				],
			},
		],
	},
];
