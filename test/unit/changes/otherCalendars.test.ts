import type { CalendarReads } from '../../../exchange/changes/ports';
import type {
	CalendarItemRecord,
	RecurrencePatternRecord,
} from '../../../exchange/ews/calendarItem';
import type { Window } from '../../../exchange/changes/compare';
import { timeZones } from '../../../exchange/calendar/timeZone';
import { readSeries } from '../../../exchange/changes/seriesOccurrences';
import { run } from './replica';

const hourMs = 3_600_000;
const now = Date.UTC(2026, 10, 28, 12);
const text = (utc: number) => new Date(utc).toISOString().replace('.000Z', 'Z');

/** One series; the server knows its occurrences, EWS writes its pattern without calendar and years between. */
function calendarOf(
	pattern: RecurrencePatternRecord,
	days: string[],
	asked: Window[] = [],
	uid = '0400',
): CalendarReads {
	const starts = days.map((day) => Date.parse(`${day}T09:00:00Z`));
	const common = { uid, subject: 'Feast', startTimeZone: { id: 'UTC' } };
	const master: CalendarItemRecord = {
		...common,
		itemId: { id: 'master', changeKey: '1' },
		calendarItemType: 'RecurringMaster',
		start: text(starts[0]),
		end: text(starts[0] + hourMs),
		recurrence: { pattern, range: { kind: 'noEnd', startDate: days[0] } },
	};
	return {
		changedItems: async (syncState) => ({
			changes: syncState
				? []
				: [{ kind: 'create', itemId: master.itemId, element: 'CalendarItem' }],
			syncState: 's1',
			includesLastItemInRange: true,
		}),
		items: async (addresses) => addresses.map(() => ({ ok: true, item: master })),
		view: async ({ start, end }) => {
			asked.push({ start, end });
			return {
				isComplete: true,
				items: starts
					.filter((at) => at < end && at + hourMs > start)
					.map((at) => ({
						uid,
						itemId: { id: `at ${text(at)}`, changeKey: '1' },
						calendarItemType: 'Occurrence',
						start: text(at),
						end: text(at + hourMs),
						recurrenceId: text(at),
					})),
			};
		},
	};
}

const window = { pastDays: 30, futureDays: 365 };
const told = ({ changes }: Awaited<ReturnType<typeof run>>) =>
	changes.map(({ changeType, startUtc }) => `${changeType} ${startUtc?.slice(0, 10)}`);

/** Chinese New Year: the first day of the first month, which EWS writes as 1 January. */
const newYear = ['2025-01-29', '2026-02-17', '2027-02-06', '2028-01-26'];
/** Every month of the Hijri calendar, by Outlook's first day of Rajab 1448 and on. */
const hijri = [
	'2026-10-13',
	'2026-11-11',
	'2026-12-11',
	'2027-01-09',
	'2027-02-08',
	'2027-03-09',
	'2027-04-08',
	'2027-05-07',
	'2027-06-06',
	'2027-07-05',
	'2027-08-04',
	'2027-09-02',
	'2027-10-02',
	'2027-10-31',
	'2027-11-27',
];

it('tells the yearly occurrence of a lunar calendar', async () => {
	const reads = calendarOf({ kind: 'absoluteYearly', dayOfMonth: 1, month: 'January' }, newYear);
	expect(told(await run(reads, now, undefined, window))).toEqual(['created 2027-02-06']);
	// Nothing is due by the pattern as it is written.
	const later = now + 45 * 24 * hourMs;
	const few = { pastDays: 1, futureDays: 60 };
	expect(told(await run(reads, later, undefined, few))).toEqual(['created 2027-02-06']);
});

it('tells it as it comes in with the days that pass', async () => {
	const reads = calendarOf({ kind: 'absoluteYearly', dayOfMonth: 1, month: 'January' }, newYear);
	let position: string | undefined;
	const all: string[] = [];
	// On day 59 the second one is 365 days away; a look that finds nothing is repeated the day after.
	for (const day of [0, 1, 30, 58, 60, 61, 90, 300]) {
		const result = await run(reads, now + day * 24 * hourMs, position, window);
		position = result.position;
		all.push(...told(result).map((one) => `day ${day}: ${one}`));
	}
	expect(all).toEqual(['day 0: created 2027-02-06', 'day 60: created 2028-01-26']);
});

