import type { CalendarEvent } from '../calendar/event';
import type { CalendarItemRecord } from '../ews/calendarItem';

/** The event with only what the privacy setting allows; `masked` is true when content was removed. */
export function applyPrivacy<E extends CalendarEvent>(
	event: E,
	privacy: Privacy,
): { event: E; masked: boolean } {
	if (privacy === 'busyOnly') return { event: busyOnly(event), masked: true };
	if (privacy === 'maskPrivate') return { event: maskPrivate(event), masked: isPrivate(event) };
	return { event, masked: false };
}

/**
 * The content of reported events: `full`, everything; `maskPrivate`, private and confidential events
 * keep time and busy state only; `busyOnly`, all events do.
 */
export type Privacy = 'full' | 'maskPrivate' | 'busyOnly';

/** Leaves private and confidential events their time and busy state; others stay as they are. */
export function maskPrivate<E extends CalendarEvent>(event: E): E {
	return isPrivate(event) ? busyOnly(event) : event;
}

export function isPrivate({ sensitivity }: Pick<CalendarEvent, 'sensitivity'>): boolean {
	return sensitivity === 'private' || sensitivity === 'confidential';
}

/** The same of an item, as Exchange names it. */
export function isPrivateItem({ sensitivity }: Pick<CalendarItemRecord, 'sensitivity'>): boolean {
	return sensitivity === 'Private' || sensitivity === 'Confidential';
}

/** Gives a delegate the sight of private items: a sentence of a remedy, without its full stop. */
export function letSeePrivate(mailbox: string): string {
	return `Have the owner of ${mailbox} allow the account "Delegate can see my private items", or use impersonation`;
}

/** Properties that stay: time, busy state and identity. */
const kept = [
	'id',
	'changeKey',
	'iCalUId',
	'type',
	'seriesMasterId',
	'originalStart',
	'start',
	'end',
	'startUtc',
	'endUtc',
	'startDate',
	'lastDate',
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
	const { exceptions } = event as { exceptions?: readonly object[] };
	if (exceptions) masked.exceptions = exceptions.map(busyOnlyException);
	return masked as E;
}

/**
 * Leaves those occurrences that are private alone, of a series that is not, their times and busy state.
 * @returns the same event where none is
 */
export function maskPrivateExceptions<E extends object>(event: E): E & { masked?: true } {
	const { exceptions = [] } = event as {
		exceptions?: ReadonlyArray<Pick<CalendarEvent, 'sensitivity'>>;
	};
	if (!exceptions.some(isPrivate)) return event;
	const shown = exceptions.map((one) =>
		isPrivate(one) ? { ...busyOnlyException(one), sensitivity: one.sensitivity } : one,
	);
	return { ...event, exceptions: shown, masked: true };
}

/** Properties that stay of an occurrence that differs from its series. */
const keptOfExceptions = ['originalStart', 'isCancelled', 'start', 'end', 'showAs'] as const;

function busyOnlyException(exception: object): object {
	const given = exception as Record<string, unknown>;
	return Object.fromEntries(
		keptOfExceptions.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
	);
}
