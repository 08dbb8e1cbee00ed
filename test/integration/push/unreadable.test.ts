import { appointment, startCalendar, twoWayRuns, type TestCalendar } from './calendar';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import type { PushOptions, PushResult } from '../../../exchange/push/options';

const now = new Date('2026-11-23T10:00:00Z');
const times = { start: '2026-11-25T08:00:00Z', end: '2026-11-25T09:00:00Z' };
const subject = 'Event 1';

let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar();
	calendar.server.behaviours.poisonItems = 'itemError';
});
afterEach(async () => {
	await calendar.close();
	expect(calendar.server.schemaViolations).toEqual([]);
});

const hers = () => calendar.company.user('alice').calendar;
const matching = { now, adoptMatching: true };

type Run = (events: PushInput[], options: Partial<PushOptions>) => Promise<PushResult[]>;
const pushing: Run = async (events, options) => await calendar.push(events, options);
const syncing: Run = async (events, options) =>
	(await twoWayRuns(calendar.exchange, now)(events, { input: 'changes', ...options })).inExchange;

describe.each([
	['pushing', pushing],
	['two-way sync', syncing],
])('an appointment that cannot be read, and may be an event, is not doubled by %s', (_, run) => {
	function damaged(content: Partial<Parameters<ReturnType<typeof hers>['create']>[0]> = {}) {
		const item = hers().create({ subject, ...times, ...content });
		hers().poison(item.id);
		return item;
	}
	const failed = { action: 'failed', reason: 'unreadable' };

	it('where it has the same subject and start', async () => {
		const { id } = damaged();
		const results = await run([appointment('1', { subject: ' Event  1' })], matching);
		expect(results).toMatchObject([{ ...failed, id }]);
		expect(results[0].message).toMatch(/^An appointment that may be the event can't be read: /);
		expect(calendar.items()).toHaveLength(1);
		hers().mend(id);
		expect(await run([appointment('1')], matching)).toMatchObject([{ reason: 'matching', id }]);
	});

	it('where the event gives its id or its iCalUId', async () => {
		const { id } = damaged({ subject: 'Other' });
		const { uid: iCalUId } = calendar.items()[0];
		expect(await run([appointment('1', { id })], { now })).toMatchObject([{ ...failed, id }]);
		const event = appointment('1', { iCalUId });
		expect(await run([event], { now })).toMatchObject([{ ...failed, id }]);
		expect(calendar.items()).toHaveLength(1);
	});

	it('where it has the same day in another zone; the next day is another event', async () => {
		const days = { start: '2026-11-25', end: '2026-11-26', isAllDay: true };
		damaged({ ...days, timeZone: 'Hawaiian Standard Time' });
		const day = (date: string) => ({ dateTime: `${date}T00:00:00`, timeZone: 'Europe/Berlin' });
		const event = appointment('1', {
			start: day('2026-11-25'),
			end: day('2026-11-26'),
			isAllDay: true,
		});
		expect(await run([event], matching)).toMatchObject([failed]);
		hers().delete(calendar.items()[0].id);
		damaged({ ...days, timeZone: 'W. Europe Standard Time' });
		const next = { ...event, start: day('2026-11-26'), end: day('2026-11-27') };
		expect(await run([next], matching)).toMatchObject([{ action: 'created' }]);
	});

	it('and stops no event of another subject or start', async () => {
		damaged();
		const events = [
			appointment('2'),
			appointment('3', { subject, start: times.end, end: '2026-11-25T10:00:00Z' }),
		];
		expect(await run(events, matching)).toMatchObject([
			{ action: 'created' },
			{ action: 'created' },
		]);
	});

	it('where it is linked, whatever is remembered of it', async () => {
		const externalId = 'long '.repeat(60) + 'id';
		await calendar.push([appointment('1'), appointment('2', { externalId })], { now });
		for (const { id } of calendar.items()) hers().poison(id);
		const events = [appointment('1'), appointment('2', { externalId })];
		const actions = (await run(events, { now })).map(({ action }) => action);
		expect(actions).not.toContain('created');
		expect(calendar.items()).toHaveLength(2);
	});
});

it('a linked one that a first two-way sync cannot read is kept in step once it can', async () => {
	const run = twoWayRuns(calendar.exchange, now);
	await calendar.push([appointment('1')], { now });
	const [{ id }] = calendar.items();
	hers().poison(id);
	const hidden = [{ action: 'skipped', reason: 'hiddenInExchange', id }];
	for (let again = 0; again < 2; again++) {
		expect((await run([appointment('1')])).inExchange).toMatchObject(hidden);
	}
	hers().mend(id);
	const later = await run([appointment('1', { location: 'Room' })]);
	expect(later.inExchange).toMatchObject([{ action: 'updated', id }]);
	expect([...later.forSource, ...later.conflicts]).toEqual([]);
	expect(calendar.items()).toHaveLength(1);
});
