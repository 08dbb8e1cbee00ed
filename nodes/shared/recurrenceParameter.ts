import type { INodeProperties } from 'n8n-workflow';

export const recurrenceParameter: INodeProperties = {
	displayName: 'Recurrence',
	name: 'recurrence',
	type: 'string',
	default: '',
	placeholder: 'e.g. FREQ=WEEKLY;BYDAY=TU;COUNT=10',
	description:
		'Makes it a series: a rule of iCalendar (RRULE), such as FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331, or the JSON of a recurrence of Microsoft Graph',
};
