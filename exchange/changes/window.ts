import { dayMs } from '../calendar/civil';
import { InvalidInput } from '../errors';

/** From `start` up to, not including, `end`; UTC milliseconds. */
export interface Window {
	start: number;
	end: number;
}

/** Days around now. */
export interface WindowSize {
	pastDays: number;
	futureDays: number;
}

/** Exchange looks at no more than two years of a calendar at a time. */
export const maxWindowDays = 730;

/** @throws InvalidInput naming the field */
export function checkWindow({ pastDays, futureDays }: WindowSize): void {
	for (const [field, days] of Object.entries({ pastDays, futureDays })) {
		if (!Number.isInteger(days) || days < 0) {
			throw new InvalidInput(field, `${field} is ${days}: a whole number of days, 0 or more`);
		}
	}
	if (pastDays + futureDays > maxWindowDays) {
		throw new InvalidInput(
			'futureDays',
			`pastDays (${pastDays}) and futureDays (${futureDays}) are ${pastDays + futureDays} days together, more than ${maxWindowDays}`,
			{ remedy: 'Choose a window of at most two years.' },
		);
	}
	if (pastDays + futureDays === 0) {
		throw new InvalidInput('futureDays', 'pastDays and futureDays are both 0: the window is empty');
	}
}

export function windowAround(now: Date, { pastDays, futureDays }: WindowSize): Window {
	return { start: now.getTime() - pastDays * dayMs, end: now.getTime() + futureDays * dayMs };
}

/** The rule of CalendarView: it begins before the window's end and ends after its start. */
export function overlaps({ start, end }: Window, window: Window): boolean {
	return start < window.end && (end > window.start || (start === end && start === window.start));
}

/** It lies before the window, which only moves forward: nothing of it is reported any more. */
export function isBehind({ start, end }: Window, window: Window): boolean {
	return end <= window.start && !(start === end && start === window.start);
}
