import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import type {
	DayIndex,
	DayOfWeek,
	Recurrence,
	RecurrencePattern,
} from '../../../exchangeServer/contracts';
import {
	dayNumber,
	formatDay,
	seriesDays,
	wrongField,
} from '../../../exchangeServer/model/recurrence';
import { normalizedRecurrence } from '../../../exchangeServer/model/series';

const WEEK = [
	'Sunday',
	'Monday',
	'Tuesday',
	'Wednesday',
	'Thursday',
	'Friday',
	'Saturday',
] as const;
const CODES: Record<string, string> = {
	Sunday: 'SU',
	Monday: 'MO',
	Tuesday: 'TU',
	Wednesday: 'WE',
	Thursday: 'TH',
	Friday: 'FR',
	Saturday: 'SA',
	Day: 'MO,TU,WE,TH,FR,SA,SU',
	Weekday: 'MO,TU,WE,TH,FR',
	WeekendDay: 'SA,SU',
};
const INDEX: Record<DayIndex, number> = { First: 1, Second: 2, Third: 3, Fourth: 4, Last: -1 };

function first(recurrence: Recurrence, count: number): string[] {
	const days: string[] = [];
	for (const day of seriesDays(recurrence)) {
		if (days.push(formatDay(day)) === count) break;
	}
	return days;
}

/** The same pattern in RFC 5545; days of the month stay below 29, where both agree. */
function ruleOf(pattern: RecurrencePattern): string {
	switch (pattern.type) {
		case 'DailyRecurrence':
			return `FREQ=DAILY;INTERVAL=${pattern.interval}`;
		case 'WeeklyRecurrence':
			return `FREQ=WEEKLY;INTERVAL=${pattern.interval};BYDAY=${pattern.days.map((day) => CODES[day]).join(',')};WKST=${CODES[pattern.firstDayOfWeek]}`;
		case 'AbsoluteMonthlyRecurrence':
			return `FREQ=MONTHLY;INTERVAL=${pattern.interval};BYMONTHDAY=${pattern.dayOfMonth}`;
		case 'RelativeMonthlyRecurrence':
			return `FREQ=MONTHLY;INTERVAL=${pattern.interval};BYDAY=${CODES[pattern.day]};BYSETPOS=${INDEX[pattern.index]}`;
		case 'AbsoluteYearlyRecurrence':
			return `FREQ=YEARLY;BYMONTH=${pattern.month};BYMONTHDAY=${pattern.dayOfMonth}`;
		case 'RelativeYearlyRecurrence':
			return `FREQ=YEARLY;BYMONTH=${pattern.month};BYDAY=${CODES[pattern.day]};BYSETPOS=${INDEX[pattern.index]}`;
	}
}

const interval = fc.integer({ min: 1, max: 5 });
const dayOfMonth = fc.integer({ min: 1, max: 28 });
const month = fc.integer({ min: 1, max: 12 });
const index = fc.constantFrom<DayIndex>('First', 'Second', 'Third', 'Fourth', 'Last');
const day = fc.constantFrom<DayOfWeek>(...WEEK, 'Day', 'Weekday', 'WeekendDay');
const pattern: fc.Arbitrary<RecurrencePattern> = fc.oneof(
	fc.record({ type: fc.constant('DailyRecurrence' as const), interval }),
	fc.record({
		type: fc.constant('WeeklyRecurrence' as const),
		interval,
		days: fc.uniqueArray(fc.constantFrom<DayOfWeek>(...WEEK), { minLength: 1 }),
		firstDayOfWeek: fc.constantFrom<DayOfWeek>(...WEEK),
	}),
	fc.record({ type: fc.constant('AbsoluteMonthlyRecurrence' as const), interval, dayOfMonth }),
	fc.record({ type: fc.constant('RelativeMonthlyRecurrence' as const), interval, day, index }),
	fc.record({ type: fc.constant('AbsoluteYearlyRecurrence' as const), dayOfMonth, month }),
	fc.record({ type: fc.constant('RelativeYearlyRecurrence' as const), day, index, month }),
);

