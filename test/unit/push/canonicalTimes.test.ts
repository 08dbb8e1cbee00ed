import type { PatternedRecurrence } from '../../../exchange/calendar/event';
import type {
	CalendarItemRecord,
	OccurrenceRecord,
	RecurrencePatternRecord,
} from '../../../exchange/ews/calendarItem';
import type { WritableEvent, WritableTimes } from '../../../exchange/push/input/writableEvent';
import {
	givenTimes,
	scheduleOfEvent,
	scheduleOfItem,
	timesOfEvent,
	timesOfItem,
} from '../../../exchange/push/plan/canonicalTimes';
import { occurrenceFields } from '../../../exchange/push/plan/comparable';
import { timesOn, weekly, zones } from './items';

const ofEvent = (times: WritableTimes, event: WritableEvent = {}) =>
	timesOfEvent({ ...event, times }, times, zones);
const ofItem = (
	item: Partial<CalendarItemRecord>,
	exceptions: ReadonlyMap<string, CalendarItemRecord> = new Map(),
) =>
	timesOfItem({
		item: { itemId: { id: 'item', changeKey: 'key' }, ...item },
		exceptions,
		occurrenceFields,
		zones,
	});

const minute = (text: string) => Date.parse(text) / 60_000;
const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const berlin = 'W. Europe Standard Time';
/** What the clock does: always the same. */
const utc = [[0, 0]];
/** The same, counted in weeks from 7 December 2026: ahead by one hour, and in summer by two. */
const clockOfBerlin = [
	[0, 60],
	[16, 120],
	[47, 60],
	[68, 120],
	[99, 60],
];

describe('a single event', () => {
	const nine = minute('2026-12-07T09:00:00Z');

	it('is its minutes, in any zone', () => {
		const times = timesOn(7);
		expect(ofEvent(times)).toEqual([nine, nine + 60]);
		expect(ofEvent({ ...times, timeZone: berlin })).toEqual([nine, nine + 60]);
		expect(ofEvent({ ...times, start: '2026-12-07T09:00:59.999Z' })).toEqual([nine, nine + 60]);
		expect(ofEvent({ ...times, start: '2026-12-07T08:59:59Z' })).toEqual([nine - 1, nine + 60]);
	});

	it('is the same as an item', () => {
		const { start, end } = timesOn(7);
		for (const zone of [{}, { startTimeZone: { id: berlin } }, { startTimeZoneId: 'nowhere' }]) {
			expect(ofItem({ start, end, ...zone })).toEqual([nine, nine + 60]);
			expect(ofItem({ start, end, isAllDayEvent: false, ...zone })).toEqual([nine, nine + 60]);
		}
	});

	it('is no time where an item has none', () => {
		expect(ofItem({})).toEqual([NaN, NaN]);
	});
});

describe('an all-day event', () => {
	const days = ['days', day('2026-12-07'), day('2026-12-09')];

	it.each([
		['UTC', '2026-12-07T00:00:00Z', '2026-12-09T00:00:00Z'],
		[berlin, '2026-12-06T23:00:00Z', '2026-12-08T23:00:00Z'],
		['Pacific Standard Time', '2026-12-07T08:00:00Z', '2026-12-09T08:00:00Z'],
		['a zone that nobody knows', '2026-12-07T00:00:00Z', '2026-12-09T00:00:00Z'],
	])('of %s is its dates', (timeZone, start, end) => {
		expect(ofEvent({ start, end, isAllDay: true, timeZone })).toEqual(days);
		const item = { start, end, isAllDayEvent: true };
		expect(ofItem({ ...item, startTimeZone: { id: timeZone } })).toEqual(days);
		expect(ofItem({ ...item, startTimeZoneId: timeZone })).toEqual(days);
		// Whatever the zone of its end.
		expect(
			ofItem({ ...item, startTimeZone: { id: timeZone }, endTimeZone: { id: timeZone } }),
		).toEqual(days);
	});

	it('keeps its dates where the server wrote them by another clock', () => {
		const item = {
			isAllDayEvent: true,
			start: '2026-12-06T22:00:00Z',
			end: '2026-12-08T22:00:00Z',
			startTimeZone: { id: berlin },
		};
		expect(ofItem(item)).toEqual(days);
	});

	it('is no other event than one of the same hours', () => {
		const times = { start: '2026-12-07T00:00:00Z', end: '2026-12-09T00:00:00Z', timeZone: 'UTC' };
		expect(ofEvent({ ...times, isAllDay: false })).not.toEqual(days);
	});
});

