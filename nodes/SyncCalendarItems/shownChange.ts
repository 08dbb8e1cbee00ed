import type { CalendarChange } from '../../exchange/calendar/event';
import { inReadingOrder } from '../shared/readingOrder';

/** Fields of a simplified change, in the order in which people read them. */
const simpleFields = [
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
export function shownChange(change: CalendarChange, isSimple: boolean): object {
	return inReadingOrder(change, simpleFields, isSimple);
}

/** All that a change says, in the same order. */
export function wholeChange(change: object): object {
	return inReadingOrder(change, simpleFields, false);
}
