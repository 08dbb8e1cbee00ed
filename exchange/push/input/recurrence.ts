import { civilDate, dateText, dayOfDate } from '../../calendar/civil';
import { dayIndex, dayName } from '../../calendar/ewsNames';
import type { PatternedRecurrence } from '../../calendar/event';
import { InvalidInput } from '../../errors';
import type {
	DayOfWeekIndex,
	RecurrencePatternRecord,
	RecurrenceRecord,
} from '../../ews/calendarItem';
import { describe, readChoice, readList, readObject, readWhole } from './text';

type Pattern = PatternedRecurrence['pattern'];
type Range = PatternedRecurrence['range'];

const patternTypes = [
	'daily',
	'weekly',
	'absoluteMonthly',
	'relativeMonthly',
	'absoluteYearly',
	'relativeYearly',
] as const;
const indexes = ['first', 'second', 'third', 'fourth', 'last'] as const;
const monthNames = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December',
];

/**
 * Graph's recurrence, checked and complete: what it leaves out is taken from the start.
 * @param startDay day number of the first start in the series' zone
 * @throws InvalidInput naming the part that is missing or that Exchange can't express
 */
export function readRecurrence(value: unknown, startDay: number): PatternedRecurrence {
	const { pattern, range } = readObject('recurrence', value);
	return {
		pattern: readPattern(readObject('recurrence.pattern', pattern), startDay),
		range: readRange(range === undefined ? {} : readObject('recurrence.range', range), startDay),
	};
}

function readPattern(given: Record<string, unknown>, startDay: number): Pattern {
	const type = readChoice('recurrence.pattern.type', given.type, patternTypes);
	const interval =
		given.interval === undefined
			? 1
			: readWhole('recurrence.pattern.interval', given.interval, 1, 999);
	const start = civilDate(startDay);
	const days = () => readDays(given.daysOfWeek);
	const date = () =>
		given.dayOfMonth === undefined
			? start.day
			: readWhole('recurrence.pattern.dayOfMonth', given.dayOfMonth, 1, 31);
	const index = () =>
		given.index === undefined
			? 'first'
			: readChoice('recurrence.pattern.index', given.index, indexes);
	const month = () =>
		given.month === undefined
			? start.month
			: readWhole('recurrence.pattern.month', given.month, 1, 12);
	switch (type) {
		case 'daily':
			return { type, interval };
		case 'weekly': {
			const first = given.firstDayOfWeek === undefined ? 'sunday' : given.firstDayOfWeek;
			const firstDay = typeof first === 'string' ? dayIndex(first) : undefined;
			if (firstDay === undefined) {
				throw new InvalidInput(
					'recurrence.pattern.firstDayOfWeek',
					`firstDayOfWeek is ${describe(first)}, not a day`,
				);
			}
			return { type, interval, daysOfWeek: days(), firstDayOfWeek: dayName(firstDay) };
		}
		case 'absoluteMonthly':
			return { type, interval, dayOfMonth: date() };
		case 'relativeMonthly':
			return { type, interval, daysOfWeek: days(), index: index() };
		case 'absoluteYearly':
			return { type, interval, dayOfMonth: date(), month: month() };
		case 'relativeYearly':
			return { type, interval, daysOfWeek: days(), index: index(), month: month() };
	}
}

function readDays(value: unknown): NonNullable<Pattern['daysOfWeek']> {
	const field = 'recurrence.pattern.daysOfWeek';
	const found = readList(field, value).map((name) => {
		const day = typeof name === 'string' ? dayIndex(name) : undefined;
		if (day !== undefined) return day;
		throw new InvalidInput(field, `daysOfWeek holds ${describe(name)}, not a day`);
	});
	if (found.length === 0) throw new InvalidInput(field, 'daysOfWeek is empty');
	return [...new Set(found)].sort((a, b) => a - b).map(dayName);
}

function readRange(given: Record<string, unknown>, startDay: number): Range {
	const type = readChoice('recurrence.range.type', given.type ?? 'noEnd', [
		'noEnd',
		'endDate',
		'numbered',
	]);
	const startDate =
		given.startDate === undefined
			? dateText(startDay)
			: readDate('recurrence.range.startDate', given.startDate);
	if (type === 'endDate') {
		return { type, startDate, endDate: readDate('recurrence.range.endDate', given.endDate) };
	}
	if (type === 'noEnd') return { type, startDate };
	return {
		type,
		startDate,
		numberOfOccurrences: readWhole(
			'recurrence.range.numberOfOccurrences',
			given.numberOfOccurrences,
			1,
			999,
		),
	};
}

function readDate(field: string, value: unknown): string {
	const day = typeof value === 'string' ? dayOfDate(value) : undefined;
	if (day === undefined || dateText(day) !== (value as string).slice(0, 10)) {
		throw new InvalidInput(field, `${field} is ${describe(value)}, which is no date`, {
			remedy: 'Write it as 2026-11-25.',
		});
	}
	return dateText(day);
}

/**
 * A checked recurrence as EWS has it. EWS has no interval for years: every second year is every 24 months.
 * @throws InvalidInput for sets of days that no Exchange pattern has
 */
export function recurrenceRecord({ pattern, range }: PatternedRecurrence): RecurrenceRecord {
	return { pattern: patternRecord(pattern), range: rangeRecord(range) };
}

function rangeRecord(range: Range): RecurrenceRecord['range'] {
	const { type, startDate, endDate = '', numberOfOccurrences = 1 } = range;
	if (type === 'endDate') return { kind: type, startDate, endDate };
	return type === 'numbered'
		? { kind: type, startDate, numberOfOccurrences }
		: { kind: type, startDate };
}

function patternRecord(pattern: Pattern): RecurrencePatternRecord {
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
				? { kind: 'absoluteYearly', dayOfMonth, month: monthNames[month - 1] }
				: { kind: 'absoluteMonthly', interval: interval * 12, dayOfMonth };
		case 'relativeYearly':
			return interval === 1
				? {
						kind: 'relativeYearly',
						daysOfWeek: oneDay(pattern),
						index,
						month: monthNames[month - 1],
					}
				: { kind: 'relativeMonthly', interval: interval * 12, daysOfWeek: oneDay(pattern), index };
	}
}

/** The one day, or group of days, that a relative pattern of EWS takes. */
function oneDay({ daysOfWeek = [] }: Pattern): string {
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

function capital(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}
