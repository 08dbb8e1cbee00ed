import { applyPlan } from '../../../exchange/push/applyPlan';
import { describePlan } from '../../../exchange/push/planReport';
import { planEvents } from '../../../exchange/push/pushEvents';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import type { PushOptions } from '../../../exchange/push/options';
import { resetAfterRunning, undone } from '../../exchangeServer/faults';
import { send } from '../../exchangeServer/faults/http';
import { appointment, closeQuietly, collect, mailbox, startCalendar, ticking } from './calendar';
import type { TestCalendar } from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
const sourceWins = { now, conflictPolicy: 'sourceWins' } as const;

let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar(ticking(now));
});
afterEach(async () => await closeQuietly(calendar));

const hers = () => calendar.company.user('alice').calendar;
const plan = async (events: PushInput[], options: Partial<PushOptions> = {}) =>
	await planEvents(calendar.exchange, { mailbox, source: 'hr', now, ...options }, events);
const apply = async (made: Awaited<ReturnType<typeof plan>>) =>
	await collect(applyPlan(calendar.exchange, made));

it('what was created is told with its iCalUId, though the answer was lost', async () => {
	const made = await plan([appointment('1')]);
	calendar.server.faults.add({ fault: resetAfterRunning(), operation: 'CreateItem', count: 1 });
	const results = await apply(made);
	const [{ id, uid }] = calendar.items();
	expect(results).toMatchObject([{ action: 'created', id, iCalUId: uid }]);
});

it('the report says what a link overwrites in the appointment that people made', async () => {
	const times = { start: '2026-11-25T08:00:00Z', end: '2026-11-25T09:00:00Z' };
	hers().create({ subject: 'Event 1', ...times, body: 'her long notes' });
	const event = appointment('1', { body: 'from hr', location: 'Room' });
	const made = await plan([event], { adoptMatching: true, conflictPolicy: 'sourceWins' });
	const { summary, report } = describePlan(made, 'Europe/Berlin');
	expect(summary).toContain('1 linked (1 overwritten)');
	expect(report).toContain(
		'- Wed 25 Nov 2026 09:00–10:00 Event 1: matching; overwrites body, location\n',
	);
});

describe('what people changed and the source writes once more', () => {
	beforeEach(async () => {
		await calendar.push([appointment('1')], { now });
		hers().update(calendar.items()[0].id, { subject: 'Mine' });
	});

	it('is written by a plan, and done when the plan is applied again', async () => {
		const made = await plan([appointment('1')], sourceWins);
		expect(await apply(made)).toMatchObject([{ action: 'updated', reason: 'sourceWins' }]);
		expect(calendar.items()).toMatchObject([{ subject: 'Event 1' }]);
		expect(await apply(made)).toMatchObject([{ action: 'unchanged', reason: 'same' }]);
		expect(await calendar.push([appointment('1')], { now })).toMatchObject([
			{ action: 'unchanged' },
		]);
	});

	it('is written as often as people change it', async () => {
		for (const subject of ['Mine', 'Mine again', 'Mine for ever']) {
			hers().update(calendar.items()[0].id, { subject });
			const made = await plan([appointment('1')], sourceWins);
			hers().update(calendar.items()[0].id, { location: subject });
			expect(await apply(made)).toMatchObject([{ action: 'conflict' }]);
			expect(await calendar.push([appointment('1')], sourceWins)).toMatchObject([
				{ action: 'updated' },
			]);
			expect(calendar.items()).toMatchObject([{ subject: 'Event 1' }]);
		}
	});

	it('is refused when the appointment was changed since the plan was made', async () => {
		const made = await plan([appointment('1')], sourceWins);
		hers().update(calendar.items()[0].id, { location: 'Hall' });
		const results = await apply(made);
		expect(results).toMatchObject([{ action: 'conflict', reason: 'changedInExchange' }]);
		expect(calendar.items()).toMatchObject([{ subject: 'Mine', location: 'Hall' }]);
	});

	it('is refused when somebody saves just before it is written', async () => {
		const made = await plan([appointment('1')], sourceWins);
		calendar.server.faults.add({
			operation: 'UpdateItem',
			count: 1,
			fault: {
				name: 'saved meanwhile',
				carriesOut: true,
				respond: async ({ response }, answer) => {
					hers().update(calendar.items()[0].id, { location: 'Hall' });
					send(response, await answer());
				},
			},
		});
		const results = await apply(made);
		expect(results).toMatchObject([{ action: 'conflict', reason: 'changedInExchange' }]);
		expect(calendar.items()).toMatchObject([{ subject: 'Mine', location: 'Hall' }]);
	});

	it('is written again when the server answers and does nothing', async () => {
		const fault = undone(calendar.company);
		calendar.server.faults.add({ fault, operation: 'UpdateItem', count: 1 });
		const results = await calendar.push([appointment('1')], sourceWins);
		expect(results).toMatchObject([{ action: 'updated', reason: 'sourceWins' }]);
		expect(calendar.items()).toMatchObject([{ subject: 'Event 1' }]);
	});
});

it('fails what cannot be read alone, and carries out the rest', async () => {
	calendar.server.behaviours.poisonItems = 'itemError';
	await calendar.push([appointment('1'), appointment('2'), appointment('3')], { now });
	const [first, second] = calendar.items();
	hers().poison(first.id);
	const events = ['1', '2', '3', '4'].map((id) => appointment(id, { subject: `New ${id}` }));
	const made = await plan(events);
	expect(made.actions.map(({ action }) => action)).toEqual(['fail', 'update', 'update', 'create']);
	// Made by another run since, and not to be read either.
	await calendar.push([events[3]], { now });
	hers().poison(second.id);
	hers().poison(calendar.items()[3].id);
	const results = await apply(made);
	const told = [...results].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
	const unreadable = { action: 'failed', reason: 'unreadable' };
	expect(told).toMatchObject([unreadable, unreadable, { action: 'updated' }, unreadable]);
	expect(calendar.items().map(({ subject }) => subject)).toEqual([
		'Event 1',
		'Event 2',
		'New 3',
		'New 4',
	]);
});

it('reads nothing for what the plan leaves alone', async () => {
	await calendar.push([appointment('1')], { now });
	hers().poison(calendar.items()[0].id);
	const made = await plan([appointment('1'), appointment('2', { end: '2020-01-01' })]);
	expect(made.actions.map(({ action }) => action)).toEqual(['fail', 'fail']);
	calendar.operations();
	expect(await apply(made)).toMatchObject([{ action: 'failed' }, { action: 'failed' }]);
	expect(calendar.operations()).toEqual([]);
});