it('tells all monthly occurrences of a Hijri calendar', async () => {
	const reads = calendarOf({ kind: 'absoluteMonthly', interval: 1, dayOfMonth: 1 }, hijri);
	expect(told(await run(reads, now, undefined, window))).toEqual(
		hijri.slice(1).map((day) => `created ${day}`),
	);
});

it('tells them where the first one happens to be on the same day of both calendars', async () => {
	const yearly = calendarOf({ kind: 'absoluteYearly', dayOfMonth: 10, month: 'March' }, [
		'2025-03-10',
		'2026-02-27',
		'2027-02-16',
	]);
	expect(told(await run(yearly, now, undefined, window))).toEqual(['created 2027-02-16']);
	const monthly = calendarOf({ kind: 'absoluteMonthly', interval: 1, dayOfMonth: 13 }, hijri);
	expect(told(await run(monthly, now, undefined, window))).toEqual(
		hijri.slice(1).map((day) => `created ${day}`),
	);
});

it('follows the pattern all the same where the view does not tell whose an occurrence is', async () => {
	const pattern = { kind: 'absoluteMonthly', interval: 6, dayOfMonth: 1 } as const;
	const reads = calendarOf(pattern, hijri, [], '');
	expect(told(await run(reads, now, undefined, window))).not.toEqual([]);
});

it('asks the view no more for a series that it shows as the pattern says', async () => {
	const asked: Window[] = [];
	const days = ['2026-01-31', '2026-02-28', '2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28'];
	const pattern = { kind: 'absoluteMonthly', interval: 1, dayOfMonth: 31 } as const;
	await run(calendarOf(pattern, days, asked), now, undefined, { pastDays: 1, futureDays: 100 });
	expect(asked).toHaveLength(1);
});

it.each([
	['noEnd', { kind: 'noEnd', startDate: '2026-01-05' }, true],
	['endDate', { kind: 'endDate', startDate: '2026-01-05', endDate: '2027-01-05' }, false],
] as const)(
	'looks at the last occurrence of a series that has one: %s',
	(_kind, range, isUsable) => {
		const series = readSeries(
			{
				itemId: { id: 'master', changeKey: '1' },
				calendarItemType: 'RecurringMaster',
				startTimeZone: { id: 'UTC' },
				start: '2026-01-05T09:00:00Z',
				end: '2026-01-05T10:00:00Z',
				recurrence: { pattern: { kind: 'weekly', interval: 1, daysOfWeek: ['Monday'] }, range },
				lastOccurrence: {
					id: 'last',
					start: '2026-12-30T09:00:00Z',
					end: '2026-12-30T10:00:00Z',
					originalStart: '2026-12-30T09:00:00Z',
				},
			},
			timeZones(),
		);
		expect(series?.rule !== undefined).toBe(isUsable);
	},
);

it('asks the view no more for a series that goes by another clock and lacks an occurrence', async () => {
	const asked: Window[] = [];
	const days = ['2026-11-30', '2026-12-07', '2026-12-21'];
	const reads = calendarOf({ kind: 'weekly', interval: 1, daysOfWeek: ['Monday'] }, days, asked);
	const hourEarlier: CalendarReads = {
		...reads,
		items: async (addresses) =>
			(await reads.items(addresses)).map((result) => {
				if (!result.ok) return result;
				const [start, end] = ['2026-11-30T08:00:00Z', '2026-11-30T09:00:00Z'];
				const deletedOccurrences = [{ start: '2026-12-14T09:00:00Z' }];
				return { ok: true, item: { ...result.item, start, end, deletedOccurrences } };
			}),
	};
	const few = { pastDays: 1, futureDays: 24 };
	expect(told(await run(hourEarlier, now, undefined, few))).toEqual(
		days.map((day) => `created ${day}`),
	);
	expect(asked).toHaveLength(1);
});
