import {
	positionStore,
	PositionConflict,
	type PositionStoreOptions,
} from '../../../../exchange/changes/position/store';
import { ConfigurationsInMemory } from './configurationsInMemory';

const alice = 'alice@enyoi.example';
const partSize = 200;
const long = (letter: string) => letter.repeat(500);
let server: ConfigurationsInMemory;

beforeEach(() => (server = new ConfigurationsInMemory()));

const open = (options: Partial<PositionStoreOptions> = {}) =>
	positionStore(server.connect(), {
		kind: 'mailbox',
		mailbox: alice,
		name: 'planning',
		...options,
	});

/** Name of an item without folder and digest: its part. */
const partsOf = (requests: string[]) =>
	requests.map((request) =>
		request.replace(/ .*N8nCalendarPosition\.[0-9a-f]{24}(\.[0-9a-f]{8})?/, ' '),
	);

describe('a position in the mailbox', () => {
	it('is absent before the first one, and an empty answer to a confirmation is false', async () => {
		expect(await open().read()).toBeUndefined();
		expect(await open().unconfirmed()).toBeUndefined();
		expect(await open().confirm('run 1')).toBe(false);
		expect(server.writes).toEqual([]);
	});

	it('is not overwritten when another run stored one since this one read, first or later', async () => {
		await open().write('0');
		const [one, other] = [open(), open()];
		expect([await one.read(), await other.read()]).toEqual(['0', '0']);
		await one.write('1');
		const before = server.writes.length;
		await expect(other.write('2')).rejects.toThrow(PositionConflict);
		await other.read();
		await one.park('3', 'run 3');
		await expect(other.park('4', 'run 4')).rejects.toMatchObject({
			code: 'conflict',
			field: 'positionName',
			mailbox: alice,
			positionName: 'planning',
			remedyBy: 'you',
			details: { mailbox: alice },
		});
		expect(server.writes.slice(before)).toHaveLength(1);
		expect([await open().read(), await open().unconfirmed()]).toEqual(['1', '3']);
	});

	it('can be written by the run that met a conflict once it has read again', async () => {
		const [one, other] = [open(), open()];
		await other.read();
		await one.write('1');
		await expect(other.write('2')).rejects.toThrow(PositionConflict);
		expect(await other.unconfirmed()).toBeUndefined();
		await other.write('2');
		expect(await open().read()).toBe('2');
	});

	it('of two first writes at the same time is the one that the server took first', async () => {
		server.onRequest = async (request) => {
			if (!request.startsWith('Create')) return;
			server.onRequest = () => undefined;
			await open().write('1');
		};
		await expect(open().write('2')).rejects.toThrow(PositionConflict);
		expect(await open().read()).toBe('1');
	});

	it('that the server does not take for another reason fails with that reason', async () => {
		server.failures.set('Create', 'ErrorAccessDenied');
		await expect(open().write('1')).rejects.toMatchObject({
			details: { responseCode: 'ErrorAccessDenied' },
		});
		server.failures.clear();
		server.failures.set('Get', 'ErrorAccessDenied');
		await expect(open().read()).rejects.toMatchObject({
			details: { responseCode: 'ErrorAccessDenied' },
		});
	});

	it('costs nothing when it counts already', async () => {
		const store = open();
		await store.write('1');
		const before = server.requests.length;
		await store.write('1');
		await store.park('1', 'run 1');
		expect(server.requests.length).toBe(before);
	});

	it('is refused when it was not written by this package', async () => {
		await open().write('1');
		const [place] = server.stored.keys();
		for (const text of ['', 'text', '{"format":2}\n', '{"format":1}', 'null\n']) {
			server.stored.set(place, Buffer.from(text).toString('base64'));
			await expect(open().read()).rejects.toMatchObject({
				code: 'position',
				reason: 'damaged',
				remedy: expect.stringContaining('another position name'),
			});
		}
	});
});

