import { ExchangeError } from '../../../exchange/errors';
import type { PushOptions } from '../../../exchange/push/options';
import { httpStatus, resetAfterRunning } from '../../exchangeServer/faults';
import type { Fault } from '../../exchangeServer/faults';
import {
	appointment,
	closeQuietly,
	collect,
	mailbox,
	startCalendar,
	ticking,
	type TestCalendar,
} from './calendar';
import { applyPlan } from '../../../exchange/push/applyPlan';
import { describePlan } from '../../../exchange/push/planReport';
import { planEvents, pushEvents } from '../../../exchange/push/pushEvents';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar(ticking(now));
});
afterEach(async () => await closeQuietly(calendar));

const many = (count: number) =>
	Array.from({ length: count }, (_, index) => appointment(String(index)));
const actions = (results: Array<{ action: string }>) => [
	...new Set(results.map(({ action }) => action)),
];
const subjects = () =>
	calendar
		.items()
		.map(({ subject }) => subject)
		.sort();

/** The server carries a request out only once `late` is called, long after its client gave up. */
function lateFault(): { fault: Fault; late: () => Promise<void> } {
	const waiting: Array<() => Promise<unknown>> = [];
	return {
		fault: {
			name: 'late',
			carriesOut: true,
			respond: async ({ request }, answer) => {
				waiting.push(answer);
				request.socket.resetAndDestroy();
				return await Promise.resolve();
			},
		},
		late: async () => {
			for (const carryOut of waiting.splice(0)) await carryOut();
		},
	};
}

/** Two pushes that share nothing but the server, as those of two processes. */
async function pushTwice(events: ReturnType<typeof many>, options: Partial<PushOptions> = {}) {
	const alias = new Proxy(calendar.exchange, {
		get: (exchange, name) =>
			name === 'settings'
				? { ...exchange.settings, ewsUrl: `${exchange.settings.ewsUrl}?` }
				: (exchange as never)[name],
	});
	const push = async (exchange: typeof alias) =>
		await collect(pushEvents(exchange, { mailbox, source: 'hr', now, ...options }, events));
	return await Promise.all([push(calendar.exchange), push(alias)]);
}