type Pattern = PatternedRecurrence['pattern'];
type Range = PatternedRecurrence['range'];
const noEnd: Range = { type: 'noEnd', startDate: '2026-12-07' };
const series = (
	pattern: Pattern,
	range: Partial<Range> = {},
	more: Partial<WritableTimes> = {},
): WritableTimes => ({
	...timesOn(7),
	...more,
	recurrence: { pattern, range: { ...noEnd, ...range } },
});
const daily: Pattern = { type: 'daily', interval: 1 };

describe('a series of days', () => {
	const midnight = (zone: string, date: string) =>
		new Date(zones.byName(zone)!.toUtc(Date.parse(`${date}T00:00:00Z`)))
			.toISOString()
			.replace('.000Z', 'Z');
	/** Over both changes of the clock, with one day left out, one of its own, and one moved. */
	const daysOf = (timeZone: string): WritableTimes => {
		const at = (date: string) => midnight(timeZone, date);
		return {
			...series(daily, { startDate: '2026-03-01' }),
			start: at('2026-03-01'),
			end: at('2026-03-02'),
			isAllDay: true,
			timeZone,
			cancelled: [at('2026-03-08')],
			exceptions: [
				{
					originalStart: at('2026-03-29'),
					start: at('2026-03-29'),
					end: at('2026-03-30'),
					subject: 'Own',
				},
				{ originalStart: at('2026-10-25'), start: at('2026-11-01'), end: at('2026-11-03') },
			],
		};
	};
	const others = ['Pacific Standard Time', 'Samoa Standard Time', 'Egypt Standard Time', 'UTC'];

	it.each(others)('is the same in %s', (timeZone) => {
		expect(ofEvent(daysOf(timeZone))).toEqual(ofEvent(daysOf(berlin)));
		expect(givenTimes(daysOf(timeZone), zones)).toEqual(givenTimes(daysOf(berlin), zones));
	});

	it('is another one with another day', () => {
		const times = daysOf(berlin);
		for (const more of [
			{ cancelled: [midnight(berlin, '2026-03-09')] },
			{ exceptions: times.exceptions?.slice(1) },
			{ end: midnight(berlin, '2026-03-03') },
		]) {
			expect(ofEvent({ ...times, ...more })).not.toEqual(ofEvent(times));
			expect(givenTimes({ ...times, ...more }, zones)).not.toEqual(givenTimes(times, zones));
		}
	});

	it('is, of hours, another one by another clock', () => {
		const times = series(daily);
		const other = { ...times, timeZone: berlin };
		expect(ofEvent(other)).not.toEqual(ofEvent(times));
		expect(givenTimes(other, zones)).not.toEqual(givenTimes(times, zones));
	});
});

