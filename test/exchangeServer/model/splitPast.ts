import { isDeepStrictEqual } from 'node:util';
import type { Behaviours } from '../behaviours';
import type { CalendarItem, Recurrence } from '../contracts';
import type { MeetingPost } from './meetingMail';
import { sendCancellations } from './meetings';
import { keptPattern } from './recurrence';
import { slots } from './series';
import { localDate } from './zonedTime';

/** True for another pattern of a series whose first occurrence is past; its range may be any. */
export function splitsPast(
	item: CalendarItem,
	{ pattern, range }: Recurrence,
	now: Date,
	{ patternChange, yearlyPatterns }: Behaviours,
): boolean {
	if (patternChange === 'inPlace' || !item.recurrence || item.start >= now) return false;
	const kept = keptPattern(pattern, range.startDate, yearlyPatterns);
	return !isDeepStrictEqual(withSortedDays(kept), withSortedDays(item.recurrence.pattern));
}

function withSortedDays(pattern: Recurrence['pattern']): Recurrence['pattern'] {
	return 'days' in pattern ? { ...pattern, days: [...pattern.days].sort() } : pattern;
}

/** Leaves what is past of a series as a cancelled one; the series itself is another meeting from now on. */
export function leavePast(item: CalendarItem, post: MeetingPost, now: Date): void {
	const { store } = post;
	const past = [...slotsBefore(item, now, post)];
	const zone = store.zones.get(item.startTimeZone);
	const endDate = localDate(past[past.length - 1].originalStart, zone);
	const { pattern, range } = item.recurrence as Recurrence;
	const { startDate } = range;
	const isPast = (start: number) => start < now.getTime();
	const clone: CalendarItem = {
		...copyOf(item),
		recurrence: { pattern, range: { type: 'EndDateRecurrence', startDate, endDate } },
		exceptions: new Map([...item.exceptions].filter(([start]) => isPast(start))),
		deletedOccurrences: new Set([...item.deletedOccurrences].filter(isPast)),
		isCancelled: true,
		isMeeting: false,
		attendees: [],
	};
	if (item.isMeeting && item.myResponseType === 'Organizer') sendCancellations(post, item);
	store.add(clone);
	item.uid = store.newUid(item.folder);
}

/** Has a series begin with its first occurrence after now. */
export function beginAfter(item: CalendarItem, now: Date, post: MeetingPost): void {
	const { zones } = post.store;
	for (const { index, originalStart, originalEnd } of slots(item, zones)) {
		if (originalStart <= now) continue;
		const { pattern, range } = item.recurrence as Recurrence;
		const startDate = localDate(originalStart, zones.get(item.startTimeZone));
		item.recurrence = {
			pattern,
			range:
				range.type === 'NumberedRecurrence'
					? { ...range, startDate, numberOfOccurrences: range.numberOfOccurrences - index + 1 }
					: { ...range, startDate },
		};
		item.start = originalStart;
		item.end = originalEnd;
		return;
	}
}

function* slotsBefore(item: CalendarItem, now: Date, { store }: MeetingPost) {
	for (const slot of slots(item, store.zones)) {
		if (slot.originalStart >= now) return;
		yield slot;
	}
}

function copyOf(item: CalendarItem): CalendarItem {
	return {
		...item,
		categories: [...item.categories],
		extendedProperties: item.extendedProperties.map((one) => ({ ...one })),
		attachments: item.attachments && [...item.attachments],
	};
}
