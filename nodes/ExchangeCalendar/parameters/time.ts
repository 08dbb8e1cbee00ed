import type { INodeProperties } from 'n8n-workflow';

const formats =
	'such as 2026-12-07T09:00:00+01:00. Without an offset it is in the Time Zone of Options, else in that of the workflow';

/** The window in which to look, the next week unless somebody says otherwise. */
export const windowParameters: INodeProperties[] = [
	{
		displayName: 'Start',
		name: 'start',
		type: 'dateTime',
		default: '={{ $now }}',
		required: true,
		description: `Begin of the window, ${formats}. A date alone means its first moment.`,
	},
	{
		displayName: 'End',
		name: 'end',
		type: 'dateTime',
		default: '={{ $now.plus({ days: 7 }) }}',
		required: true,
		description: `End of the window, ${formats}. A date alone includes that whole day.`,
	},
];

/** The time of one appointment. */
export const timeParameters: INodeProperties[] = [
	{
		displayName: 'Start',
		name: 'start',
		type: 'dateTime',
		default: '',
		required: true,
		description: `Begin of the appointment, ${formats}`,
	},
	{
		displayName: 'End',
		name: 'end',
		type: 'dateTime',
		default: '',
		required: true,
		description: `End of the appointment, ${formats}`,
	},
];

export const timeZoneParameter: INodeProperties = {
	displayName: 'Time Zone',
	name: 'timeZone',
	type: 'string',
	default: '',
	placeholder: 'e.g. Europe/Berlin',
	description:
		"IANA or Windows name: the zone of times that name none, and of the times that come out. When empty, what is filled in is in the workflow's zone, and what comes out in UTC.",
};

/** The same where the zone of the mailbox is known as well. */
export const eventZoneParameter: INodeProperties = {
	...timeZoneParameter,
	description:
		"IANA or Windows name, or mailbox for the mailbox's own: the zone of times that name none, and of the times that come out. When empty, what is filled in is in the workflow's zone, and what comes out in UTC.",
};