describe('one event has one item', () => {
	it('when two pushes of one process overlap: the second finds what the first made', async () => {
		const events = many(60);
		const both = await Promise.all([calendar.push(events), calendar.push(events)]);
		expect(calendar.items()).toHaveLength(60);
		expect(both.map(actions).sort()).toEqual([['created'], ['unchanged']]);
	});

	it('when pushes of two processes overlap', async () => {
		const events = many(60);
		calendar.server.faults.latencyMs = 2;
		await pushTwice(events);
		const settled = await calendar.push(events);
		expect(subjects()).toEqual(events.map(({ subject }) => subject).sort());
		expect(actions(settled)).toEqual(['unchanged']);
	});

	it.each<[string, Partial<PushOptions>]>([
		['upsert', {}],
		['snapshot', { action: 'snapshot' }],
	])('when a lost request is carried out late: %s', async (_, options) => {
		const { fault, late } = lateFault();
		calendar.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
		expect(actions(await calendar.push(many(3), options))).toEqual(['created']);
		await late();
		expect(calendar.items()).toHaveLength(6);
		const oldest = new Set(
			calendar
				.items()
				.slice(0, 3)
				.map(({ id }) => id),
		);
		const results = await calendar.push(many(3), options);
		expect(results).toEqual(
			many(3).map(({ externalId }) =>
				expect.objectContaining({
					action: 'unchanged',
					externalId,
					removedCopies: [expect.any(String)],
				}),
			),
		);
		expect(new Set(calendar.items().map(({ id }) => id))).toEqual(oldest);
		const trash = calendar.company.user('alice').itemsIn('deleteditems');
		expect(trash).toHaveLength(3);
		expect(actions(await calendar.push(many(3), options))).toEqual(['unchanged']);
	});

	it('when a plan repairs it: its report names the copy that goes', async () => {
		const { fault, late } = lateFault();
		calendar.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
		await calendar.push(many(1));
		await late();
		const made = await planEvents(calendar.exchange, { mailbox, source: 'hr', now }, many(1));
		const { summary, report } = describePlan(made, 'Europe/Berlin');
		expect(summary).toMatch(/: 0 new, 0 changed, 0 deleted, 1 copy removed, 1 unchanged$/);
		expect(report).toMatch(/### Copies removed\n\n.*\n\n- Wed 25 Nov 2026 09:00 Event 0\n/);
		await collect(applyPlan(calendar.exchange, made));
		expect(calendar.items()).toHaveLength(1);
	});

	it('when it is to be deleted: none is left', async () => {
		const { fault, late } = lateFault();
		calendar.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
		await calendar.push(many(2));
		await late();
		const results = await calendar.push(many(2), { action: 'delete', maxDeletes: 2 });
		expect(actions(results)).toEqual(['deleted']);
		expect(calendar.items()).toEqual([]);
	});

	it('however many were doubled: no limit of deletions stops the repair', async () => {
		const { fault, late } = lateFault();
		calendar.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
		await calendar.push(many(40));
		await late();
		await calendar.push(many(40), { action: 'snapshot', maxDeletes: 0 });
		expect(calendar.items()).toHaveLength(40);
	});

	it.each([
		['a reset connection', resetAfterRunning()],
		['503', { ...httpStatus(503), carriesOut: true }],
	])('when the answer to its creation is %s', async (_, fault) => {
		calendar.server.faults.add({ fault: carriedOut(fault), operation: 'CreateItem', count: 1 });
		await calendar.push(many(3)).catch((error) => expect(error).toBeInstanceOf(ExchangeError));
		await calendar.push(many(3));
		expect(subjects()).toEqual(['Event 0', 'Event 1', 'Event 2']);
	});

	it('when a copy was changed: nothing is removed of what people did', async () => {
		const { fault, late } = lateFault();
		calendar.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
		await calendar.push(many(1));
		await late();
		const [kept, copy] = calendar.items();
		calendar.company.user('alice').calendar.update(copy.id, { subject: 'Hers' });
		const [result] = await calendar.push([appointment('0', { subject: 'New' })]);
		expect(result).toMatchObject({
			action: 'conflict',
			reason: 'duplicateLink',
			duplicates: [kept.id, copy.id],
			message: expect.stringContaining('"Hers" at 2026-11-25T08:00:00Z'),
		});
		expect(subjects()).toEqual(['Event 0', 'Hers']);
		calendar.company.user('alice').calendar.delete(kept.id);
		expect(await calendar.push([appointment('0', { subject: 'New' })])).toMatchObject([
			{ action: 'skipped', reason: 'exchangeWins', id: copy.id },
		]);
	});
});

function carriedOut(fault: Fault): Fault {
	return {
		...fault,
		respond: async (exchange, answer, call) => {
			await answer();
			await fault.respond?.(exchange, answer, call);
		},
	};
}

describe('ids of any length and case', () => {
	it('are events of their own', async () => {
		const long = 'x'.repeat(1000);
		const ids = [long, `${long}y`, long.toUpperCase(), 'e', 'E', 'ä', 'a\u0308'];
		const events = ids.map((id) => ({ ...appointment('0'), externalId: id }));
		expect(actions(await calendar.push(events))).toEqual(['created']);
		expect(actions(await calendar.push(events, { action: 'snapshot' }))).toEqual(['unchanged']);
		const some = events.filter((_, index) => index > 0);
		const results = await calendar.push(some, { action: 'snapshot' });
		expect(results.filter(({ action }) => action === 'deleted')).toMatchObject([
			{ externalId: long },
		]);
		expect(calendar.items()).toHaveLength(ids.length - 1);
	});
});
