import { positionStore } from '../../../exchange/changes/position/store';
import { ExchangeCalendar } from '../../../exchange/watch/exchangeCalendar';
import { ExchangeOfPositions, mailbox, now, positionOf } from '../changes/position/largePosition';

/** What is remembered beside a calendar goes with its mailbox, also back to what it was at the last backup. */

const server = new ExchangeOfPositions();
const watched = new ExchangeCalendar(server.connect(), mailbox, { positionName: 'watch' });

beforeAll(() => jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate'] }));
afterAll(() => jest.useRealTimers());

async function keep(count: number): Promise<void> {
	const place = { kind: 'mailbox', mailbox, name: 'watch', partSize: 8_192 } as const;
	await positionStore(server.connect(), place).write(await positionOf(count));
}

async function told(): Promise<string[]> {
	const changes = watched.changes(new AbortController().signal);
	const kinds: string[] = [];
	let next = await changes.next();
	for (; !next.done; next = await changes.next()) kinds.push(next.value.changeType);
	await next.value.keep();
	return kinds;
}

it('a watch goes on from what is stored there now, where parts of its position are gone', async () => {
	await keep(500);
	const backup = [...server.stored];
	await keep(600);
	expect(await told()).toEqual([]);
	server.stored.clear();
	for (const [name, bytes] of backup) server.stored.set(name, bytes);
	server.changes = [['Update', 5]];
	expect(await told()).toEqual(['updated']);
	server.changes = [];
	expect(await told()).toEqual([]);
});
