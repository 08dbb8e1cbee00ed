/**
 * On which days a series falls: the six patterns and three ranges of EWS, on calendar days alone.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/recurrence-patterns-and-ews
 */
import type { Behaviours } from '../behaviours';
import type {
	DayIndex,
	DayOfWeek,
	Recurrence,
	RecurrencePattern,
	RecurrenceRange,
} from '../contracts';

const MS_PER_DAY = 86_400_000;
/** As Date counts them. */
export const weekDays: readonly DayOfWeek[] = [
	'Sunday',
	'Monday',
	'Tuesday',
	'Wednesday',
	'Thursday',
	'Friday',
	'Saturday',
];
const DAYS: readonly string[] = [...weekDays, 'Day', 'Weekday', 'WeekendDay'];
const INDEXES: readonly string[] = ['First', 'Second', 'Third', 'Fourth', 'Last'];
/** Exchange ends a series without end there. */
const LAST_DAY = dayNumber(4500, 9, 1);

/** Days since 1970-01-01. `month` is 1 to 12. */
export function dayNumber(year: number, month: number, day: number): number {
	return Date.UTC(year, month - 1, day) / MS_PER_DAY;
}

/** Of an xs:date, whatever its offset. */
export function parseDay(date: string): number {
	const [year, month, day] = date.slice(0, 10).split('-').map(Number);
	return dayNumber(year, month, day);
}