describe('a series', () => {
	const nine = minute('2026-12-07T09:00:00Z');

	it.each<[string, Pattern, unknown[]]>([
		['daily', { type: 'daily', interval: 2 }, ['daily', 2]],
		[
			'weekly, wherever weeks begin',
			{ type: 'weekly', interval: 1, daysOfWeek: ['friday', 'monday'], firstDayOfWeek: 'monday' },
			['weekly', 1, [1, 5], false],
		],
		[
			'every other week, which begins somewhere',
			{ type: 'weekly', interval: 2, daysOfWeek: ['monday'], firstDayOfWeek: 'monday' },
			['weekly', 2, [1], 1],
		],
		[
			'every other week, from Sunday on',
			{ type: 'weekly', interval: 2, daysOfWeek: ['monday'] },
			['weekly', 2, [1], 0],
		],
		['monthly', { type: 'absoluteMonthly', interval: 3, dayOfMonth: 7 }, ['absoluteMonthly', 3, 7]],
		[
			'monthly by weekday',
			{ type: 'relativeMonthly', interval: 3, daysOfWeek: ['monday'], index: 'last' },
			['relativeMonthly', 3, [1], 'Last'],
		],
		[
			'yearly',
			{ type: 'absoluteYearly', interval: 1, dayOfMonth: 7, month: 12 },
			['absoluteYearly', 7, 12],
		],
		[
			'yearly by weekday',
			{ type: 'relativeYearly', interval: 1, daysOfWeek: ['monday'], index: 'first', month: 12 },
			['relativeYearly', [1], 'First', 12],
		],
	])('%s has its pattern', (_, pattern, canonical) => {
		expect(ofEvent(series(pattern))).toEqual([[nine, nine + 60], utc, canonical, null, [], []]);
	});

	it.each([
		['monday', ['weekly', 2, [1], 1]],
		['Sunday', ['weekly', 2, [1], 0]],
		[undefined, ['weekly', 2, [1], 0]],
		['nonsense', ['weekly', 2, [1], 0]],
	])('of an item, whose weeks begin with %s', (firstDayOfWeek, canonical) => {
		const [, , pattern] = ofItem({
			...timesOn(7),
			recurrence: {
				pattern: { kind: 'weekly', interval: 2, daysOfWeek: ['Monday'], firstDayOfWeek },
				range: { kind: 'noEnd', startDate: '2026-12-07' },
			},
		}) as unknown[];
		expect(pattern).toEqual(canonical);
	});

	it.each<[string, Partial<Range>, unknown]>([
		['no end', {}, null],
		['a number', { type: 'numbered', numberOfOccurrences: 4 }, 4],
		['an end date', { type: 'endDate', endDate: '2026-12-14' }, String(day('2026-12-14'))],
		['a date between', { type: 'endDate', endDate: '2026-12-20' }, String(day('2026-12-14'))],
		['an end before its start', { type: 'endDate', endDate: '2026-12-01' }, 'none'],
	])('ends with its last occurrence: %s', (_, range, end) => {
		const weeklyPattern: Pattern = { type: 'weekly', interval: 1, daysOfWeek: ['monday'] };
		const [, , , found] = ofEvent(series(weeklyPattern, range)) as unknown[];
		expect(found).toEqual(end);
	});

	it('ends with a day of its own zone', () => {
		// In Berlin each begins at half past midnight, the day after.
		const late = { start: '2026-12-07T23:30:00Z', end: '2026-12-08T00:30:00Z', timeZone: berlin };
		const range: Partial<Range> = {
			type: 'endDate',
			startDate: '2026-12-08',
			endDate: '2026-12-10',
		};
		const [, zone, , end] = ofEvent(series(daily, range, late)) as unknown[];
		expect([zone, end]).toEqual([clockOfBerlin, String(day('2026-12-10'))]);
	});

	it('of whole days counts by dates', () => {
		const times = {
			start: '2026-12-06T23:00:00Z',
			end: '2026-12-07T23:00:00Z',
			isAllDay: true,
			timeZone: berlin,
		};
		const [days] = ofEvent(series(daily, {}, times)) as unknown[];
		expect(days).toEqual(['days', day('2026-12-07'), day('2026-12-08')]);
	});

	it('has each cancelled occurrence once, in order, to the minute', () => {
		const cancelled = ['2026-12-21T09:00:30Z', '2026-12-14T09:00:00Z', '2026-12-21T09:00:00Z'];
		const times = { ...weekly(7), cancelled };
		const canonical = [minute('2026-12-14T09:00:00Z'), minute('2026-12-21T09:00:00Z')];
		expect((ofEvent(times) as unknown[])[4]).toEqual(canonical);
	});

	const planned = (date: string, own: object = {}) => ({
		originalStart: `2026-12-${date}T09:00:00Z`,
		start: `2026-12-${date}T09:00:00Z`,
		end: `2026-12-${date}T10:00:00Z`,
		...own,
	});
	const moved = { start: '2026-12-15T09:00:00Z', end: '2026-12-15T10:00:00Z' };
	const at = (date: string) => minute(`2026-12-${date}T09:00:00Z`);

	it('has the occurrences that are moved or have content of their own, in order', () => {
		const exceptions = [
			planned('28', { subject: 'Party' }),
			planned('21', { subject: 'Board' }),
			planned('14', moved),
		];
		const event = { subject: 'Board' };
		expect((ofEvent({ ...weekly(7), exceptions }, event) as unknown[])[5]).toEqual([
			[at('14'), at('15'), at('15') + 60],
			[at('28'), at('28'), at('28') + 60, { subject: 'Party' }],
		]);
	});

	describe('as an item', () => {
		const occurrence = (date: string, own: object = {}): OccurrenceRecord => ({
			id: `o${date}`,
			...planned(date, own),
		});
		const item: Partial<CalendarItemRecord> = {
			...timesOn(7),
			subject: 'Board',
			startTimeZone: { id: 'UTC' },
			recurrence: {
				pattern: { kind: 'weekly', interval: 1, daysOfWeek: ['Monday'] },
				range: { kind: 'noEnd', startDate: '2026-12-07Z' },
			},
			deletedOccurrences: [{ start: '2027-01-04T09:00:00Z' }],
			modifiedOccurrences: [occurrence('28'), occurrence('21'), occurrence('14', moved)],
		};
		const reference = (id: string) => ({ itemId: { id, changeKey: 'key' } });
		const exceptions = new Map<string, CalendarItemRecord>([
			['o28', { ...reference('o28'), subject: 'Party' }],
			['o21', { ...reference('o21'), subject: 'Board' }],
		]);

		it('is the same as the event that it is', () => {
			const event: WritableEvent = { subject: 'Board', body: { contentType: 'text', content: '' } };
			const times: WritableTimes = {
				...weekly(7),
				cancelled: ['2027-01-04T09:00:00Z'],
				exceptions: [planned('14', moved), planned('28', { subject: 'Party' })],
			};
			expect(ofItem(item, exceptions)).toEqual(ofEvent(times, event));
			expect(ofItem(item, exceptions)).toEqual([
				[at('07'), at('07') + 60],
				utc,
				['weekly', 1, [1], false],
				null,
				[minute('2027-01-04T09:00:00Z')],
				[
					[at('14'), at('15'), at('15') + 60],
					[at('28'), at('28'), at('28') + 60, { subject: 'Party' }],
				],
			]);
		});

		it('is in UTC when it says no zone', () => {
			const without = { ...item, startTimeZone: undefined };
			expect(ofItem(without, exceptions)).toEqual(ofItem(item, exceptions));
			const inBerlin = ofItem({ ...without, startTimeZoneId: berlin }) as unknown[];
			expect(inBerlin[1]).toEqual(clockOfBerlin);
		});

		it.each([
			['its rules, under whatever name', 'tzone://Microsoft/Custom', berlin, clockOfBerlin],
			['its name, where that is known', berlin, 'UTC', clockOfBerlin],
			['nothing, where neither is known', 'Custom', undefined, utc],
		])('has a zone by %s', (_, id, rules, clock) => {
			const known = { ...zones, ofRecord: () => (rules ? zones.byName(rules) : undefined) };
			const series = { ...reference('item'), ...item, startTimeZone: { id } };
			const plan = { item: series, exceptions, occurrenceFields, zones: known };
			expect((timesOfItem(plan) as unknown[])[1]).toEqual(clock);
		});

		it.each<[RecurrencePatternRecord, unknown]>([
			[{ kind: 'absoluteMonthly', interval: 12, dayOfMonth: 7 }, ['absoluteYearly', 7, 12]],
			[{ kind: 'absoluteMonthly', interval: 24, dayOfMonth: 7 }, ['absoluteMonthly', 24, 7]],
			[
				{ kind: 'relativeMonthly', interval: 12, daysOfWeek: 'Monday', index: 'First' },
				['relativeYearly', [1], 'First', 12],
			],
			[
				{ kind: 'relativeMonthly', interval: 24, daysOfWeek: 'Monday', index: 'First' },
				['relativeMonthly', 24, [1], 'First'],
			],
			[{ kind: 'daily', interval: 12 }, ['daily', 12]],
		])('%j is %j', (pattern, canonical) => {
			const range = { kind: 'noEnd', startDate: '2026-12-07' } as const;
			const found = ofItem({ ...timesOn(7), recurrence: { pattern, range } }) as unknown[];
			expect(found[2]).toEqual(canonical);
			expect(found[1]).toEqual(utc);
		});

		it('has a schedule, whatever became of single occurrences', () => {
			const plan = {
				item: { ...reference('item'), ...item },
				exceptions,
				occurrenceFields,
				zones,
			};
			const times: WritableTimes = {
				...weekly(7),
				cancelled: ['2026-12-14T09:00:00Z'],
				exceptions: [planned('21', moved)],
			};
			expect(scheduleOfItem(plan)).toEqual(scheduleOfEvent(times, zones));
			expect(scheduleOfItem(plan)).toEqual(ofEvent(weekly(7)));
			expect(scheduleOfEvent(weekly(14), zones)).not.toEqual(scheduleOfItem(plan));
		});
	});
});
