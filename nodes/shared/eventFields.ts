import type { INodeProperties } from 'n8n-workflow';
import { recurrenceParameter } from './recurrenceParameter';

export const subjectField: INodeProperties = {
	displayName: 'Subject',
	name: 'subject',
	type: 'string',
	default: '',
	placeholder: 'e.g. Project review',
	description: 'Title of the appointment',
};

export const isAllDayField: INodeProperties = {
	displayName: 'All Day',
	name: 'isAllDay',
	type: 'boolean',
	default: false,
	description:
		'Whether it takes whole days: from the date of Start to the date of End, that day included',
};

/** Fields of an event that few need or that stay as they are, for both writing operations. */
export const eventFields: INodeProperties[] = [
	{
		displayName: 'Attendees',
		name: 'attendees',
		type: 'string',
		default: '',
		placeholder: 'e.g. bob@enyoi.com, carol@enyoi.com',
		description:
			'Email addresses of the people to invite, separated by commas; an expression may give a list in the shape of Graph',
	},
	{
		displayName: 'Body',
		name: 'body',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Agenda: …',
		description: 'Text of the appointment',
	},
	{
		displayName: 'Body Type',
		name: 'bodyType',
		type: 'options',
		options: [
			{ name: 'HTML', value: 'html' },
			{ name: 'Text', value: 'text' },
		],
		default: 'text',
		description: 'The format of Body',
	},
	{
		displayName: 'Categories',
		name: 'categories',
		type: 'string',
		default: '',
		placeholder: 'e.g. Customer, Travel',
		description: 'Names of categories, separated by commas',
	},
	{
		displayName: 'Importance',
		name: 'importance',
		type: 'options',
		options: [
			{ name: 'High', value: 'high' },
			{ name: 'Low', value: 'low' },
			{ name: 'Normal', value: 'normal' },
		],
		default: 'normal',
		description: 'How important it is',
	},
	{
		displayName: 'Location',
		name: 'location',
		type: 'string',
		default: '',
		placeholder: 'e.g. Atrium',
		description: 'The place, as text; a room is booked with Rooms',
	},
	{
		displayName: 'Online Meeting URL',
		name: 'joinUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://meet.enyoi.com/review',
		description: 'Link of an online meeting made elsewhere; it goes to the end of the body',
	},
	recurrenceParameter,
	{
		displayName: 'Reminder',
		name: 'isReminderOn',
		type: 'boolean',
		default: true,
		description: 'Whether to remind of it',
	},
	{
		displayName: 'Reminder (Minutes Before)',
		name: 'reminderMinutesBeforeStart',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 15,
		description: 'Minutes before the start at which to remind of it',
	},
	{
		displayName: 'Rooms',
		name: 'rooms',
		type: 'string',
		default: '',
		placeholder: 'e.g. atrium@enyoi.com',
		description:
			'Email addresses of meeting rooms, separated by commas. A room is asked only when Send Invitations mails it.',
	},
	{
		displayName: 'Sensitivity',
		name: 'sensitivity',
		type: 'options',
		options: [
			{ name: 'Confidential', value: 'confidential' },
			{ name: 'Normal', value: 'normal' },
			{ name: 'Personal', value: 'personal' },
			{ name: 'Private', value: 'private' },
		],
		default: 'normal',
		description: 'Who may see more of it than its time',
	},
	{
		displayName: 'Show As',
		name: 'showAs',
		type: 'options',
		options: [
			{ name: 'Busy', value: 'busy' },
			{ name: 'Free', value: 'free' },
			{ name: 'Out of Office', value: 'oof' },
			{ name: 'Tentative', value: 'tentative' },
			{ name: 'Working Elsewhere', value: 'workingElsewhere' },
		],
		default: 'busy',
		description: 'What free/busy searches show for its time',
	},
];

/** Names of the library for fields that the panel calls otherwise. */
export const eventFieldNames = {
	rrule: 'recurrence',
	onlineMeeting: 'joinUrl',
	inputTimeZone: 'timeZone',
};
