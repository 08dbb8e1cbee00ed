import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { PositionTrace } from '../../../exchange/trace';
import type { WatchOptions } from '../../../exchange/watch/options';
import type { WatchedEvent } from '../../../exchange/watch/watchedEvent';
import { watchCalendars } from '../../../exchange/watch/watchCalendars';
import { subscriptionsOf } from '../../exchangeServer/subscriptions';
import { startConnected, type Connected } from '../../support/startConnected';

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';

const at = (hours: number) => new Date(Math.ceil(Date.now() / 60_000) * 60_000 + hours * 3_600_000);

let connected: Connected;
let stop: AbortController;
/** The test is over: nothing is waited for any more. */
let isOver = false;
jest.setTimeout(60_000);

const running: Array<AsyncGenerator<WatchedEvent, void>> = [];
/** Mailboxes whose position was written. */
const kept = new Set<string>();
const keep = (message: unknown) => {
	const { what, mailbox } = message as PositionTrace;
	if (what === 'written') kept.add(mailbox);
};
beforeAll(() => subscribe('exchange:position', keep));
afterAll(() => unsubscribe('exchange:position', keep));
beforeEach(async () => {
	kept.clear();
	isOver = false;
	stop = new AbortController();
	connected = await startConnected({ people: ['alice', 'bob', 'carol'] });
});
afterEach(async () => {
	isOver = true;
	stop.abort();
	for (const watch of running.splice(0)) await watch.return();
	await connected.close();
});

const calendarOf = (name: string) => connected.company.user(name).calendar;
const book = () => subscriptionsOf(connected.company);
const nextTurn = async () => await new Promise((resolve) => setTimeout(resolve, 5));

async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue() && !isOver) await nextTurn();
}

const asked = (operation: string) =>
	connected.server.requests.filter((request) => request.operation === operation).length;

/** True when every request but those that stay open has its answer. */
const isQuiet = () =>
	connected.server.requests.every(
		({ operation, status }) => status > 0 || operation === 'GetStreamingEvents',
	);

/** A watch that has come to rest: it listens, and has read all calendars. */
async function watching(options: WatchOptions) {
	const operation = options.triggerOn?.includes('startsSoon') ? 'FindItem' : 'SyncFolderItems';
	const reads = asked(operation);
	const watch = watchCalendars(connected.exchange, {
		positionName: 'test',
		signal: stop.signal,
		...options,
	});
	running.push(watch);
	const first = watch.next();
	const count = options.mailboxes?.length ?? 1;
	await until(() => book().openStreams > 0 && asked(operation) >= reads + count);
	await until(isQuiet);
	return { watch, first };
}

const found = ({ value }: IteratorResult<WatchedEvent, void>) =>
	value as unknown as Record<string, unknown>;

it('tells what people do in their calendars, in the shape of getChanges', async () => {
	calendarOf('alice').create({ subject: 'Before', start: at(24) });
	const { watch, first } = await watching({ mailboxes: [alice, bob] });

	const review = calendarOf('alice').create({ subject: 'Review', start: at(48) });
	expect(found(await first)).toMatchObject({
		kind: 'created',
		changeType: 'created',
		mailbox: alice,
		subject: 'Review',
		key: expect.any(String) as string,
	});
	const second = watch.next();
	calendarOf('alice').update(review.id, { subject: 'Review of the plan' });
	expect(found(await second)).toMatchObject({ kind: 'updated', subject: 'Review of the plan' });
	const third = watch.next();
	calendarOf('alice').delete(review.id);
	expect(found(await third)).toMatchObject({ kind: 'deleted', mailbox: alice });
});

it('tells a meeting that was called off as cancelled', async () => {
	const meeting = calendarOf('bob').create({
		subject: 'Plan',
		start: at(30),
		attendees: [alice],
	});
	const { first } = await watching({ mailboxes: [alice], triggerOn: ['cancelled'] });
	// The first reading has to have seen it as it was.
	await until(() => kept.has(alice) && isQuiet());
	calendarOf('bob').delete(meeting.id);
	expect(found(await first)).toMatchObject({ kind: 'cancelled', isCancelled: true });
});

