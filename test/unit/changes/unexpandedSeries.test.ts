import { CalendarInMemory, type StoredSeries } from './calendarInMemory';
import { Replica, run } from './replica';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.UTC(2026, 10, 28, 12);

/** A calendar that shows each series once, at the time of its master. */
function calendar(): CalendarInMemory {
	const made = new CalendarInMemory();
	made.expands = false;
	return made;
}

/** Every day at ten o'clock in Berlin, since then. */
function daily(startDate: string, more: Partial<StoredSeries> = {}) {
	const start = Date.parse(`${startDate}T09:00:00Z`);
	const said = { subject: 'Daily', start, end: start + hourMs };
	const series: StoredSeries = {
		pattern: { kind: 'daily', interval: 1 },
		zone: 'Europe/Berlin',
		startDate,
		minuteOfDay: 600,
		lengthMinutes: 60,
		exceptions: new Map(),
		deleted: new Set(),
		...more,
	};
	return { said, series };
}

const window = { pastDays: 1, futureDays: 5 };
const told = ({ changes }: Awaited<ReturnType<typeof run>>) =>
	changes.map(({ changeType, startUtc }) => `${changeType} ${startUtc?.slice(0, 10)}`);
const days = ['2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03'];

it('a series that began before the window is told by its pattern', async () => {
	const reads = calendar();
	const { said, series } = daily('2026-01-12');
	reads.create(said, series);
	expect(told(await run(reads, now, undefined, window))).toEqual(
		days.map((day) => `created ${day}`),
	);
});

it('its occurrences are told as they come into the window, next to a deleted one as well', async () => {
	const reads = calendar();
	const deleted = new Set([Date.parse('2026-12-04T09:00:00Z')]);
	const { said, series } = daily('2026-01-12', { deleted });
	reads.create(said, series);
	let { position } = await run(reads, now, undefined, window);
	const later: string[] = [];
	for (const day of [1, 2, 3]) {
		const next = await run(reads, now + day * dayMs, position, window);
		position = next.position;
		later.push(...told(next));
	}
	expect(later).toEqual(['created 2026-12-05', 'created 2026-12-06']);
});

it('nothing of it is deleted once no series begins in the window any more', async () => {
	const reads = calendar();
	const replica = new Replica();
	const { said, series } = daily('2026-11-27');
	const item = reads.create(said, series);
	const first = await run(reads, now, undefined, window);
	replica.apply(first.changes);
	item.said.subject = 'Daily, in room 2';
	reads.touch(item);
	const second = await run(reads, now + 3 * dayMs, first.position, window);
	expect(second.changes.filter(({ changeType }) => changeType === 'deleted')).toEqual([]);
	replica.apply(second.changes);
	const seen = replica.seen(second.window);
	expect(seen.size).toBe(6);
	expect([...seen.values()].every((text) => text.startsWith('Daily, in room 2'))).toBe(true);
});

it('the server is asked once whether it expands series, and not where it showed an occurrence', async () => {
	const asked = async (expands: boolean) => {
		const reads = calendar();
		reads.expands = expands;
		for (const startDate of ['2026-01-12', '2026-02-16', '2026-03-16']) {
			const { said, series } = daily(startDate);
			reads.create(said, series);
		}
		await run(reads, now, undefined, window);
		return reads.requests.view;
	};
	expect(await asked(true)).toBe(1);
	expect(await asked(false)).toBe(2);
});

it('a deleted and a moved occurrence are known by the clock of the other half of the year as well', async () => {
	const reads = calendar();
	const at = (day: string) => Date.parse(`${day}T09:00:00Z`);
	const moved = { subject: 'Moved', start: at('2026-12-02') + 3 * hourMs, number: 90 };
	const { said, series } = daily('2026-07-06', {
		deleted: new Set([at('2026-11-30')]),
		exceptions: new Map([[at('2026-12-02'), { ...moved, end: moved.start + hourMs }]]),
	});
	reads.create(said, series);
	const hourEarlier = (text: string) =>
		new Date(Date.parse(text) - hourMs).toISOString().replace('.000Z', 'Z');
	const items = reads.items.bind(reads);
	reads.items = async (addresses) =>
		(await items(addresses)).map((result) => {
			if (!result.ok) return result;
			const { deletedOccurrences, modifiedOccurrences } = result.item;
			const item = {
				...result.item,
				deletedOccurrences: deletedOccurrences?.map(({ start }) => ({
					start: hourEarlier(start!),
				})),
				modifiedOccurrences: modifiedOccurrences?.map((one) => ({
					...one,
					originalStart: hourEarlier(one.originalStart!),
				})),
			};
			return { ok: true, item };
		});
	const { changes } = await run(reads, now, undefined, window);
	expect(changes.map(({ startUtc }) => startUtc?.slice(5, 16))).toEqual([
		'11-28T09:00',
		'11-29T09:00',
		'12-01T09:00',
		'12-02T12:00',
		'12-03T09:00',
	]);
});
