import type { CalendarEvent } from '../calendar/event';

/** The event as far as it may be told, and whether something was taken out. */
export function applyPrivacy<E extends CalendarEvent>(
	event: E,
	privacy: Privacy,
): { event: E; masked: boolean } {
	if (privacy === 'busyOnly') return { event: busyOnly(event), masked: true };
	if (privacy === 'maskPrivate') return { event: maskPrivate(event), masked: isPrivate(event) };
	return { event, masked: false };
}

/**
 * What a change may tell of an event: everything; everything but the content of private and
 * confidential items; or of every item its time and busy state only.
 */
export type Privacy = 'full' | 'maskPrivate' | 'busyOnly';

/** Private and confidential events keep time and busy state only; others are passed on as they are. */
export function maskPrivate<E extends CalendarEvent>(event: E): E {
	return isPrivate(event) ? busyOnly(event) : event;
}

export function isPrivate(event: CalendarEvent): boolean {
	return event.sensitivity === 'private' || event.sensitivity === 'confidential';
}

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