it('goes on after a restart where it was, and repeats what was not taken', async () => {
	const { watch, first } = await watching({ mailboxes: [alice] });
	calendarOf('alice').create({ subject: 'Taken', start: at(24) });
	expect(found(await first)).toMatchObject({ subject: 'Taken' });
	const second = watch.next();
	calendarOf('alice').create({ subject: 'Not taken', start: at(25) });
	expect(found(await second)).toMatchObject({ subject: 'Not taken' });
	await watch.return();
	calendarOf('alice').create({ subject: 'Meanwhile', start: at(26) });

	const { watch: again, first: repeated } = await watching({ mailboxes: [alice] });
	const subjects = [found(await repeated).subject, found(await again.next()).subject];
	expect(subjects.sort()).toEqual(['Meanwhile', 'Not taken']);
});

it('tells of a mailbox that is not there, and watches the others', async () => {
	const watch = watchCalendars(connected.exchange, {
		mailboxes: ['nobody@enyoi.example', alice],
		positionName: 'test',
		signal: stop.signal,
	});
	running.push(watch);
	const problem = found(await watch.next());
	expect(problem).toMatchObject({
		kind: 'problem',
		mailbox: 'nobody@enyoi.example',
		error: { code: 'mailboxUnavailable' },
	});
	const next = watch.next();
	await until(() => book().openStreams === 1 && asked('SyncFolderItems') >= 1);
	calendarOf('alice').create({ subject: 'Review', start: at(24) });
	expect(found(await next)).toMatchObject({ mailbox: alice, subject: 'Review' });
});

it('makes lost subscriptions anew and misses nothing', async () => {
	const { first } = await watching({ mailboxes: [alice, bob] });
	book().loseAll();
	calendarOf('bob').create({ subject: 'While nobody heard', start: at(24) });
	expect(found(await first)).toMatchObject({ mailbox: bob, subject: 'While nobody heard' });
});

it('tells of moments, once, and remembers what it told', async () => {
	const soon = new Date(Date.now() + 20 * 60_000);
	const { watch, first } = await watching({
		mailboxes: [alice],
		triggerOn: ['startsSoon'],
		minutesBefore: 30,
	});
	calendarOf('alice').create({ subject: 'Soon', start: soon });
	expect(found(await first)).toMatchObject({ kind: 'startsSoon', subject: 'Soon', mailbox: alice });
	const next = watch.next();
	calendarOf('alice').create({ subject: 'Sooner', start: soon });
	expect(found(await next)).toMatchObject({ kind: 'startsSoon', subject: 'Sooner' });
});

it('ends within a second and leaves nothing on the server', async () => {
	const { first } = await watching({ mailboxes: [alice, bob, 'carol@enyoi.example'] });
	stop.abort();
	expect((await first).done).toBe(true);
	await until(() => book().openStreams === 0);
	expect(book().countOf(connected.company.serviceAccount.accountName)).toBe(0);
});

it.each([
	[{ mailboxes: [] }, 'mailboxes'],
	[{ mailboxes: ['alice'] }, 'mailboxes'],
	[{ mailboxes: [alice], triggerOn: [] }, 'triggerOn'],
	[{ mailboxes: [alice], triggerOn: ['moved' as 'created'] }, 'triggerOn'],
	[{ mailboxes: [alice, bob], calendar: { id: 'AAMk' } }, 'calendar'],
	[{ mailboxes: [alice], positionName: ' ' }, 'positionName'],
	[{ mailboxes: [alice], pollSeconds: 1 }, 'pollSeconds'],
	[{ mailboxes: [alice], safetyMinutes: 0 }, 'safetyMinutes'],
	[{ mailboxes: [alice], minutesBefore: -1 }, 'minutesBefore'],
	[{ mailboxes: [alice], positionStore: 'item' as 'mailbox' }, 'positionStore'],
])('refuses %j', async (options: WatchOptions, field) => {
	const watch = watchCalendars(connected.exchange, { positionName: 'test', ...options });
	await expect(watch.next()).rejects.toMatchObject({ code: 'input', field });
});
