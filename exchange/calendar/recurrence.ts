import { InvalidInput } from '../errors';
import type { DayOfWeekIndex, RecurrencePatternRecord, RecurrenceRecord } from '../ews/itemParts';
import { dateText, dayOfDate } from './civil';
import { capital, dayIndex, dayName, daySet, monthName, monthNumber } from './ewsNames';
import type { PatternedRecurrence } from './graphTypes';

type GraphPattern = PatternedRecurrence['pattern'];

/**
 * A recurrence as EWS sends it in the shape of Graph's `patternedRecurrence`.
 * @param zoneId the series' zone as the server sent it; Graph's `recurrenceTimeZone`
 */
export function graphRecurrence(
	{ pattern, range }: RecurrenceRecord,
	zoneId: string | undefined,
): PatternedRecurrence {
	return {
		pattern: graphPattern(pattern),
		range: {
			type: range.kind,
			startDate: plainDate(range.startDate),
			...(range.kind === 'endDate' && { endDate: plainDate(range.endDate) }),
			...(range.kind === 'numbered' && { numberOfOccurrences: range.numberOfOccurrences }),
			...(zoneId !== undefined && { recurrenceTimeZone: zoneId }),
		},
	};
}

function graphPattern(pattern: RecurrencePatternRecord): GraphPattern {
	switch (pattern.kind) {
		case 'daily':
			return { type: 'daily', interval: pattern.interval };
		case 'weekly':
			return {
				type: 'weekly',
				interval: pattern.interval,
				daysOfWeek: daySet(pattern.daysOfWeek).map(dayName),
				firstDayOfWeek: dayName(firstDayOfWeek(pattern)),
			};
		case 'absoluteMonthly':
			return {
				type: 'absoluteMonthly',
				interval: pattern.interval,
				dayOfMonth: pattern.dayOfMonth,
			};
		case 'relativeMonthly':
			return {
				type: 'relativeMonthly',
				interval: pattern.interval,
				daysOfWeek: daySet(pattern.daysOfWeek).map(dayName),
				index: graphIndex(pattern.index),
			};
		case 'absoluteYearly':
			return {
				type: 'absoluteYearly',
				interval: 1,
				dayOfMonth: pattern.dayOfMonth,
				month: monthNumber(pattern.month),
			};
		case 'relativeYearly':
			return {
				type: 'relativeYearly',
				interval: 1,
				daysOfWeek: daySet(pattern.daysOfWeek).map(dayName),
				index: graphIndex(pattern.index),
				month: monthNumber(pattern.month),
			};
	}
}

/** Index of the day that a week begins with; Exchange takes Sunday when the pattern does not say. */
export function firstDayOfWeek(pattern: { firstDayOfWeek?: string }): number {
	return daySet(pattern.firstDayOfWeek ?? 'Sunday')[0] ?? 0;
}

function graphIndex(index: string): GraphPattern['index'] {
	return index.toLowerCase() as GraphPattern['index'];
}

function plainDate(text: string): string {
	const day = dayOfDate(text);
	return day === undefined ? text : dateText(day);
}

/**
 * A checked recurrence as EWS has it. EWS has no interval for years: every second year is every 24 months.
 * @throws InvalidInput for sets of days that no Exchange pattern has
 */
export function recurrenceRecord({ pattern, range }: PatternedRecurrence): RecurrenceRecord {
	return { pattern: patternRecord(pattern), range: rangeRecord(range) };
}

function rangeRecord(range: PatternedRecurrence['range']): RecurrenceRecord['range'] {
	const { type, startDate, endDate = '', numberOfOccurrences = 1 } = range;
	if (type === 'endDate') return { kind: type, startDate, endDate };
	return type === 'numbered'
		? { kind: type, startDate, numberOfOccurrences }
		: { kind: type, startDate };
}

function patternRecord(pattern: GraphPattern): RecurrencePatternRecord {
	const { type, interval, dayOfMonth = 1, month = 1 } = pattern;
	const index = capital(pattern.index ?? 'first') as DayOfWeekIndex;
	switch (type) {
		case 'daily':
			return { kind: 'daily', interval };
		case 'weekly':
			return {
				kind: 'weekly',
				interval,
				daysOfWeek: (pattern.daysOfWeek ?? []).map(capital),
				firstDayOfWeek: capital(pattern.firstDayOfWeek ?? 'sunday'),
			};
		case 'absoluteMonthly':
			return { kind: 'absoluteMonthly', interval, dayOfMonth };
		case 'relativeMonthly':
			return { kind: 'relativeMonthly', interval, daysOfWeek: oneDay(pattern), index };
		case 'absoluteYearly':
			return interval === 1
				? { kind: 'absoluteYearly', dayOfMonth, month: monthName(month) }
				: { kind: 'absoluteMonthly', interval: interval * 12, dayOfMonth };
		case 'relativeYearly':
			return interval === 1
				? {
						kind: 'relativeYearly',
						daysOfWeek: oneDay(pattern),
						index,
						month: monthName(month),
					}
				: { kind: 'relativeMonthly', interval: interval * 12, daysOfWeek: oneDay(pattern), index };
	}
}

/** The one day, or group of days, that a relative pattern of EWS takes. */
function oneDay({ daysOfWeek = [] }: GraphPattern): string {
	if (daysOfWeek.length === 1) return capital(daysOfWeek[0]);
	const set = daysOfWeek.map((name) => dayIndex(name)).join('');
	const group = { '0123456': 'Day', '12345': 'Weekday', '06': 'WeekendDay' }[set];
	if (group) return group;
	throw new InvalidInput(
		'recurrence.pattern.daysOfWeek',
		`Exchange can't count ${daysOfWeek.join(', ')} together within a month`,
		{ remedy: 'Use one day, all days, Monday to Friday, or Saturday and Sunday.' },
	);
}

/**
 * A recurrence in the words of another one with the same days: servers split a series that has begun where
 * its pattern is written in others, even where no day changes.
 * @returns undefined where the patterns give other days
 * @see https://github.com/OfficeDev/ews-managed-api/issues/168
 */
export function inWordsOf(
	wanted: PatternedRecurrence,
	own: PatternedRecurrence,
): PatternedRecurrence | undefined {
	return daysOfPattern(wanted) === daysOfPattern(own)
		? { ...wanted, pattern: own.pattern }
		: undefined;
}

/** Years are twelve months; where weeks begin counts for several days of weeks of which some are left out. */
function daysOfPattern({ pattern, range }: PatternedRecurrence): string {
	const { type, interval, daysOfWeek = [], firstDayOfWeek, dayOfMonth, index } = pattern;
	const isYearly = type.endsWith('Yearly');
	const months = isYearly ? interval * 12 : interval;
	const isOfMonth = /Monthly$/.test(type) && months % 12 === 0;
	return JSON.stringify([
		type.replace('Yearly', 'Monthly'),
		months,
		[...daysOfWeek].sort(),
		interval > 1 && daysOfWeek.length > 1 ? (firstDayOfWeek ?? 'sunday') : null,
		dayOfMonth,
		index,
		isYearly || isOfMonth ? (pattern.month ?? Number(range.startDate.slice(5, 7))) : null,
	]);
}
