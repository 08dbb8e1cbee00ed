import { ExchangeCalendar } from '../../../exchange/watch/exchangeCalendar';
import { responseError } from '../../exchangeServer/faults';
import { startConnected, type Connected } from '../../support/startConnected';

const alice = 'alice@enyoi.example';
const minute = 60_000;
const day = 24 * 60 * minute;
const midnight = Date.parse('2026-11-24T00:00:00Z');
const { signal } = new AbortController();

let connected: Connected;
const calendar = () => new ExchangeCalendar(connected.exchange, alice, { positionStore: 'memory' });
const create = (start: number, subject = 'Review') =>
	connected.company.user('alice').calendar.create({ subject, start: new Date(start) });

beforeEach(async () => {
	connected = await startConnected({ schemas: false });
});
afterEach(async () => await connected.close());

it('gives the times of all events of a day, also where a view holds fewer', async () => {
	for (let n = 0; n < 1_300; n++) create(midnight + n * minute);
	const { events, until } = await calendar().times(midnight, midnight + day, signal);
	expect(new Set(events.map(({ id }) => id)).size).toBe(1_300);
	expect(until).toBe(midnight + day);
});

it('takes no event for gone that can not be read, and waits for it three times', async () => {
	create(midnight);
	const watched = calendar();
	const { events } = await watched.times(midnight, midnight + day, signal);
	const ids = events.map(({ id }) => id);
	const read = async () => await watched.events(ids, signal);
	const fault = responseError('ErrorInternalServerError');
	const failing = connected.server.faults.add({ operation: 'GetItem', fault });
	for (let attempt = 1; attempt <= 3; attempt++) {
		await expect(read()).rejects.toMatchObject({ code: 'server', details: { mailbox: alice } });
	}
	expect((await read()).size).toBe(0);
	await expect(read()).rejects.toMatchObject({ code: 'server' });
	failing.remove();
	expect((await read()).size).toBe(1);
});

it('takes an event that is gone for nothing', async () => {
	const item = create(midnight);
	const { events } = await calendar().times(midnight, midnight + day, signal);
	connected.company.user('alice').calendar.delete(item.id);
	expect((await calendar().events([events[0].id], signal)).size).toBe(0);
});
