import { civilDate, dateText, dayOfDate } from '../../calendar/civil';
import { dayIndex, dayName } from '../../calendar/ewsNames';
import type { PatternedRecurrence } from '../../calendar/event';
import { InvalidInput } from '../../errors';
import { refuseYear } from './time';
import { describe, readChoice, readList, readObject, readWhole } from './values';

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

/** The longest interval that Exchange takes; years are written as months. */
export function longestInterval(type: Pattern['type']): number {
	if (type === 'daily') return 999;
	return type.endsWith('Yearly') ? 8 : 99;
}

function readPattern(given: Record<string, unknown>, startDay: number): Pattern {
	const type = readChoice('recurrence.pattern.type', given.type, patternTypes);
	const interval =
		given.interval === undefined
			? 1
			: readWhole('recurrence.pattern.interval', given.interval, 1, longestInterval(type));
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
					{ remedy: daysRemedy },
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

const daysRemedy = 'Use sunday, monday, tuesday, wednesday, thursday, friday or saturday.';

function readDays(value: unknown): NonNullable<Pattern['daysOfWeek']> {
	const field = 'recurrence.pattern.daysOfWeek';
	const found = readList(field, value).map((name) => {
		const day = typeof name === 'string' ? dayIndex(name) : undefined;
		if (day !== undefined) return day;
		throw new InvalidInput(field, `daysOfWeek holds ${describe(name)}, not a day`, {
			remedy: daysRemedy,
		});
	});
	if (found.length === 0) {
		throw new InvalidInput(field, 'daysOfWeek is empty', {
			remedy: 'Give at least one day, such as ["monday"].',
		});
	}
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
		throw new InvalidInput(field, `${field} is ${describe(value)}, not a date`, {
			remedy: 'Write it as 2026-11-25.',
		});
	}
	refuseYear(field, civilDate(day).year);
	return dateText(day);
}
