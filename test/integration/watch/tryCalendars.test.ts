import { tryCalendars } from '../../../exchange/watch/tryCalendars';
import { startConnected, type Connected } from '../../support/startConnected';

let connected: Connected;
beforeEach(async () => {
	connected = await startConnected({ schemas: false });
});
afterEach(async () => {
	await connected.close();
});

const gone = Array.from({ length: 30 }, (_, n) => `gone${n}@enyoi.example`);
const asked = () => new Set(connected.server.requests.flatMap(({ mailbox }) => mailbox ?? [])).size;

it('a connection is good enough that reads one of many calendars, were the first ones all gone', async () => {
	const mailboxes = [...gone, ...Array.from({ length: 10 }, () => 'alice@enyoi.example')];
	await expect(
		tryCalendars(connected.exchange, { mailboxes, positionStore: 'memory' }),
	).resolves.toBeUndefined();
	expect(asked()).toBeLessThanOrEqual(10);
});

it('one that reads none of them is not, and asks for ten at most', async () => {
	await expect(
		tryCalendars(connected.exchange, { mailboxes: gone, positionStore: 'memory' }),
	).rejects.toMatchObject({
		code: 'mailboxUnavailable',
	});
	expect(asked()).toBeLessThanOrEqual(10);
});