describe('a position of several parts', () => {
	it('stands until its last part, the one with the name, replaces it: whatever fails before', async () => {
		await open({ partSize }).write(long('a'));
		const count = server.stored.size;
		expect(count).toBeGreaterThan(3);
		for (let part = count - 1; part >= 0; part--) {
			let left = count - part;
			server.onRequest = (request) => {
				if (!request.startsWith('Get') && --left === 0) throw new Error('the power failed');
			};
			const attempt = open({ partSize }).write(long('b'));
			await expect(attempt).rejects.toThrow('the power failed');
			server.onRequest = () => undefined;
			expect(await open({ partSize }).read()).toBe(long('a'));
		}
		await open({ partSize }).write(long('b'));
		expect(await open({ partSize }).read()).toBe(long('b'));
	});

	it('is written from its last part to its first, then the old parts go', async () => {
		const store = open({ partSize });
		await store.write(long('a'));
		const count = server.stored.size;
		const others = Array.from({ length: count - 1 }, (_, n) => n + 1);
		expect(partsOf(server.writes)).toEqual([
			...others.toReversed().map((part) => `Create .${part}`),
			'Create ',
		]);
		server.requests.length = 0;
		await store.write(long('b'));
		expect(partsOf(server.writes)).toEqual([
			...others.toReversed().map((part) => `Create .${part}`),
			'Update ',
			...others.map((part) => `Delete .${part}`),
		]);
		expect(server.stored.size).toBe(count);
		await store.write('short');
		expect(server.stored.size).toBe(1);
	});

	it('fits the size of an item', async () => {
		await open({ partSize }).write(long('a'));
		const sizes = [...server.stored.values()].map((bytes) => Buffer.from(bytes, 'base64').length);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(partSize);
		await open({ name: 'other' }).write('x'.repeat(64 * 1024));
		const added = [...server.stored.values()].slice(sizes.length);
		expect(added).toHaveLength(2);
		for (const bytes of added) {
			expect(Buffer.from(bytes, 'base64').length).toBeLessThanOrEqual(64 * 1024);
		}
	});

	it.each(['was changed', 'is empty', 'is missing'])('is refused when one %s', async (how) => {
		const count = await partsOfFresh();
		for (let part = 0; part < count; part++) {
			await partsOfFresh();
			const place = [...server.stored.keys()].find((key) =>
				part === 0 ? !/\.\d+$/.test(key) : key.endsWith(`.${part}`),
			)!;
			if (how === 'is missing') server.stored.delete(place);
			else server.stored.set(place, how === 'is empty' ? '' : changed(server.stored.get(place)!));
			const reading = open({ partSize }).read();
			if (part === 0 && how === 'is missing') expect(await reading).toBeUndefined();
			else await expect(reading).rejects.toMatchObject({ code: 'position', reason: 'damaged' });
		}

		async function partsOfFresh() {
			server = new ConfigurationsInMemory();
			await open({ partSize }).write(long('a'));
			return server.stored.size;
		}
	});

	it('counts although an old part is gone already', async () => {
		const store = open({ partSize });
		await store.write(long('a'));
		const old = [...server.stored.keys()].find((key) => key.endsWith('.1'))!;
		server.onRequest = (request) => {
			if (request.startsWith('Delete')) server.stored.delete(old);
		};
		await store.write('short');
		expect(await open().read()).toBe('short');
		expect(server.stored.size).toBe(1);
	});
});

describe('a position that waits for its confirmation', () => {
	it('is beside the one that counts until its run is named', async () => {
		await open().write('1');
		await open().park('2', 'run 2');
		expect([await open().read(), await open().unconfirmed()]).toEqual(['1', '2']);
		expect(await open().confirm('run 1')).toBe(false);
		expect(await open().confirm('run 2')).toBe(true);
		expect([await open().read(), await open().unconfirmed()]).toEqual(['2', undefined]);
	});

	it('replaces the one that waited before', async () => {
		await open().park('1', 'run 1');
		await open().park('2', 'run 2');
		expect(await open().confirm('run 1')).toBe(false);
		expect([await open().read(), await open().unconfirmed()]).toEqual([undefined, '2']);
	});

	it('is dropped when another one is made to count, the same as before or not', async () => {
		for (const position of ['1', '2']) {
			await open().write('1');
			await open().park('3', 'run 3');
			await open().write(position);
			expect([await open().read(), await open().unconfirmed()]).toEqual([position, undefined]);
		}
	});

	it('takes the place of the waiting one also when it is what counts', async () => {
		await open().write('1');
		await open().park('2', 'run 2');
		await open().park('1', 'run 3');
		expect(await open().unconfirmed()).toBe('1');
	});

	it('is confirmed twice without harm, also when the next one waits by then', async () => {
		await open().park('1', 'run 1');
		expect(await open().confirm('run 1')).toBe(true);
		await open().park('2', 'run 2');
		const before = server.writes.length;
		expect(await open().confirm('run 1')).toBe(true);
		expect(server.writes.length).toBe(before);
		expect([await open().read(), await open().unconfirmed()]).toEqual(['1', '2']);
		expect(await open().confirm('run 0')).toBe(false);
	});

	it('is confirmed when nothing waits and something counts: any run then', async () => {
		await open().write('1');
		expect(await open().confirm('whatever')).toBe(true);
	});

	it('is looked up anew by each confirmation', async () => {
		const store = open();
		expect(await store.read()).toBeUndefined();
		await open().park('1', 'run 1');
		expect(await store.confirm('run 1')).toBe(true);
		expect(await store.read()).toBe('1');
	});
});

