import {
	cutRange,
	shiftedDay,
	shiftedRecurrence,
} from '../../../../exchange/calendars/events/seriesTimes';
import type { PatternedRecurrence } from '../../../../exchange/calendar/graphTypes';

const day = (date: string) => Date.parse(date) / 86_400_000;
const range = { type: 'endDate', startDate: '2026-10-06', endDate: '2026-12-29' } as const;
const from = (days: number) => ({ from: day('2026-10-06'), to: day('2026-10-06') + days });
const of = (pattern: PatternedRecurrence['pattern']): PatternedRecurrence => ({ pattern, range });

describe('a series that moves to another day', () => {
	it('keeps its pattern where that names no day, and moves its range', () => {
		const daily = of({ type: 'daily', interval: 2 });
		expect(shiftedRecurrence(daily, from(2))).toEqual({
			pattern: daily.pattern,
			range: { type: 'endDate', startDate: '2026-10-08', endDate: '2026-12-31' },
		});
	});

	it.each([
		[1, ['wednesday', 'sunday']],
		[-3, ['saturday', 'wednesday']],
		[9, ['thursday', 'monday']],
	])('by %i takes each of its weekdays along', (days, expected) => {
		const weekly = of({ type: 'weekly', interval: 1, daysOfWeek: ['tuesday', 'saturday'] });
		const { pattern } = shiftedRecurrence(weekly, from(days));
		expect(pattern.daysOfWeek).toEqual(expected);
	});

	it('takes the date of its start, in a month and in a year', () => {
		const monthly = of({ type: 'absoluteMonthly', interval: 1, dayOfMonth: 6 });
		expect(shiftedRecurrence(monthly, from(30)).pattern.dayOfMonth).toBe(5);
		const yearly = of({ type: 'absoluteYearly', interval: 1, dayOfMonth: 6, month: 10 });
		expect(shiftedRecurrence(yearly, from(30)).pattern).toMatchObject({
			dayOfMonth: 5,
			month: 11,
		});
	});

	it.each([
		['2026-10-30', '2026-11-30', '2026-12-01', '2026-11-01'],
		['2026-01-31', '2026-02-28', '2026-03-31', '2026-02-28'],
		['2026-12-30', '2027-01-30', '2027-01-29', '2026-12-29'],
		['2026-01-10', '2026-03-10', '2026-02-28', '2025-12-28'],
	])('begins as many months away: %s, where %s goes to %s, on %s', (first, old, now, expected) => {
		const monthly = { type: 'absoluteMonthly', interval: 1 } as const;
		const moved = shiftedDay(monthly, { from: day(old), to: day(now) }, day(first));
		expect(moved).toBe(day(expected));
	});

	it('needs to be told which days of a month are meant', () => {
		const relative = of({
			type: 'relativeMonthly',
			interval: 1,
			daysOfWeek: ['tuesday'],
			index: 'first',
		});
		expect(() => shiftedRecurrence(relative, from(1))).toThrow(/recurrence as well|certain days/);
		expect(shiftedRecurrence(relative, from(0)).pattern).toEqual(relative.pattern);
	});
});

describe('a range that is cut before the fourth occurrence', () => {
	const cut = (whole: PatternedRecurrence['range']) =>
		cutRange(whole, 4, day('2026-10-20'), day('2026-10-27'));

	it('by its number has the rest in the second part', () => {
		const numbered = { type: 'numbered', startDate: '2026-10-06', numberOfOccurrences: 8 } as const;
		expect(cut(numbered)).toEqual({
			before: { type: 'numbered', startDate: '2026-10-06', numberOfOccurrences: 3 },
			after: { type: 'numbered', startDate: '2026-10-27', numberOfOccurrences: 5 },
		});
	});

	it.each([range, { type: 'noEnd', startDate: '2026-10-06' } as const])(
		'by its date ends on the day of the third: %j',
		(whole) => {
			expect(cut({ ...whole, recurrenceTimeZone: 'W. Europe Standard Time' })).toEqual({
				before: {
					type: 'endDate',
					startDate: '2026-10-06',
					endDate: '2026-10-20',
					recurrenceTimeZone: 'W. Europe Standard Time',
				},
				after: {
					...whole,
					startDate: '2026-10-27',
					recurrenceTimeZone: 'W. Europe Standard Time',
				},
			});
		},
	);
});
