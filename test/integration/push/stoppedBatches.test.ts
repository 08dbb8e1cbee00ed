import { createEvent } from '../../../exchange/calendars/events/createEvent';
import { getEvents } from '../../../exchange/calendars/events/getEvents';
import { getChanges } from '../../../exchange/changes/getChanges';
import type { Exchange } from '../../../exchange/connection';
import { pushEvents } from '../../../exchange/push/pushEvents';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { createRetryPolicy } from '../../../exchange/transport/createRetryPolicy';
import { batchStopped } from '../../exchangeServer/faults';
import { VirtualTime } from '../faultMatrix/testedExchange';
import { appointment, collect, mailbox, startCalendar, type TestCalendar } from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
const attendees = [{ emailAddress: { address: 'bob@enyoi.example' } }];
const count = 12;
const backOffMs = 5_000;

let calendar: TestCalendar;
let time: VirtualTime;
let exchange: Exchange;
beforeAll(async () => {
	calendar = await startCalendar(() => now);
});
beforeEach(() => {
	time = new VirtualTime();
	exchange = { ...calendar.exchange, retry: createRetryPolicy(time) };
	for (const { id } of [...calendar.items()]) calendar.company.user('alice').calendar.delete(id);
	calendar.server.outbox.splice(0);
	calendar.operations();
});
afterEach(() => calendar.server.faults.clear());
afterAll(async () => {
	await calendar.close();
	expect(calendar.server.schemaViolations).toEqual([]);
});

const stop = (operation: string, ...fault: Parameters<typeof batchStopped>) =>
	calendar.server.faults.add({ operation, count: 1, fault: batchStopped(...fault) });
const push = async (events: PushInput[], sendInvitations: 'all' | 'none' = 'all') =>
	await collect(
		pushEvents(exchange, { mailbox, source: 'hr', now, sendInvitations, maxDeletes: 100 }, events),
	);
const many = (more: Partial<PushInput> = {}) =>
	Array.from({ length: count }, (_, index) => appointment(String(index), { attendees, ...more }));
const actions = (results: Array<{ action: string }>) => results.map(({ action }) => action);
const all = (action: string) => Array.from({ length: count }, () => action);
const messages = () => calendar.server.outbox.splice(0).map(({ kind }) => kind);
const requests = (name: string) => calendar.operations().filter((one) => one === name).length;

const days = (first: number) => Array.from({ length: 6 }, (_, index) => first + index);
const startOf = (day: number) => `2026-12-${String(day).padStart(2, '0')}T09:00:00Z`;
const sprint = {
	subject: 'Sprint',
	start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
	end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
	rrule: 'FREQ=DAILY;COUNT=20',
	exceptions: [
		...days(2).map((day) => ({ originalStart: startOf(day), isCancelled: true })),
		...days(10).map((day) => ({ originalStart: startOf(day), subject: `Day ${day}` })),
	],
};
const expectSprint = () => {
	const [{ exceptions, deletedOccurrences }] = calendar.items();
	const changed = days(10).map((day) => `Day ${day}`);
	expect([...exceptions.values()].map(({ subject }) => subject).sort()).toEqual(changed);
	expect(deletedOccurrences.size).toBe(6);
	expect(messages()).toEqual([]);
};

const stops: Array<[string, number | undefined, boolean]> = [
	['ErrorServerBusy', backOffMs, true],
	['ErrorServerBusy', undefined, false],
	['ErrorTimeoutExpired', undefined, true],
	['ErrorMailboxStoreUnavailable', undefined, false],
];

