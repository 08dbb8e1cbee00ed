import { minuteMs, shortestDayMs } from '../../calendar/civil';
import type { SourceEvent } from '../plan/plan';

const hourMs = 60 * minuteMs;

/** By how much the midnights of two zones may differ: one is 12 hours behind UTC, one 14 before it. */
const zonesApartMs = 26 * hourMs;

/** The starts of events that may be there already. */
export interface LikelyStarts {
	/** True where an item of those times may be one of the events; times in UTC milliseconds. */
	mayBe(item: { start: number; end?: number }): boolean;
}

/** Minutes, as Exchange keeps times; days by what they may be in any zone. */
export function likelyStarts(events: Iterable<Pick<SourceEvent, 'event'>>): LikelyStarts {
	const minutes = new Set<number>();
	const days = new Set<number>();
	const minute = (time: number) => Math.floor(time / minuteMs);
	const place = (time: number) => Math.floor(time / zonesApartMs);
	for (const { event } of events) {
		if (!event?.times) continue;
		const start = Date.parse(event.times.start);
		minutes.add(minute(start));
		if (!event.times.isAllDay) continue;
		for (const near of [-1, 0, 1]) days.add(place(start) + near);
	}
	return {
		mayBe: ({ start, end = Infinity }) =>
			minutes.has(minute(start)) || (end - start >= shortestDayMs && days.has(place(start))),
	};
}
