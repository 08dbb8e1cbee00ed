import { applyPlan } from '../../../exchange/push/applyPlan';
import { planEvents } from '../../../exchange/push/pushEvents';
import { type Plan } from '../../../exchange/push/plan/plan';
import { type PushInput } from '../../../exchange/push/input/pushInput';
import { resetAfterRunning, serverBusy, type Fault } from '../../exchangeServer/faults';
import {
	appointment,
	closeQuietly,
	collect,
	mailbox,
	startCalendar,
	twoWayRuns,
	type TestCalendar,
	type TwoWayRun,
} from './calendar';

let calendar: TestCalendar;
const now = new Date('2026-11-23T10:00:00Z');
beforeEach(async () => {
	calendar = await startCalendar(() => now);
});
afterEach(async () => await closeQuietly(calendar));

const hers = () => calendar.company.user('alice').calendar;
const itemOf = (subject: string) => calendar.items().find((item) => item.subject === subject)!;

describe('a plan', () => {
	const made = async (events: PushInput[], options = {}) =>
		await planEvents(calendar.exchange, { mailbox, source: 'hr', now, ...options }, events);
	const applied = async (plan: Plan) =>
		(await collect(applyPlan(calendar.exchange, JSON.parse(JSON.stringify(plan)) as Plan))).map(
			({ action, externalId }) => `${externalId} ${action}`,
		);

	it('writes nothing, and is carried out later, once', async () => {
		await calendar.push([appointment('old'), appointment('same'), appointment('gone')]);
		const before = calendar.items().map(({ changeKey }) => changeKey);
		const plan = await made(
			[
				appointment('old', { location: 'Room' }),
				appointment('same'),
				appointment('new', { rrule: 'FREQ=DAILY;COUNT=3\nEXDATE:20261126T080000Z' }),
			],
			{ action: 'snapshot' },
		);
		expect(calendar.items().map(({ changeKey }) => changeKey)).toEqual(before);
		expect((await applied(plan)).sort()).toEqual([
			'gone deleted',
			'new created',
			'old updated',
			'same unchanged',
		]);
		expect(itemOf('Event new').deletedOccurrences.size).toBe(1);
		expect((await applied(plan)).sort()).toEqual([
			'gone skipped',
			'new unchanged',
			'old unchanged',
			'same unchanged',
		]);
	});

	it('refuses what was changed since', async () => {
		await calendar.push([appointment('1'), appointment('2')]);
		const plan = await made([
			appointment('1', { location: 'Room' }),
			{ externalId: '2', action: 'delete' },
			appointment('3'),
		]);
		hers().update(itemOf('Event 1').id, { categories: ['Mine'] });
		hers().update(itemOf('Event 2').id, { location: 'Elsewhere' });
		await calendar.push([appointment('3')]);
		expect((await applied(plan)).sort()).toEqual(['1 conflict', '2 conflict', '3 unchanged']);
		expect(calendar.items()).toHaveLength(3);
		await expect(collect(applyPlan(calendar.exchange, {} as Plan))).rejects.toThrow('Not a plan');
	});

	it('deletes nothing to which somebody has added a file, or notes in one occurrence', async () => {
		await calendar.push([appointment('1'), appointment('s', { rrule: 'FREQ=DAILY;COUNT=3' })]);
		const plan = await made([{ externalId: '1' }, { externalId: 's' }], { action: 'delete' });
		const item = itemOf('Event 1');
		const file = { id: 'a', name: 'notes.pdf', isInline: false, lastModified: now };
		item.attachments = [{ ...file, content: 'AAAA', size: 3 }];
		hers().update(item.id, { reminderMinutes: 5 });
		hers().occurrence(itemOf('Event s').id, 2).update({ body: 'Her notes' });
		expect((await applied(plan)).sort()).toEqual(['1 conflict', 's conflict']);
		expect(calendar.items()).toHaveLength(2);
	});

	it('makes again what was deleted since it was carried out', async () => {
		const plan = await made([appointment('1')]);
		expect(await applied(plan)).toEqual(['1 created']);
		hers().delete(itemOf('Event 1').id);
		expect(await applied(plan)).toEqual(['1 created']);
	});
});

