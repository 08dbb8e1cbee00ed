import { timeZones } from '../../../exchange/calendar/timeZone';
import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import { firstState } from '../../../exchange/push/plan/decideUpdate';
import { markOf, type LinkState } from '../../../exchange/push/plan/link';
import { expectedFingerprint } from '../../../exchange/push/plan/fields';
import type { CalendarItemView, Planning, SourceEvent } from '../../../exchange/push/plan/plan';

export const zones = timeZones();

/** A day of December 2026, from nine to ten. */
export const timesOn = (day: number) => ({
	start: `2026-12-${String(day).padStart(2, '0')}T09:00:00Z`,
	end: `2026-12-${String(day).padStart(2, '0')}T10:00:00Z`,
	isAllDay: false,
	timeZone: 'UTC',
});

export const weekly = (day: number) => ({
	...timesOn(day),
	recurrence: {
		pattern: { type: 'weekly' as const, interval: 1, daysOfWeek: ['monday' as const] },
		range: { type: 'noEnd' as const, startDate: timesOn(day).start.slice(0, 10) },
	},
});

/** Of an item in which nobody has set anything. */
export const untouched: WritableEvent = {
	body: { contentType: 'text', content: '' },
	showAs: 'busy',
	sensitivity: 'normal',
	importance: 'normal',
	categories: [],
	attendees: [],
};

/**
 * An item that the source wrote as `written`, and that has now what `now` has. Without `written`: one that
 * is not linked.
 */
export function item(
	{ written, now = {} }: { written?: WritableEvent; now?: WritableEvent },
	more: Partial<CalendarItemView> = {},
): CalendarItemView {
	const has = { ...written, ...now };
	const { start, end } = has.times ?? timesOn(1);
	return {
		id: 'item',
		changeKey: 'key',
		...(written && { externalId: '1', state: firstState(written, zones) }),
		iCalUId: 'uid',
		subject: has.subject ?? '',
		start: Date.parse(start),
		end: Date.parse(end),
		isSeries: has.times?.recurrence !== undefined,
		lastModified: 1000,
		isAttendeeCopy: false,
		isPrivate: has.sensitivity === 'private' || has.sensitivity === 'confidential',
		fingerprint: (field) => expectedFingerprint(has, field, zones),
		event: () => ({ subject: has.subject }),
		...more,
	};
}

/** What such an item remembers of a write after its creation. */
export function markedState(event: WritableEvent): LinkState {
	return { ...firstState(event, zones), item: markOf({ id: 'item', iCalUId: 'uid' }) };
}

export function upsert(event: WritableEvent, more: Partial<SourceEvent> = {}): SourceEvent {
	return { externalId: '1', input: 0, action: 'upsert', event, ...more };
}

export const deletion = (more: Partial<SourceEvent> = {}): SourceEvent => ({
	externalId: '1',
	input: 0,
	action: 'delete',
	...more,
});

export function planning(
	items: readonly CalendarItemView[] = [],
	more: Partial<Planning> = {},
): Planning {
	const linked = new Map<string, CalendarItemView[]>();
	for (const one of items) {
		if (one.externalId === undefined) continue;
		linked.set(one.externalId, [...(linked.get(one.externalId) ?? []), one]);
	}
	return {
		mode: 'changes',
		policy: 'exchangeWins',
		privacy: 'maskPrivate',
		window: {
			start: Date.parse('2026-12-01T00:00:00Z'),
			end: Date.parse('2026-12-31T00:00:00Z'),
		},
		allowAttendeeCopies: false,
		zones,
		linked,
		unlinked: items.filter(({ externalId }) => externalId === undefined),
		adoptMatching: false,
		...more,
	};
}
