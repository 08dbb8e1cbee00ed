import { dayMs, minuteMs } from '../../calendar/civil';
import type { Interval } from './search/workingTimes';

/**
 * The longest window that every server takes. Exchange 2010 and 2013 say 42 days, later ones 62, and an
 * administrator may allow less.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/timewindow
 */
const longestWindow = 42 * dayMs;

/**
 * Cuts a window into parts of about the same length that a server takes, at borders of the merged view's
 * digits. No part is shorter than a digit, which servers refuse: a shorter window is made longer.
 * @param interval minutes of a digit
 * @param atLeast the number of parts that is wanted, as far as there are digits
 */
export function windowParts(window: Interval, interval: number, atLeast = 1): Interval[] {
	const digit = interval * minuteMs;
	const digits = Math.floor((window.end - window.start) / digit);
	for (let count = Math.max(1, Math.min(atLeast, digits)); ; count++) {
		const parts = partsOf(window, digit, digits, count);
		if (count >= digits || parts.every(({ start, end }) => end - start <= longestWindow)) {
			return parts;
		}
	}
}

function partsOf({ start, end }: Interval, digit: number, digits: number, count: number) {
	const border = (number: number) => start + Math.floor((number * digits) / count) * digit;
	return Array.from({ length: count }, (_, part): Interval => {
		const isLast = part === count - 1;
		return { start: border(part), end: isLast ? Math.max(end, start + digit) : border(part + 1) };
	});
}
