import { daysInMonth } from '../../calendar/civil';
import { dayIndex } from '../../calendar/ewsNames';
import type { GraphDayOfWeek, PatternedRecurrence } from '../../calendar/graphTypes';

type Pattern = PatternedRecurrence['pattern'];

const dayCodes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const places = { first: 1, second: 2, third: 3, fourth: 4, last: -1 } as const;

/**
 * A recurrence as the value of an RRULE in jCal.
 * @param until the last day, as a date or a UTC instant, where the recurrence ends with one
 * @see https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10
 */
export function ruleValue(
	{ pattern, range }: PatternedRecurrence,
	until: string | undefined,
): Record<string, unknown> {
	return {
		...patternParts(pattern),
		...(range.type === 'numbered' && { count: range.numberOfOccurrences }),
		...(range.type === 'endDate' && until !== undefined && { until }),
	};
}

function patternParts(pattern: Pattern): Record<string, unknown> {
	const { type, interval, month = 1, dayOfMonth = 1, daysOfWeek = [] } = pattern;
	switch (type) {
		case 'daily':
			return { freq: 'DAILY', interval };
		case 'weekly':
			return {
				freq: 'WEEKLY',
				interval,
				byday: daysOfWeek.map(code),
				wkst: dayIndex(pattern.firstDayOfWeek ?? 'sunday')! + 1,
			};
		case 'absoluteMonthly':
			return { freq: 'MONTHLY', interval, ...monthDay(dayOfMonth, 28) };
		case 'relativeMonthly':
			return { freq: 'MONTHLY', interval, ...monthWeekday(pattern) };
		case 'absoluteYearly': {
			const shortest = daysInMonth(2001, month);
			return { freq: 'YEARLY', interval, bymonth: month, ...monthDay(dayOfMonth, shortest) };
		}
		case 'relativeYearly':
			return { freq: 'YEARLY', interval, bymonth: month, ...monthWeekday(pattern) };
	}
}

/** Exchange takes the last day of a month that lacks the day; RFC 5545 leaves the month out. */
function monthDay(day: number, always: number): Record<string, unknown> {
	if (day <= always) return { bymonthday: day };
	if (day === 31) return { bymonthday: -1 };
	const days = Array.from({ length: day - always + 1 }, (_, index) => always + index);
	return { bymonthday: days, bysetpos: -1 };
}

function monthWeekday({ daysOfWeek = [], index = 'first' }: Pattern): Record<string, unknown> {
	if (daysOfWeek.length === 1) return { byday: `${places[index]}${code(daysOfWeek[0])}` };
	return { byday: daysOfWeek.map(code), bysetpos: places[index] };
}

function code(day: GraphDayOfWeek): string {
	return dayCodes[dayIndex(day) ?? 0];
}
