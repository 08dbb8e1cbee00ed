import type { INodeProperties } from 'n8n-workflow';
import { storesInExchange } from '../shared/choices';
import { contentParameters } from '../shared/contentParameters';
import { expandParameter, windowParameters } from '../shared/windowParameters';
import { simplifyParameter } from '../shared/simplifyParameter';
import { mailboxParameter } from '../shared/mailboxParameter';

/** Whose calendars, and what of them; what few people need is in Options. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		options: [
			{
				name: 'Mailboxes',
				value: 'mailboxes',
				description: 'The calendars of these mailboxes',
			},
			{
				name: 'Members of a Group',
				value: 'group',
				description:
					'The calendars of all members of a distribution group, looked up again every hour',
			},
		],
		default: 'mailboxes',
		description: 'Whose calendars to watch',
	},
	{
		displayName: 'Mailboxes',
		name: 'mailboxes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Mailbox',
		default: { values: [{ mailbox: { mode: 'list', value: '' } }] },
		required: true,
		description: 'The mailboxes whose calendars to watch',
		displayOptions: { show: { watch: ['mailboxes'] } },
		options: [
			{
				displayName: 'Mailbox',
				name: 'values',
				values: [
					{
						...mailboxParameter,
						description:
							'Email address of the mailbox. An expression may give a list of addresses, or several with commas between them.',
						modes: mailboxParameter.modes?.map((mode) =>
							mode.name === 'address'
								? { ...mode, hint: 'One address, or several with commas between them' }
								: mode,
						),
					},
				],
			},
		],
	},
	{
		displayName: 'Group',
		name: 'group',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. staff@enyoi.com',
		description: 'Email address of the distribution group; groups in it count, too',
		displayOptions: { show: { watch: ['group'] } },
	},
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		options: [
			{
				name: 'Event Cancelled',
				value: 'cancelled',
				description: 'The organizer called a meeting off; it is not told as updated, too',
			},
			{
				name: 'Event Created',
				value: 'created',
				description: 'An event is new, or comes into the time that is watched',
			},
			{
				name: 'Event Deleted',
				value: 'deleted',
				description: 'An event is gone from the calendar',
			},
			{
				name: 'Event Ended',
				value: 'ended',
				description: 'The end of an event has come',
			},
			{
				name: 'Event Started',
				value: 'started',
				description: 'The start of an event has come',
			},
			{
				name: 'Event Starts Soon',
				value: 'startsSoon',
				description: 'Some minutes before the start of an event',
			},
			{
				name: 'Event Updated',
				value: 'updated',
				description: 'Something about an event has changed',
			},
		],
		default: ['created', 'updated', 'deleted'],
		required: true,
		description: 'What starts the workflow',
	},
	{
		displayName: 'Minutes Before',
		name: 'minutesBefore',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1440, numberPrecision: 0 },
		default: 15,
		description: 'How many minutes before its start an event starts soon',
		displayOptions: { show: { triggerOn: ['startsSoon'] } },
	},
	simplifyParameter,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		description: 'What few workflows need',
		options: [
			{
				displayName: 'Calendar ID',
				name: 'calendar',
				type: 'string',
				default: '',
				placeholder: 'e.g. AAMkADk0…AAA=',
				description:
					'Another calendar than the default one, by its folder ID; for a single mailbox only',
			},
			{
				displayName: 'Keep Position In',
				name: 'positionStore',
				type: 'options',
				options: storesInExchange,
				default: 'mailbox',
				description:
					'Where to remember what was told, so that a restart misses nothing and repeats nothing',
			},
			{
				displayName: 'Look Anyway Every (Minutes)',
				name: 'safetyMinutes',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 1440 },
				default: 15,
				description:
					'How often to look at a calendar although Exchange tells of its changes by itself',
			},
			{
				displayName: 'Poll Every (Seconds)',
				name: 'pollSeconds',
				type: 'number',
				typeOptions: { minValue: 10, maxValue: 86_400 },
				default: 60,
				description:
					'How often to look at a calendar while Exchange can not tell of its changes by itself',
			},
			{
				displayName: 'Position Name',
				name: 'positionName',
				type: 'string',
				default: '',
				placeholder: 'e.g. absences to planning',
				description:
					'Keeps several triggers on the same calendar apart. When empty, this workflow and this node have their own, also after they were renamed. Another name starts anew with what changes from then on.',
			},
			{
				displayName: 'Test With',
				name: 'testWith',
				type: 'options',
				options: [
					{
						name: 'Latest Event',
						value: 'latest',
						description:
							'The latest change or moment that was there already; when there is none, the next one',
					},
					{
						name: 'Next Event',
						value: 'next',
						description: 'Wait until something happens in one of the calendars',
					},
				],
				default: 'latest',
				description: 'What a test in the editor starts with',
			},
			expandParameter,
			...windowParameters,
			...contentParameters,
		].sort((one, other) => (one.displayName < other.displayName ? -1 : 1)) as INodeProperties[],
	},
];
