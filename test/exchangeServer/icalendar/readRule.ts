import ICAL from 'ical.js';
import type { DayIndex, DayOfWeek, Recurrence, RecurrencePattern } from '../contracts';
import { parseDay } from '../model/recurrence';
import { invalidMime } from './invalidMime';

const DAYS: DayOfWeek[] = [
	'Sunday',
	'Monday',
	'Tuesday',
	'Wednesday',
	'Thursday',
	'Friday',
	'Saturday',
];
const CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const INDEXES: Record<string, DayIndex> = {
	'1': 'First',
	'2': 'Second',
	'3': 'Third',
	'4': 'Fourth',
	'-1': 'Last',
};

/**
 * What Exchange keeps of an RRULE.
 * @param startDate day of the first occurrence, in the zone of the series
 * @param endDate day of an UNTIL in that zone
 * @throws ResponseError ErrorMimeContentInvalid for a rule that no series of Exchange follows
 */
export function recurrenceOf(
	recur: ICAL.Recur,
	startDate: string,
	endDate: string | undefined,
): Recurrence {
	const pattern = patternOf(recur, startDate);
	if (endDate !== undefined) {
		return { pattern, range: { type: 'EndDateRecurrence', startDate, endDate } };
	}
	if (!recur.count) return { pattern, range: { type: 'NoEndRecurrence', startDate } };
	return {
		pattern,
		range: { type: 'NumberedRecurrence', startDate, numberOfOccurrences: recur.count },
	};
}

function patternOf(recur: ICAL.Recur, startDate: string): RecurrencePattern {
	const { interval } = recur;
	const byDay = texts(recur, 'BYDAY');
	const firstDay = new Date(parseDay(startDate) * 86_400_000);
	const month = Number(texts(recur, 'BYMONTH')[0] ?? firstDay.getUTCMonth() + 1);
	const dayOfMonth = Number(texts(recur, 'BYMONTHDAY')[0] ?? firstDay.getUTCDate());
	switch (recur.freq) {
		case 'DAILY':
			return { type: 'DailyRecurrence', interval };
		case 'WEEKLY': {
			const days = byDay.map(dayOf);
			const firstDayOfWeek = DAYS[recur.wkst - 1];
			const named = days.length > 0 ? days : [DAYS[firstDay.getUTCDay()]];
			return { type: 'WeeklyRecurrence', interval, days: named, firstDayOfWeek };
		}
		case 'MONTHLY':
			return byDay.length > 0
				? { type: 'RelativeMonthlyRecurrence', interval, ...placeOf(recur, byDay) }
				: { type: 'AbsoluteMonthlyRecurrence', interval, dayOfMonth };
		case 'YEARLY':
			if (interval > 1) break;
			return byDay.length > 0
				? { type: 'RelativeYearlyRecurrence', ...placeOf(recur, byDay), month }
				: { type: 'AbsoluteYearlyRecurrence', dayOfMonth, month };
	}
	throw invalidMime();
}

function texts(recur: ICAL.Recur, part: string): string[] {
	return ((recur.parts as Record<string, unknown[] | undefined>)[part] ?? []).map(String);
}

function dayOf(code: string): DayOfWeek {
	const day = DAYS[CODES.indexOf(code.slice(-2))];
	if (day) return day;
	throw invalidMime();
}

/** `2TU`, or `TU` with BYSETPOS=2. */
function placeOf(
	recur: ICAL.Recur,
	[code, ...more]: string[],
): { day: DayOfWeek; index: DayIndex } {
	const index = INDEXES[code.slice(0, -2) || texts(recur, 'BYSETPOS')[0]];
	if (!index || more.length > 0) throw invalidMime();
	return { day: dayOf(code), index };
}
