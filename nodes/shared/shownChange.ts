import { inReadingOrder } from './readingOrder';

/** Fields of a simplified change, or moment of an event, in the order in which people read them. */
const simpleFields = [
	'kind',
	'dueAt',
	'changeType',
	'subject',
	'start',
	'end',
	'startUtc',
	'endUtc',
	'startDate',
	'lastDate',
	'isAllDay',
	'showAs',
	'mailbox',
	'location',
	'organizer',
	'attendees',
	'responseStatus',
	'isCancelled',
	'sensitivity',
	'categories',
	'body',
	'onlineMeeting',
	'recurrence',
	'cancelledOccurrences',
	'extendedProperties',
	'masked',
	'type',
	'originalStart',
	'uid',
	'key',
	'iCalUId',
	'id',
	'seriesMasterId',
	'lastModifiedDateTime',
	'syncRun',
];

/** A change as it comes out: what is read first stands first. */
export function shownChange(change: object, isSimple: boolean): Record<string, unknown> {
	return inReadingOrder(change, simpleFields, isSimple);
}

/** All that a change says, in the same order. */
export function wholeChange(change: object): object {
	return inReadingOrder(change, simpleFields, false);
}