describe('the place of a position', () => {
	const place = async (options: Partial<PositionStoreOptions>, access?: 'delegate') => {
		server = new ConfigurationsInMemory();
		const store = positionStore(server.connect(access), {
			kind: 'mailbox',
			mailbox: alice,
			name: 'planning',
			...options,
		});
		await store.write('1');
		return [...server.stored.keys()][0];
	};

	it('is beside the calendar that it is of, as this account reaches it', async () => {
		expect(await place({})).toMatch(`${alice}/calendar/N8nCalendarPosition.`);
		expect(await place({}, 'delegate')).toMatch(`${alice}/calendar/`);
		expect(await place({ calendar: { id: 'AAMk' } })).toMatch(`${alice}/AAMk/`);
	});

	it('in the service mailbox is the account itself, and tells whose it is', async () => {
		const name = /^svc\/calendar\/N8nCalendarPosition\.alice_enyoi\.example\.[0-9a-f]{24}$/;
		expect(await place({ kind: 'serviceMailbox' })).toMatch(name);
		expect(await place({ kind: 'serviceMailbox', calendar: { id: 'AAMk' } })).toMatch(name);
	});

	it('is one for each name; in the service mailbox also for each mailbox and calendar', async () => {
		const kind = 'serviceMailbox';
		const places = [
			await place({}),
			await place({ name: 'other' }),
			await place({ kind }),
			await place({ kind, name: 'other' }),
			await place({ kind, calendar: { id: 'AAMk' } }),
			await place({ kind, calendar: { id: 'AAMK' } }),
			await place({ kind, mailbox: 'bob@enyoi.example' }),
			await place({ kind, mailbox: 'alice.enyoi.example' }),
		];
		expect(new Set(places).size).toBe(places.length);
		expect(await place({ kind, mailbox: 'ALICE@enyoi.example' })).toBe(places[2]);
	});

	it('stays where earlier versions of this package put it', async () => {
		const kind = 'serviceMailbox';
		expect([
			await place({}),
			await place({ kind }),
			await place({ kind, calendar: { id: 'AAMk' } }),
		]).toEqual([
			`${alice}/calendar/N8nCalendarPosition.d1855fed90c6fbce036927ef`,
			'svc/calendar/N8nCalendarPosition.alice_enyoi.example.acdca1d2e8289a445ee95431',
			'svc/calendar/N8nCalendarPosition.alice_enyoi.example.172eaf94b913b53cbfa44bc0',
		]);
	});

	it('has a name that Exchange takes, however long address and position name are', async () => {
		const mailbox = `${'ö'.repeat(200)}@enyoi.example`;
		const found = await place({ kind: 'serviceMailbox', mailbox, name: 'Wörk flow/1'.repeat(50) });
		expect(found.split('/').at(-1)!).toMatch(/^[A-Za-z0-9._-]{1,220}$/);
	});

	it('needs a name', () => {
		expect(() => open({ name: '' })).toThrow('The position name is missing');
	});
});

describe('a cancelled store', () => {
	it('hands on the signal of the store, or that of the look', async () => {
		const signals: Array<AbortSignal | undefined> = [];
		const exchange = server.connect();
		const { send } = exchange.transport;
		exchange.transport.send = async (request) => {
			signals.push(request.signal);
			return await send(request);
		};
		const [own, other] = [new AbortController().signal, new AbortController().signal];
		for (const kind of ['mailbox', 'serviceMailbox'] as const) {
			const store = positionStore(exchange, { kind, mailbox: alice, name: 'n', signal: own });
			signals.length = 0;
			await store.read(other);
			await store.write(kind);
			expect(signals).toEqual([other, own, own]);
		}
	});
});

function changed(base64: string): string {
	const bytes = Buffer.from(base64, 'base64');
	bytes[bytes.length - 3] ^= 1;
	return bytes.toString('base64');
}
