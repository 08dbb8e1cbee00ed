import type { INodeProperties } from 'n8n-workflow';

/** Stands for the mailbox's default calendar in the list. */
export const defaultCalendar = 'default';

export const calendarParameter: INodeProperties = {
	displayName: 'Calendar',
	name: 'calendar',
	type: 'resourceLocator',
	default: { mode: 'list', value: defaultCalendar, cachedResultName: 'Default Calendar' },
	description: 'Which calendar of the mailbox',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			hint: 'For several mailboxes choose the default calendar: ids differ from mailbox to mailbox',
			typeOptions: {
				searchListMethod: 'searchCalendars',
				searchable: true,
				slowLoadNotice: {
					message: 'If the list takes long, the calendar can also be given by its ID',
					timeout: 15000,
				},
			},
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. AAMkADk0…AAA=',
			hint: 'The folder ID that Resolve Mailbox gives; upper and lower case matter',
		},
	],
};