export function formatDay(day: number): string {
	return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

function parts(day: number): { year: number; month: number; day: number } {
	const date = new Date(day * MS_PER_DAY);
	return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function weekday(day: number): number {
	return (((day + 4) % 7) + 7) % 7;
}

function daysInMonth(year: number, month: number): number {
	return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function matchesDay(day: number, wanted: DayOfWeek): boolean {
	const index = weekday(day);
	switch (wanted) {
		case 'Day':
			return true;
		case 'Weekday':
			return index >= 1 && index <= 5;
		case 'WeekendDay':
			return index === 0 || index === 6;
		default:
			return weekDays[index] === wanted;
	}
}

/** Name of the first field that makes no series, `pattern.day` for one; undefined where each is right. */
export function wrongField({ pattern, range }: Recurrence): string | undefined {
	const between = (value: unknown, least: number, most: number) =>
		Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
	const isDate = (value: unknown) => typeof value === 'string' && !isNaN(parseDay(value));
	const areDays = (value: unknown) =>
		Array.isArray(value) && value.length > 0 && value.every((day) => DAYS.includes(day as string));
	const checks: Record<string, (value: unknown) => boolean> = {
		interval: (value) => between(value, 1, pattern.type === 'DailyRecurrence' ? 999 : 99),
		days: areDays,
		firstDayOfWeek: (value) => weekDays.includes(value as DayOfWeek),
		dayOfMonth: (value) => between(value, 1, 31),
		day: (value) => DAYS.includes(value as string),
		index: (value) => INDEXES.includes(value as string),
		month: (value) => between(value, 1, 12),
		startDate: isDate,
		endDate: isDate,
		numberOfOccurrences: (value) => between(value, 1, 999),
	};
	const wrong = (part: object, fields: readonly string[] | undefined) => {
		const { type, ...given } = part as { type: string };
		if (!fields) return `type ${type}`;
		const values = given as Record<string, unknown>;
		return (
			fields.find((name) => !checks[name](values[name])) ??
			Object.keys(given).find((name) => !fields.includes(name))
		);
	};
	const ofPattern = wrong(pattern, PATTERN_FIELDS[pattern.type]);
	if (ofPattern !== undefined) return `pattern.${ofPattern}`;
	const ofRange = wrong(range, RANGE_FIELDS[range.type]);
	return ofRange === undefined ? undefined : `range.${ofRange}`;
}

const PATTERN_FIELDS: Record<RecurrencePattern['type'], readonly string[] | undefined> = {
	DailyRecurrence: ['interval'],
	WeeklyRecurrence: ['interval', 'days', 'firstDayOfWeek'],
	AbsoluteMonthlyRecurrence: ['interval', 'dayOfMonth'],
	RelativeMonthlyRecurrence: ['interval', 'day', 'index'],
	AbsoluteYearlyRecurrence: ['dayOfMonth', 'month'],
	RelativeYearlyRecurrence: ['day', 'index', 'month'],
};

const RANGE_FIELDS: Record<RecurrenceRange['type'], readonly string[] | undefined> = {
	NoEndRecurrence: ['startDate'],
	EndDateRecurrence: ['startDate', 'endDate'],
	NumberedRecurrence: ['startDate', 'numberOfOccurrences'],
};

/** Days of the series in order, deleted ones included: the n-th has index n, from 1. */
export function* seriesDays(recurrence: Recurrence): Generator<number> {
	if (recurrence.days) return yield* recurrence.days.map(parseDay);
	const start = parseDay(recurrence.range.startDate);
	const { range } = recurrence;
	const end = range.type === 'EndDateRecurrence' ? parseDay(range.endDate) : LAST_DAY;
	let left = range.type === 'NumberedRecurrence' ? range.numberOfOccurrences : Infinity;
	for (const day of patternDays(recurrence.pattern, start)) {
		if (day > end || left-- <= 0) return;
		yield day;
	}
}

function* patternDays(pattern: RecurrencePattern, start: number): Generator<number> {
	switch (pattern.type) {
		case 'DailyRecurrence':
			for (let day = start; day <= LAST_DAY; day += pattern.interval) yield day;
			return;
		case 'WeeklyRecurrence':
			yield* weeklyDays(pattern, start);
			return;
		case 'AbsoluteMonthlyRecurrence':
			yield* monthlyDays(start, pattern.interval, (year, month) =>
				dayNumber(year, month, Math.min(pattern.dayOfMonth, daysInMonth(year, month))),
			);
			return;
		case 'RelativeMonthlyRecurrence':
			yield* monthlyDays(start, pattern.interval, (year, month) =>
				relativeDay(year, month, pattern.day, pattern.index),
			);
			return;
		case 'AbsoluteYearlyRecurrence':
			yield* yearlyDays(start, pattern.month, (year, month) =>
				dayNumber(year, month, Math.min(pattern.dayOfMonth, daysInMonth(year, month))),
			);
			return;
		case 'RelativeYearlyRecurrence':
			yield* yearlyDays(start, pattern.month, (year, month) =>
				relativeDay(year, month, pattern.day, pattern.index),
			);
	}
}

function* weeklyDays(
	pattern: Extract<RecurrencePattern, { type: 'WeeklyRecurrence' }>,
	start: number,
): Generator<number> {
	const firstDay = Math.max(weekDays.indexOf(pattern.firstDayOfWeek), 0);
	const weekStart = start - ((weekday(start) - firstDay + 7) % 7);
	for (let week = weekStart; week <= LAST_DAY; week += 7 * pattern.interval) {
		for (let day = week; day < week + 7; day++) {
			if (day >= start && pattern.days.some((wanted) => matchesDay(day, wanted))) yield day;
		}
	}
}

function* monthlyDays(
	start: number,
	interval: number,
	dayIn: (year: number, month: number) => number,
): Generator<number> {
	const first = parts(start);
	for (let months = first.year * 12 + first.month - 1; ; months += interval) {
		const day = dayIn(Math.floor(months / 12), (months % 12) + 1);
		if (day > LAST_DAY) return;
		if (day >= start) yield day;
	}
}

function* yearlyDays(
	start: number,
	month: number,
	dayIn: (year: number, month: number) => number,
): Generator<number> {
	for (let { year } = parts(start); ; year++) {
		const day = dayIn(year, month);
		if (day > LAST_DAY) return;
		if (day >= start) yield day;
	}
}

function relativeDay(year: number, month: number, wanted: DayOfWeek, index: DayIndex): number {
	const first = dayNumber(year, month, 1);
	const last = first + daysInMonth(year, month) - 1;
	if (index === 'Last') {
		for (let day = last; ; day--) if (matchesDay(day, wanted)) return day;
	}
	let count = ['First', 'Second', 'Third', 'Fourth'].indexOf(index);
	for (let day = first; ; day++) if (matchesDay(day, wanted) && count-- === 0) return day;
}

/**
 * A pattern as the server keeps it.
 * @param startDate first day of the series, `YYYY-MM-DD`
 */
export function keptPattern(
	pattern: RecurrencePattern,
	startDate: string,
	value: Behaviours['yearlyPatterns'],
): RecurrencePattern {
	if (value === 'kept' || !('interval' in pattern) || pattern.interval !== 12) return pattern;
	const month = Number(startDate.slice(5, 7));
	switch (pattern.type) {
		case 'AbsoluteMonthlyRecurrence':
			return { type: 'AbsoluteYearlyRecurrence', dayOfMonth: pattern.dayOfMonth, month };
		case 'RelativeMonthlyRecurrence': {
			const { day, index } = pattern;
			return { type: 'RelativeYearlyRecurrence', day, index, month };
		}
		default:
			return pattern;
	}
}
