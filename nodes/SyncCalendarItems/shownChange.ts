import type { CalendarChange } from '../../exchange/calendar/event';

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
	const whole = change as unknown as Record<string, unknown>;
	const first: Record<string, unknown> = {};
	for (const name of simpleFields) {
		if (whole[name] !== undefined) first[name] = whole[name];
	}
	return isSimple ? first : { ...first, ...whole };
}

/** All that a change says, in the same order. */
export function inReadingOrder(change: object): object {
	return shownChange(change as CalendarChange, false);
}
