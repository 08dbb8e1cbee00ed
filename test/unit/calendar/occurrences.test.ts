import { instantText } from '../../../exchange/calendar/civil';
import {
	lastOccurrenceStart,
	nextOccurrenceStart,
	occurrenceStarts,
} from '../../../exchange/calendar/occurrences';
import { timeZones } from '../../../exchange/calendar/timeZone';
import type {
	RecurrencePatternRecord,
	RecurrenceRangeRecord,
} from '../../../exchange/ews/calendarItem';

const zones = timeZones();
const berlin = zones.byName('W. Europe Standard Time')!;

const at = (text: string) => Date.parse(text);
const starts = (
	pattern: RecurrencePatternRecord,
	range: RecurrenceRangeRecord,
	start: string,
	from = start,
	to = '2030-01-01T00:00:00Z',
	zone = berlin,
) =>
	[
		...occurrenceStarts(
			{ recurrence: { pattern, range }, start: at(start), zone },
			at(from),
			at(to),
		),
	].map(instantText);

describe('occurrences of a series', () => {
	it('keep their clock time in the zone of the series when summer time ends', () => {
		expect(
			starts(
				{ kind: 'weekly', interval: 1, daysOfWeek: ['Tuesday'], firstDayOfWeek: 'Monday' },
				{ kind: 'numbered', startDate: '2026-10-20', numberOfOccurrences: 2 },
				'2026-10-20T08:00:00Z',
			),
		).toEqual(['2026-10-20T08:00:00Z', '2026-10-27T09:00:00Z']);
	});

	it('move forward when the clock skips their time, and take the first of a doubled one', () => {
		const daily: RecurrencePatternRecord = { kind: 'daily', interval: 1 };
		expect(starts(daily, numbered('2026-03-28', 3), '2026-03-28T01:30:00Z')).toEqual([
			'2026-03-28T01:30:00Z',
			'2026-03-29T01:30:00Z',
			'2026-03-30T00:30:00Z',
		]);
		expect(starts(daily, numbered('2026-10-24', 3), '2026-10-24T00:30:00Z')).toEqual([
			'2026-10-24T00:30:00Z',
			'2026-10-25T00:30:00Z',
			'2026-10-26T01:30:00Z',
		]);
	});

	it('fall on the last day of months that are too short', () => {
		expect(
			starts(
				{ kind: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
				numbered('2027-01-31', 4),
				'2027-01-31T09:00:00Z',
			).map((start) => start.slice(0, 10)),
		).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
	});

	it('count weeks from the first day of the week that the pattern names', () => {
		const biweekly = (firstDayOfWeek: string) =>
			starts(
				{ kind: 'weekly', interval: 2, daysOfWeek: ['Sunday', 'Monday'], firstDayOfWeek },
				numbered('2026-11-23', 4),
				'2026-11-23T09:00:00Z',
			).map((start) => start.slice(5, 10));
		expect(biweekly('Monday')).toEqual(['11-23', '11-29', '12-07', '12-13']);
		expect(biweekly('Sunday')).toEqual(['11-23', '12-06', '12-07', '12-20']);
	});

	it('end with the day of the end date, whatever offset it is written with', () => {
		expect(
			starts(
				{ kind: 'daily', interval: 1 },
				{ kind: 'endDate', startDate: '2026-11-23+01:00', endDate: '2026-11-24+01:00' },
				'2026-11-23T22:30:00Z',
			),
		).toEqual(['2026-11-23T22:30:00Z', '2026-11-24T22:30:00Z']);
	});

	it('are found decades after the start without end', () => {
		const rule = {
			recurrence: {
				pattern: { kind: 'relativeYearly', daysOfWeek: 'Weekday', index: 'Last', month: 'May' },
				range: { kind: 'noEnd', startDate: '1999-05-31' },
			} as const,
			start: at('1999-05-31T07:00:00Z'),
			zone: berlin,
		};
		expect(instantText(nextOccurrenceStart(rule, at('2026-01-01T00:00:00Z'))!)).toBe(
			'2026-05-29T07:00:00Z',
		);
	});

	const patterns: RecurrencePatternRecord[] = [
		{ kind: 'daily', interval: 1 },
		{ kind: 'daily', interval: 999 },
		{ kind: 'weekly', interval: 3, daysOfWeek: ['Monday', 'Friday'], firstDayOfWeek: 'Monday' },
		{ kind: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
		{ kind: 'absoluteMonthly', interval: 999 * 12, dayOfMonth: 29 },
		{ kind: 'relativeMonthly', interval: 7, daysOfWeek: 'Weekday', index: 'Last' },
		{ kind: 'absoluteYearly', dayOfMonth: 29, month: 'February' },
		{ kind: 'relativeYearly', daysOfWeek: 'Sunday', index: 'Last', month: 'March' },
	];
	const daysOfEnd = ['1998-12-31', '1999-03-28', '1999-04-02', '2026-10-25', '2031-01-01'];
	it.each(patterns)('that are last are found from the end: %j', (pattern) => {
		for (const endDate of daysOfEnd) {
			const range = { kind: 'endDate', startDate: '1999-03-28', endDate } as const;
			// A time that the clock of the first day skips.
			const start = berlin.toUtc(at('1999-03-28T02:30:00Z'));
			const rule = { recurrence: { pattern, range }, start, zone: berlin };
			const last = [...occurrenceStarts(rule, start, 8.64e15)].at(-1);
			expect([endDate, lastOccurrenceStart(rule)]).toEqual([endDate, last]);
		}
	});

	it.each(patterns)('that are last are found in few steps, however far off: %j', (pattern) => {
		const toUtc = jest.fn(berlin.toUtc);
		const range = { kind: 'endDate', startDate: '1999-03-28', endDate: '4500-08-31' } as const;
		const start = at('1999-03-28T09:00:00Z');
		const rule = { recurrence: { pattern, range }, start, zone: { ...berlin, toUtc } };
		const last = lastOccurrenceStart(rule);
		expect(last).toBeGreaterThan(at('2996-01-01T00:00:00Z'));
		expect(last).toBeLessThan(at('4500-09-01T00:00:00Z'));
		expect(toUtc.mock.calls.length).toBeLessThan(100);
	});

	it('have a last one where they are counted, and none without an end', () => {
		const pattern = { kind: 'daily', interval: 1 } as const;
		const last = (range: RecurrenceRangeRecord) =>
			lastOccurrenceStart({
				recurrence: { pattern, range },
				start: at('2026-11-23T09:00:00Z'),
				zone: berlin,
			});
		expect(last(numbered('2026-11-23', 4))).toBe(at('2026-11-26T09:00:00Z'));
		expect(last({ kind: 'noEnd', startDate: '2026-11-23' })).toBeUndefined();
	});

	it('are none when the pattern names no day', () => {
		expect(
			starts(
				{ kind: 'relativeMonthly', interval: 1, daysOfWeek: 'Never', index: 'First' },
				{ kind: 'noEnd', startDate: '2026-01-01' },
				'2026-01-01T00:00:00Z',
			),
		).toEqual([]);
	});
});

function numbered(startDate: string, numberOfOccurrences: number): RecurrenceRangeRecord {
	return { kind: 'numbered', startDate, numberOfOccurrences };
}
