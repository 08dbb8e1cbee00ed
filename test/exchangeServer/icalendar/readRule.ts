import ICAL from 'ical.js';
import type {
	DayIndex,
	DayOfWeek,
	Recurrence,
	RecurrencePattern,
	RecurrenceRange,
} from '../contracts';
import { parseDay, weekDays, wrongField } from '../model/recurrence';
import { invalidMime } from './invalidMime';

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
	const range = rangeOf(recur, startDate, endDate);
	const recurrence: Recurrence = { pattern: patternOf(recur, startDate), range };
	if (wrongField(recurrence) !== undefined) throw invalidMime();
	return recurrence;
}

function rangeOf(
	{ count }: ICAL.Recur,
	startDate: string,
	endDate: string | undefined,
): RecurrenceRange {
	if (endDate !== undefined) return { type: 'EndDateRecurrence', startDate, endDate };
	if (!count) return { type: 'NoEndRecurrence', startDate };
	return { type: 'NumberedRecurrence', startDate, numberOfOccurrences: count };
}

function patternOf(recur: ICAL.Recur, startDate: string): RecurrencePattern {
	refuseUnusedParts(recur);
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
			const firstDayOfWeek = weekDays[recur.wkst - 1];
			const named = days.length > 0 ? days : [weekDays[firstDay.getUTCDay()]];
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

/** Those that a pattern has a place for; of all but BYDAY it holds one value. */
const PARTS: Record<string, readonly string[] | undefined> = {
	DAILY: [],
	WEEKLY: ['BYDAY'],
	MONTHLY: ['BYDAY', 'BYSETPOS', 'BYMONTHDAY'],
	YEARLY: ['BYDAY', 'BYSETPOS', 'BYMONTHDAY', 'BYMONTH'],
};

/** @throws ResponseError ErrorMimeContentInvalid for a part that the pattern would be without */
function refuseUnusedParts(recur: ICAL.Recur): void {
	const allowed = PARTS[recur.freq] ?? [];
	const given = Object.keys(recur.parts);
	const isSingle = (part: string) => part === 'BYDAY' || texts(recur, part).length === 1;
	if (!given.every((part) => allowed.includes(part) && isSingle(part))) throw invalidMime();
	const byDay = texts(recur, 'BYDAY');
	const hasTwoPlaces = given.includes('BYSETPOS') && byDay[0]?.length !== 2;
	const hasTwoDays = given.includes('BYMONTHDAY') && byDay.length > 0;
	// Without a month the place is one in the year.
	const isOfYear = recur.freq === 'YEARLY' && byDay.length > 0 && !given.includes('BYMONTH');
	if (hasTwoPlaces || hasTwoDays || isOfYear) throw invalidMime();
}

function texts(recur: ICAL.Recur, part: string): string[] {
	return ((recur.parts as Record<string, unknown[] | undefined>)[part] ?? []).map(String);
}

function dayOf(code: string): DayOfWeek {
	const day = weekDays[CODES.indexOf(code)];
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
	return { day: dayOf(code.slice(-2)), index };
}
