import type { ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

type FieldOptions = Pick<ResourceMapperField, 'displayName'> & Partial<ResourceMapperField>;

const choices = (...values: string[]) =>
	values.map((value) => ({ name: value.charAt(0).toUpperCase() + value.slice(1), value }));

/**
 * The fields of an event by the names that the mapper stores them under. Times are text: a date picker
 * would give every event the zone of the workflow.
 */
const fields: Record<string, FieldOptions> = {
	subject: { displayName: 'Subject', type: 'string' },
	start: { displayName: 'Start', type: 'string' },
	end: { displayName: 'End', type: 'string' },
	isAllDay: { displayName: 'All-Day Event', type: 'boolean', removed: true },
	location: { displayName: 'Location', type: 'string', removed: true },
	body: { displayName: 'Body (Text)', type: 'string', removed: true },
	bodyHtml: { displayName: 'Body (HTML)', type: 'string', removed: true },
	showAs: {
		displayName: 'Show As',
		type: 'options',
		options: [
			{ name: 'Free', value: 'free' },
			{ name: 'Tentative', value: 'tentative' },
			{ name: 'Busy', value: 'busy' },
			{ name: 'Out of Office', value: 'oof' },
			{ name: 'Working Elsewhere', value: 'workingElsewhere' },
		],
		removed: true,
	},
	sensitivity: {
		displayName: 'Sensitivity',
		type: 'options',
		options: choices('normal', 'personal', 'private', 'confidential'),
		removed: true,
	},
	importance: {
		displayName: 'Importance',
		type: 'options',
		options: choices('low', 'normal', 'high'),
		removed: true,
	},
	categories: { displayName: 'Categories', type: 'array', removed: true },
	isReminderOn: { displayName: 'Reminder', type: 'boolean', removed: true },
	reminderMinutesBeforeStart: {
		displayName: 'Reminder Minutes Before Start',
		type: 'number',
		removed: true,
	},
	recurrence: { displayName: 'Recurrence (Graph)', type: 'object', removed: true },
	rrule: { displayName: 'Recurrence (RRULE)', type: 'string', removed: true },
	exceptions: { displayName: 'Exceptions of the Series', type: 'array', removed: true },
	attendees: { displayName: 'Attendees', type: 'array', removed: true },
	lastModifiedDateTime: { displayName: 'Last Modified in Source', type: 'string', removed: true },
	id: { displayName: 'Exchange ID to Link', type: 'string', removed: true },
	iCalUId: { displayName: 'iCalUId to Link', type: 'string', removed: true },
};

/** Names under which an event's fields come out of the mapper. */
export const eventFieldNames: readonly string[] = Object.keys(fields);

/** The fields of an event for the mapper in the editor. They are the same for every server. */
export async function getEventFields(): Promise<ResourceMapperFields> {
	return {
		fields: Object.entries(fields).map(([id, options]) => ({
			id,
			required: false,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
			...options,
		})),
	};
}