describe('twoWay', () => {
	let run: TwoWayRun;
	beforeEach(() => (run = twoWayRuns(calendar.exchange, now)));

	it('carries edits both ways over several rounds, without echoes', async () => {
		// Else each item that was written is looked at once more.
		calendar.server.behaviours.changeKeys = 'stable';
		hers().create({ subject: 'Own', start: '2026-11-25T12:00:00Z' });
		const first = await run([appointment('1'), appointment('2')]);
		expect(first.inExchange.map(({ action }) => action)).toEqual(['created', 'created']);
		expect(first.forSource).toMatchObject([{ changeType: 'created', subject: 'Own' }]);

		const own = { ...appointment('own', { subject: 'Own' }), id: first.forSource[0].id };
		own.start = '2026-11-25T12:00:00Z';
		own.end = '2026-11-25T13:00:00Z';
		const quiet = await run([appointment('1'), appointment('2'), own]);
		expect(quiet.forSource).toEqual([]);
		expect(calendar.items()).toHaveLength(3);

		hers().update(itemOf('Event 1').id, { location: 'Hers' });
		hers().delete(itemOf('Event 2').id);
		const edited = { ...own, subject: 'Renamed' };
		const second = await run([appointment('1'), appointment('2'), edited]);
		expect(second.forSource).toMatchObject([
			{ changeType: 'deleted', externalId: '2' },
			{ changeType: 'updated', externalId: '1', location: { displayName: 'Hers' } },
		]);
		expect(itemOf('Renamed')).toBeDefined();

		const third = await run([appointment('1', { location: 'Hers' }), edited]);
		expect(third).toMatchObject({ forSource: [], conflicts: [] });
		calendar.operations();
		const last = await run([appointment('1', { location: 'Hers' }), edited]);
		expect(last).toMatchObject({ forSource: [], conflicts: [] });
		expect(calendar.operations()).toEqual(['SyncFolderItems']);
	});

	describe.each<[string, Fault]>([
		['that a busy server did not carry out', serverBusy()],
		['whose answer is lost', resetAfterRunning()],
	])('a write %s', (_what, fault) => {
		it('links what the source took over by its id all the same', async () => {
			hers().create({ subject: 'Own', start: '2026-11-25T12:00:00Z' });
			const first = await run([appointment('1')]);
			const { id } = first.forSource[0];
			const own = appointment('own', { subject: 'Own', start: '2026-11-25T12:00:00Z', id });
			own.end = '2026-11-25T13:00:00Z';
			calendar.server.faults.add({ fault, operation: 'UpdateItem', count: 1 });
			const second = await run([appointment('1'), own]);
			expect(second).toMatchObject({ forSource: [], conflicts: [] });
			expect(calendar.items()).toHaveLength(2);
			expect(await run([appointment('1'), own])).toMatchObject({ forSource: [], conflicts: [] });
		});

		it('links what matches all the same', async () => {
			const end = '2026-11-25T09:00:00Z';
			hers().create({ subject: 'Event 1', start: '2026-11-25T08:00:00Z', end });
			calendar.server.faults.add({ fault, operation: 'UpdateItem', count: 1 });
			const { inExchange, conflicts } = await run([appointment('1')], { adoptMatching: true });
			expect(conflicts).toEqual([]);
			expect(inExchange).toMatchObject([{ action: 'unchanged', externalId: '1' }]);
			expect(calendar.items()).toHaveLength(1);
			expect((await run([appointment('1')])).inExchange).toMatchObject([{ action: 'unchanged' }]);
		});
	});

	it('tells the iCalUId of what was created, though the answer was lost', async () => {
		const fault = resetAfterRunning();
		calendar.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
		const { inExchange } = await run([appointment('1')]);
		const [{ id, uid }] = calendar.items();
		expect(inExchange).toMatchObject([{ action: 'created', id, iCalUId: uid }]);
	});

	it('tells the days of all-day events, also of those that it does not read again', async () => {
		const run = twoWayRuns(calendar.exchange, now);
		const days = { start: '2026-12-07', end: '2026-12-08' };
		const leave = { externalId: '1', subject: 'Leave', ...days, isAllDay: true };
		for (const action of ['created', 'unchanged', 'unchanged']) {
			const { inExchange } = await run([leave], { timeZone: 'Pacific/Auckland' });
			expect(inExchange).toMatchObject([{ action, ...days }]);
		}
	});

	it('does not make again what people delete while it is linked', async () => {
		hers().create({ subject: 'Own', start: '2026-11-25T12:00:00Z' });
		const { id } = (await run([appointment('1')])).forSource[0];
		const own = appointment('own', { subject: 'Own', start: '2026-11-25T12:00:00Z', id });
		own.end = '2026-11-25T13:00:00Z';
		const deleting: Fault = {
			...serverBusy(),
			respond: async (...request) => {
				hers().delete(id!);
				await serverBusy().respond!(...request);
			},
		};
		calendar.server.faults.add({ fault: deleting, operation: 'UpdateItem', count: 1 });
		const { conflicts } = await run([appointment('1'), own]);
		expect(conflicts).toMatchObject([{ externalId: 'own', reason: 'deletedInExchange' }]);
		expect(calendar.items().map(({ subject }) => subject)).toEqual(['Event 1']);
	});

	it('reports what both sides changed, and overwrites nothing', async () => {
		await run([appointment('1', { location: 'Room' })]);
		hers().update(itemOf('Event 1').id, { location: 'Hers' });
		const { conflicts, forSource } = await run([appointment('1', { location: 'Ours' })]);
		expect(conflicts).toMatchObject([
			{
				externalId: '1',
				fields: ['location'],
				inSource: { location: { displayName: 'Ours' } },
				inExchange: { location: { displayName: 'Hers' } },
			},
		]);
		expect(forSource).toEqual([]);
		expect(itemOf('Event 1').location).toBe('Hers');
	});

	it('guards deletions in both directions', async () => {
		const events = Array.from({ length: 8 }, (_, index) => appointment(String(index)));
		await run(events);
		await expect(run(events.slice(6))).rejects.toMatchObject({ side: 'exchange', allowed: 5 });
		for (const { id } of calendar.items()) hers().delete(id);
		await expect(run(events)).rejects.toMatchObject({ side: 'source' });
		const { forSource } = await run(events, { maxDeletes: 8 });
		expect(forSource.map(({ changeType }) => changeType)).toEqual(Array(8).fill('deleted'));
		expect(calendar.items()).toEqual([]);
	});

	it('links what matches on the first run instead of doubling it', async () => {
		hers().create({
			subject: 'Event 1',
			start: '2026-11-25T08:00:00Z',
			end: '2026-11-25T09:00:00Z',
		});
		const { inExchange } = await run([appointment('1')], { adoptMatching: true });
		expect(inExchange).toMatchObject([{ action: 'unchanged', reason: 'matching' }]);
		expect(calendar.items()).toHaveLength(1);
		expect((await run([appointment('1')])).inExchange).toMatchObject([{ action: 'unchanged' }]);
	});
});
