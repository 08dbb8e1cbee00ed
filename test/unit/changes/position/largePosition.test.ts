import type { CalendarChange } from '../../../../exchange/calendar/event';
import { getChanges } from '../../../../exchange/changes/getChanges';
import { positionStore } from '../../../../exchange/changes/position/store';
import { ExchangeOfPositions, mailbox, now, positionOf, uidOf } from './largePosition';

const count = 100_000;
let server: ExchangeOfPositions;
let position: string;

const open = () => positionStore(server.connect(), { kind: 'mailbox', mailbox, name: 'planning' });

/** A run as the node makes it; gives what it told and the requests for its position. */
async function run(): Promise<{ told: CalendarChange[]; requests: number; read: number }> {
	server.requests.length = 0;
	const store = open();
	const before = await store.read();
	const unconfirmed = await store.unconfirmed();
	const reader = getChanges(server.connect(), { mailbox, now, position: before, unconfirmed });
	const told: CalendarChange[] = [];
	for (;;) {
		const { done, value } = await reader.next();
		if (done) {
			await store.write(value.position);
			break;
		}
		told.push(value);
	}
	const { requests } = server;
	const read = requests.filter((request) => /^Get .*\.r\d\.\w+\.\d+$/.test(request)).length;
	return { told, requests: requests.length, read };
}

describe(`a position of ${count} items`, () => {
	beforeAll(async () => {
		server = new ExchangeOfPositions();
		position = await positionOf(count);
		await open().write(position);
	}, 600_000);

	it('is kept in items of the usual size, and read whole when it is needed whole', async () => {
		const sizes = [...server.stored.values()].map((bytes) => Buffer.from(bytes, 'base64').length);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024);
		expect(sizes.length).toBeLessThan(150);
	});

	it('costs a run without changes no more than four requests, that for the changes included', async () => {
		server.changes = [];
		const { told, requests, read } = await run();
		expect({ told, read, isFew: requests + 1 <= 4 }).toEqual({ told: [], read: 0, isFew: true });
	});

	it.each([
		['Update', 5, 'updated'],
		['Delete', 6, 'deleted'],
		['Create', count, 'created'],
		['Update', count + 1, 'created'],
	] as const)(
		'costs a run with one event no more than eight: %s of %i',
		async (kind, number, type) => {
			server.changes = [[kind, number]];
			const { told, requests, read } = await run();
			expect(told.map(({ changeType, iCalUId }) => [changeType, iCalUId])).toEqual([
				[type, uidOf(number)],
			]);
			// An item that is listed as updated and not known may go on under its UID: one more look.
			expect(read).toBeLessThanOrEqual(number > count ? 2 : 1);
			expect(requests).toBeLessThanOrEqual(number > count ? 9 : 8);
		},
	);
});