describe.each(stops)(
	'a batch that the server leaves with %s (wait %p, carried out: %p)',
	(...given) => {
		const [code, backOff, isCarriedOut] = given;
		const options = { backOffMs: backOff, isCarriedOut };
		const hasWaited = () => expect(time.elapsed).toBeGreaterThanOrEqual(backOff ?? 0);

		it('is created whole, once, and everybody is invited once', async () => {
			stop('CreateItem', 4, code, options);
			expect(actions(await push(many()))).toEqual(all('created'));
			expect(calendar.items()).toHaveLength(count);
			expect(messages()).toEqual(all('MeetingRequest'));
			expect(requests('CreateItem')).toBeLessThanOrEqual(3);
			hasWaited();
			expect(actions(await push(many()))).toEqual(all('unchanged'));
		});

		it('is updated whole, and told once', async () => {
			await push(many(), 'none');
			calendar.operations();
			stop('UpdateItem', 4, code, options);
			expect(actions(await push(many({ subject: 'Other' })))).toEqual(all('updated'));
			expect(calendar.items().map(({ subject }) => subject)).toEqual(all('Other'));
			expect(messages()).toEqual(all('MeetingRequest'));
			expect(requests('UpdateItem')).toBeLessThanOrEqual(4);
			hasWaited();
		});

		it('is deleted whole, and cancelled once', async () => {
			await push(many());
			messages();
			calendar.operations();
			stop('DeleteItem', 4, code, options);
			const deletions = many().map(({ externalId }) => ({ externalId, action: 'delete' as const }));
			expect(actions(await push(deletions))).toEqual(all('deleted'));
			expect(calendar.items()).toEqual([]);
			expect(messages()).toEqual(all('MeetingCancellation'));
			expect(requests('DeleteItem')).toBeLessThanOrEqual(3);
			hasWaited();
		});

		it('is read whole, and nothing of it counts as deleted', async () => {
			await push(many(), 'none');
			const read = async (position?: string) => {
				const changes = getChanges(exchange, { mailbox, now, position });
				const types: string[] = [];
				for (;;) {
					const next = await changes.next();
					if (next.done) return { types, position: next.value.position };
					types.push(next.value.changeType);
				}
			};
			calendar.operations();
			stop('GetItem', 4, code, options);
			const first = await read();
			expect(first.types).toEqual(all('created'));
			expect(requests('GetItem')).toBeLessThanOrEqual(5);
			hasWaited();
			await push(many({ subject: 'Other' }), 'none');
			stop('GetItem', 4, code, options);
			expect((await read(first.position)).types).toEqual(all('updated'));
			stop('GetItem', 4, code, options);
			const window = { mailbox, start: new Date('2026-11-24'), end: new Date('2026-11-27') };
			expect(await collect(getEvents(exchange, window))).toHaveLength(count);
		});

		it('of occurrences is written whole', async () => {
			stop('DeleteItem', 2, code, options);
			stop('UpdateItem', 2, code, options);
			expect(actions(await push([appointment('s', sprint)], 'none'))).toEqual(['created']);
			expectSprint();
		});
	},
);

it('one that the server refuses for good keeps none of the others', async () => {
	stop('CreateItem', 4, 'ErrorAccessDenied');
	const created = all('created');
	created[4] = 'failed';
	expect(actions(await push(many()))).toEqual(created);
	expect(requests('CreateItem')).toBe(2);
	await push(many());
	stop('UpdateItem', 0, 'ErrorAccessDenied');
	const results = actions(await push(many({ subject: 'Other' })));
	expect(results.filter((one) => one === 'failed')).toHaveLength(1);
	expect(calendar.items().filter(({ subject }) => subject === 'Other')).toHaveLength(count - 1);
	stop('DeleteItem', 0, 'ErrorAccessDenied');
	const deletions = many().map(({ externalId }) => ({ externalId, action: 'delete' as const }));
	expect(actions(await push(deletions)).filter((one) => one === 'failed')).toHaveLength(1);
	expect(calendar.items()).toHaveLength(1);
});

it('one is left as it is where the server wants more time than a run has', async () => {
	stop('CreateItem', 4, 'ErrorServerBusy', { backOffMs: 600_000 });
	await expect(push(many())).rejects.toMatchObject({ code: 'throttled' });
	expect(calendar.items()).toHaveLength(4);
	expect(requests('CreateItem')).toBe(1);
	exchange = { ...calendar.exchange, retry: createRetryPolicy(new VirtualTime()) };
	expect(new Set(actions(await push(many())))).toEqual(new Set(['unchanged', 'created']));
	expect(calendar.items()).toHaveLength(count);
	expect(messages()).toEqual(all('MeetingRequest'));
});

it('one of occurrences is written whole by Exchange Calendar, too', async () => {
	stop('DeleteItem', 2, 'ErrorServerBusy', { backOffMs });
	stop('UpdateItem', 2, 'ErrorServerBusy', { backOffMs });
	await createEvent(exchange, { mailbox, event: sprint });
	expectSprint();
});

it('one is read in parts by a server that never manages more', async () => {
	await push(many(), 'none');
	calendar.operations();
	const fault = batchStopped(4, 'ErrorServerBusy', { backOffMs });
	calendar.server.faults.add({ operation: 'GetItem', fault });
	const subjects = [];
	for await (const { subject } of getChanges(exchange, { mailbox, now })) subjects.push(subject);
	expect(subjects.sort()).toEqual(
		many()
			.map(({ subject }) => subject)
			.sort(),
	);
	expect(requests('GetItem')).toBe(count / 4);
	expect(time.elapsed).toBe(2 * backOffMs);
});
