import { dayMs, minuteMs, weekday } from '../../../calendar/civil';
import type { Zone } from '../../../calendar/zone';

/** A span of time in UTC milliseconds; the end is not part of it. */
export interface Interval {
	start: number;
	end: number;
}

/** Hours of work on some days of the week, by the clock of a zone. */
export interface WorkingHours {
	zone: Zone;
	periods: ReadonlyArray<{
		/** 0 = Sunday … 6 = Saturday. */
		days: readonly number[];
		/**
		 * Minutes since midnight. An end that is not after the start is on the next day; 23:59 is midnight,
		 * which Outlook on the web does not offer.
		 */
		start: number;
		end: number;
	}>;
}

/**
 * The times of work that overlap the window, in order; periods that touch are one. Each day is taken by
 * the clock of the zone, so that 8:00 is 8:00 on both sides of a change to summer time.
 */
export function workingTimes({ zone, periods }: WorkingHours, window: Interval): Interval[] {
	const firstDay = Math.floor(zone.toLocal(window.start) / dayMs) - 1;
	const lastDay = Math.floor(zone.toLocal(window.end) / dayMs);
	const times: Interval[] = [];
	for (let day = firstDay; day <= lastDay; day++) {
		for (const { days, start, end } of periods) {
			if (!days.includes(weekday(day))) continue;
			const at = (minutes: number) => zone.toUtc(day * dayMs + minutes * minuteMs);
			const time = { start: at(start), end: at(endOf(start, end)) };
			if (time.end > window.start && time.start < window.end) times.push(time);
		}
	}
	return joined(times.sort((one, other) => one.start - other.start));
}

const lastMinute = 1439;

function endOf(start: number, end: number): number {
	if (end === lastMinute) return 1440;
	return end > start ? end : end + 1440;
}

function joined(times: Interval[]): Interval[] {
	const all: Interval[] = [];
	for (const time of times) {
		const last = all.at(-1);
		if (last && time.start <= last.end) last.end = Math.max(last.end, time.end);
		else all.push({ ...time });
	}
	return all;
}
