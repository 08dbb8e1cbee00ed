import type { CalendarEvent } from '../calendar/event';

/** What stays: when, how busy, and which event it is. */
const kept = [
	'id',
	'changeKey',
	'iCalUId',
	'type',
	'seriesMasterId',
	'originalStart',
	'start',
	'end',
	'isAllDay',
	'showAs',
	'sensitivity',
	'isCancelled',
	'recurrence',
	'cancelledOccurrences',
	'createdDateTime',
	'lastModifiedDateTime',
	'originalStartTimeZone',
	'originalEndTimeZone',
] as const;

/** Leaves an event its time, busy state and identity; subject, people, place and text are gone. */
export function busyOnly<E extends CalendarEvent>(event: E): E {
	const masked: Record<string, unknown> = {};
	for (const name of kept) {
		const value = (event as Record<string, unknown>)[name];
		if (value !== undefined) masked[name] = value;
	}
	return masked as E;
}
