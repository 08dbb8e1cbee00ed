import { ExchangeCalendar } from '../../../exchange/watch/exchangeCalendar';
import type { WatchOptions } from '../../../exchange/watch/options';
import type { StoredMoments } from '../../../exchange/watch/timetable';
import { itemError, responseError } from '../../exchangeServer/faults';
import { startConnected, type Connected } from '../../support/startConnected';
import { TestClock } from '../../support/watch/testClock';

const alice = 'alice@enyoi.example';
const minute = 60_000;
const day = 24 * 60 * minute;
const midnight = Date.parse('2026-11-24T00:00:00Z');
const { signal } = new AbortController();

let connected: Connected;
const calendar = () => new ExchangeCalendar(connected.exchange, alice, { positionStore: 'memory' });
/** What a reading tells, once it is kept. */
async function told(watched: ExchangeCalendar): Promise<string[]> {
	const subjects: string[] = [];
	const changes = watched.changes(signal);
	let next = await changes.next();
	for (; !next.done; next = await changes.next()) subjects.push(next.value.subject ?? '');
	await next.value.keep();
	return subjects;
}
const create = (start: number, subject = 'Review') =>
	connected.company.user('alice').calendar.create({ subject, start: new Date(start) });

beforeEach(async () => {
	connected = await startConnected({ schemas: false });
});
afterEach(async () => await connected.close());

it('gives the times of all events of a day, also where a view holds fewer', async () => {
	for (let n = 0; n < 1_300; n++) create(midnight + n * minute);
	const { events, refused } = await calendar().times(midnight, midnight + day, signal);
	expect(new Set(events.map(({ id }) => id)).size).toBe(1_300);
	expect(refused).toEqual([]);
});

it('takes no event for gone that can not be read', async () => {
	create(midnight);
	const watched = calendar();
	const { events } = await watched.times(midnight, midnight + day, signal);
	const ids = events.map(({ id }) => id);
	const fault = responseError('ErrorInternalServerError');
	const failing = connected.server.faults.add({ operation: 'GetItem', fault });
	const { found, failed } = await watched.events(ids, signal);
	expect(found.size).toBe(0);
	expect(failed.get(ids[0])).toMatchObject({ code: 'server', details: { mailbox: alice } });
	failing.remove();
	expect((await watched.events(ids, signal)).found.size).toBe(1);
});

it('takes an event that is gone for nothing', async () => {
	const item = create(midnight);
	const { events } = await calendar().times(midnight, midnight + day, signal);
	connected.company.user('alice').calendar.delete(item.id);
	const { found, failed } = await calendar().events([events[0].id], signal);
	expect([found.size, failed.size]).toEqual([0, 0]);
});

it('writes a position in which nothing was told once in a quarter of an hour', async () => {
	const clock = new TestClock();
	const watched = new ExchangeCalendar(connected.exchange, alice, { positionName: 'watch', clock });
	/** Times that it was written by a reading of which nobody wants to hear. */
	const written = async () => {
		create(midnight - 3_000 * day);
		const before = connected.server.requests.length;
		expect(await told(watched)).toEqual([]);
		const asked = connected.server.requests.slice(before).map(({ operation }) => operation);
		return asked.filter((operation) => /^(Create|Update)UserConfiguration$/.test(operation)).length;
	};
	expect(await written()).toBeGreaterThan(0);
	await clock.pass(15 * minute - 1);
	expect(await written()).toBe(0);
	await clock.pass(1);
	expect(await written()).toBeGreaterThan(0);
});

it('looks for its position again after a reading that failed, whatever was found before', async () => {
	const watching = () => new ExchangeCalendar(connected.exchange, alice, { positionName: 'watch' });
	expect(await told(watching())).toEqual([]);
	create(midnight, 'Since');
	const away = connected.server.faults.add({
		fault: responseError('ErrorItemNotFound'),
		operation: ['GetUserConfiguration', 'SyncFolderItems'],
	});
	const watched = watching();
	await expect(told(watched)).rejects.toMatchObject({ code: 'notFound' });
	away.remove();
	expect(await told(watched)).toEqual(['Since']);
});

it('reads what was written of moments, and takes what is damaged for nothing', async () => {
	const moments: StoredMoments = {
		until: midnight,
		kinds: ['started'],
		soon: ['a'],
		owed: ['b'],
		owedFrom: midnight - day,
	};
	const watching = () => new ExchangeCalendar(connected.exchange, alice, { positionName: 'watch' });
	const first = watching();
	expect(await first.readMoments(signal)).toBeUndefined();
	await first.writeMoments(moments);
	const second = watching();
	expect(await second.readMoments(signal)).toEqual(moments);
	await second.writeMoments({ kinds: ['started'] } as unknown as StoredMoments);
	expect(await watching().readMoments(signal)).toBeUndefined();
});

describe('settings that have changed', () => {
	const watching = (options: WatchOptions = {}) =>
		new ExchangeCalendar(connected.exchange, alice, { positionName: 'watch', ...options });
	const unreadable = (id: string, after: number) =>
		connected.server.faults.add({
			operation: 'GetItem',
			after,
			fault: itemError('ErrorInternalServerError', id),
		});
	const notes: string[] = [];
	const changed = () => watching({ futureDays: 100, note: (words) => void notes.push(words) });
	beforeEach(() => (notes.length = 0));

	it.each(['former', 'new'])(
		'tell what could not be read with the %s ones, and nothing that was told before',
		async (which) => {
			const old = create(midnight, 'Old');
			expect(await told(watching())).toEqual([]);
			const since = create(midnight, 'Since');
			const failing = which === 'former' ? unreadable(since.id, 0) : unreadable(old.id, 1);
			const watched = changed();
			const first = await told(watched);
			expect(failing.fired).toBeGreaterThan(0);
			failing.remove();
			expect([...first, ...(await told(watched))]).toEqual(['Since']);
			expect(await told(changed())).toEqual([]);
			expect(notes).toHaveLength(1);
		},
	);

	it('are followed in the end, whatever can never be read', async () => {
		expect(await told(watching())).toEqual([]);
		const failing = unreadable(create(midnight).id, 0);
		const watched = changed();
		for (let reading = 0; reading < 10; reading++) expect(await told(watched)).toEqual([]);
		const before = connected.server.requests.length;
		expect(await told(watched)).toEqual([]);
		const asked = connected.server.requests.slice(before).map(({ operation }) => operation);
		expect(asked.filter((operation) => operation === 'SyncFolderItems')).toHaveLength(1);
		expect(notes).toHaveLength(1);
		failing.remove();
		expect(await told(watched)).toEqual(['Review']);
	});
});