describe('seriesDays', () => {
	it('falls on the same days as the same rule in RFC 5545', () => {
		fc.assert(
			fc.property(pattern, fc.integer({ min: 18_000, max: 22_000 }), (wanted, start) => {
				const startDate = formatDay(start);
				const rule = new RRuleTemporal({
					rruleString: `DTSTART:${startDate.replace(/-/g, '')}T000000Z\nRRULE:${ruleOf(wanted)};COUNT=12`,
				});
				const expected = rule.all().map((date) => date.toString().slice(0, 10));
				const recurrence = {
					pattern: wanted,
					range: { type: 'NoEndRecurrence' as const, startDate },
				};
				expect(first(recurrence, 12)).toEqual(expected);
			}),
			{ numRuns: 150 },
		);
	});

	it('takes the last day of a month that is too short', () => {
		const recurrence: Recurrence = {
			pattern: { type: 'AbsoluteMonthlyRecurrence', interval: 1, dayOfMonth: 31 },
			range: { type: 'NumberedRecurrence', startDate: '2027-01-31', numberOfOccurrences: 4 },
		};
		expect(first(recurrence, 9)).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
	});

	it('includes the end date', () => {
		const recurrence: Recurrence = {
			pattern: { type: 'DailyRecurrence', interval: 2 },
			range: { type: 'EndDateRecurrence', startDate: '2026-11-24', endDate: '2026-11-28' },
		};
		expect(first(recurrence, 9)).toEqual(['2026-11-24', '2026-11-26', '2026-11-28']);
	});

	it('counts days from 1970', () => {
		expect(dayNumber(1970, 1, 1)).toBe(0);
		expect(formatDay(dayNumber(2024, 2, 29))).toBe('2024-02-29');
	});
});

describe('wrongField', () => {
	const noEnd = { type: 'NoEndRecurrence', startDate: '2026-11-24' };
	it.each([
		['pattern.interval', { type: 'DailyRecurrence' }, noEnd],
		['pattern.interval', { type: 'AbsoluteMonthlyRecurrence', interval: 0, dayOfMonth: 1 }, noEnd],
		['pattern.days', { type: 'WeeklyRecurrence', interval: 1, daysOfWeek: ['Monday'] }, noEnd],
		[
			'pattern.day',
			{ type: 'RelativeMonthlyRecurrence', interval: 1, day: 'Foo', index: 'First' },
			noEnd,
		],
		['pattern.index', { type: 'RelativeYearlyRecurrence', day: 'Monday', month: 1 }, noEnd],
		['pattern.month', { type: 'AbsoluteYearlyRecurrence', dayOfMonth: 1, month: 13 }, noEnd],
		['pattern.type HourlyRecurrence', { type: 'HourlyRecurrence' }, noEnd],
		['pattern.until', { type: 'DailyRecurrence', interval: 1, until: '2027-01-01' }, noEnd],
		[
			'range.startDate',
			{ type: 'DailyRecurrence', interval: 1 },
			{ type: 'NoEndRecurrence', startDate: 'tomorrow' },
		],
		[
			'range.endDate',
			{ type: 'DailyRecurrence', interval: 1 },
			{ type: 'EndDateRecurrence', startDate: '2026-11-24' },
		],
	])('names %s', (field, wrong, range) => {
		const recurrence = { pattern: wrong, range } as unknown as Recurrence;
		expect(wrongField(recurrence)).toBe(field);
		expect(() => normalizedRecurrence(recurrence)).toThrow(
			`Not a series: ${field} is missing or wrong`,
		);
	});

	it('names none of any series', () => {
		fc.assert(
			fc.property(pattern, (wanted) => {
				const range = { type: 'NoEndRecurrence' as const, startDate: '2026-11-24' };
				expect(wrongField({ pattern: wanted, range })).toBeUndefined();
			}),
		);
	});
});
