import type { INodeProperties } from 'n8n-workflow';
import { optionsOf } from '../shared/collections';
import { includeInputParameter } from '../shared/includeInput';

export const properties: INodeProperties[] = [
	{
		displayName: 'User',
		name: 'user',
		type: 'string',
		default: '={{ $json.user }}',
		required: true,
		placeholder: 'e.g. alice or alice@enyoi.com',
		description:
			"Account name or email address. An account name is completed with the credential's Email Domain (DNS).",
	},
	{
		displayName: 'Replacement Email',
		name: 'replacementEmail',
		type: 'string',
		default: '',
		placeholder: 'e.g. a.liddell@enyoi.com',
		description:
			"Address to use instead of what the user's name gives, when it is filled in. An address with a typing error in it is reported, not guessed.",
	},
	{
		displayName: 'Blocked',
		name: 'blocked',
		type: 'boolean',
		default: false,
		description:
			'Whether the user is blocked. Such a user is reported as blocked and not looked up.',
	},
	{
		displayName: 'Check',
		name: 'check',
		type: 'options',
		options: [
			{
				name: 'Calendar',
				value: 'calendar',
				description: "Look the user up and open the calendar with the service account's rights",
			},
			{
				name: 'Directory',
				value: 'directory',
				description: 'Look the user up in the address list of Exchange',
			},
			{ name: 'None', value: 'none', description: 'Only work out the address' },
		],
		default: 'calendar',
		description: 'How far to look',
	},
	optionsOf(
		includeInputParameter,
		{
			displayName: 'List Calendars',
			name: 'listCalendars',
			type: 'boolean',
			default: false,
			description: "Whether to list the mailbox's other calendars too",
			displayOptions: { show: { '/check': ['calendar'] } },
		},
		{
			displayName: 'Expand Groups',
			name: 'expandGroups',
			type: 'boolean',
			default: false,
			description:
				"Whether to give the members' mailboxes in place of a distribution group or room list, nested groups included",
			displayOptions: { show: { '/check': ['calendar', 'directory'] } },
		},
	),
];
