import {
	positionStore,
	PositionConflict,
	type PositionStoreOptions,
} from '../../../../exchange/changes/position/store';
import { keptGenerations } from '../../../../exchange/changes/position/generations';
import { ExchangeError } from '../../../../exchange/errors';
import { ConfigurationsInMemory } from './configurationsInMemory';

const alice = 'alice@enyoi.example';
const partSize = 40;
const long = (letter: string) => letter.repeat(200);
let server: ConfigurationsInMemory;

beforeEach(() => (server = new ConfigurationsInMemory()));

const open = (options: Partial<PositionStoreOptions> = {}) =>
	positionStore(server.connect(), {
		kind: 'mailbox',
		mailbox: alice,
		name: 'planning',
		...options,
	});

/** Requests as `Create .2`, without folder, name and digest: the generation, slot and part. */
const partsOf = (requests: string[]) =>
	requests.map((request) => request.replace(/ .*N8nCalendarPosition\.[0-9a-f]{24}/, ' '));
const lost = (request: string) =>
	new ExchangeError('timeout', `no answer to ${request}`, { remedyBy: 'exchangeAdmin' });

/** An answer after which nothing is asked again by itself: a page of something in between. */
const unreadable = (request: string) =>
	new ExchangeError('malformedResponse', `a page in answer to ${request}`, {
		remedyBy: 'networkAdmin',
	});

describe('a position in the mailbox', () => {
	it('is absent before the first one, and an empty answer to a confirmation is false', async () => {
		expect(await open().read()).toBeUndefined();
		expect(await open().unconfirmed()).toEqual([]);
		expect(await open().confirm('run 1')).toBe(false);
		expect(server.writes).toEqual([]);
	});

	it('is not overwritten when another run stored one since this one read, first or later', async () => {
		await open().write('0');
		const [one, other] = [open(), open()];
		expect([await one.read(), await other.read()]).toEqual(['0', '0']);
		await one.write('1');
		await expect(other.write('2')).rejects.toMatchObject({
			code: 'conflict',
			field: 'positionName',
			mailbox: alice,
			positionName: 'planning',
			remedyBy: 'you',
			details: { mailbox: alice },
		});
		expect([await open().read(), await open().unconfirmed()]).toEqual(['1', ['2']]);
	});

	it('can be written by the run that met a conflict once it has read again', async () => {
		const [one, other] = [open(), open()];
		await other.read();
		await one.write('1');
		await expect(other.write('2')).rejects.toThrow(PositionConflict);
		expect(await other.unconfirmed()).toEqual(['2']);
		await other.write('2');
		expect([await open().read(), await open().unconfirmed()]).toEqual(['2', []]);
	});

	it.each(['ErrorItemSave', 'ErrorItemSavePropertyError', 'ErrorInternalServerError', undefined])(
		'of two first writes at the same time is the one that the server took first (%s)',
		async (existing) => {
			server.existing = existing;
			server.onRequest = async (request) => {
				if (!request.startsWith('Create')) return;
				server.onRequest = () => undefined;
				await open().write('1');
			};
			await expect(open().write('2')).rejects.toThrow(PositionConflict);
			expect([await open().read(), await open().unconfirmed()]).toEqual(['1', ['2']]);
		},
	);

	it('of many runs at once is one, and the others are beside it, none is lost', async () => {
		await open().write('0');
		const runs = ['1', '2', '3', '4', '5', '6'];
		const stores = runs.map(() => open());
		for (const store of stores) await store.read();
		const outcomes = await Promise.allSettled(stores.map((store, n) => store.write(runs[n])));
		const won = runs.filter((_, n) => outcomes[n].status === 'fulfilled');
		expect(won).toHaveLength(1);
		expect(await open().read()).toBe(won[0]);
		const others = runs.filter((run) => run !== won[0]);
		expect((await open().unconfirmed()).toSorted()).toEqual(others);
	});

	it.each([
		['before', 0],
		['before', 1],
		['before', 10],
		['after', 0],
		['after', 1],
		['after', 10],
	])(
		'is written although one request fails, whichever and %s it is carried out, beside %i others',
		async (when, earlier) => {
			for (let failing = 0, isOver = false; !isOver; failing++) {
				server = new ConfigurationsInMemory();
				for (let number = 0; number < earlier; number++) await open().write(`0${number}`);
				const store = open();
				await store.read();
				let left = failing;
				isOver = true;
				const fail = (request: string) => {
					if (left-- !== 0) return;
					isOver = false;
					throw lost(request);
				};
				if (when === 'before') server.onRequest = fail;
				else server.onAnswer = fail;
				await store.write('1').catch((error: unknown) => {
					expect(error).toMatchObject({ code: 'timeout' });
				});
				server.onRequest = server.onAnswer = () => undefined;
				// Carried out, it counts; where it can't be known it is told.
				expect(await open().read()).toBe('1');
				expect(await open().unconfirmed()).toEqual([]);
				await open().write('2');
				await open().write('3');
				expect(await open().read()).toBe('3');
				expect(server.stored.size).toBeLessThanOrEqual(Math.min(earlier + 4, 10));
			}
		},
	);

	it('counts, or says that nobody knows, when no answer comes any more', async () => {
		await open().write('0');
		const store = open();
		await store.read();
		server.onAnswer = (request) => {
			throw lost(request);
		};
		await expect(store.write('1')).rejects.toMatchObject({ code: 'timeout' });
		server.onAnswer = () => undefined;
		expect(await open().read()).toBe('1');
	});

	it('is tried a few times when the server does nothing of what it says', async () => {
		server.failures.set('Create', 'NoError');
		await expect(open().write('1')).rejects.toMatchObject({ code: 'server' });
		expect(server.writes).toHaveLength(3);
		server.failures.set('Create', 'ErrorInternalServerError');
		await expect(open().write('1')).rejects.toMatchObject({ code: 'server' });
		expect(server.writes).toHaveLength(6);
		expect(await open().read()).toBeUndefined();
	});

	it('is put back when its changes did not get out, also when its answer was lost', async () => {
		await open().write('0');
		await open().park('1', 'run 1');
		const store = open();
		await store.read();
		await store.write('2');
		await store.putBack();
		await store.putBack();
		expect([await open().read(), await open().unconfirmed()]).toEqual(['0', ['1']]);
		server.onAnswer = (request) => {
			throw lost(request);
		};
		await expect(store.write('3')).rejects.toThrow('no answer');
		server.onAnswer = () => undefined;
		expect(await open().read()).toBe('3');
		await store.putBack();
		expect([await open().read(), await open().unconfirmed()]).toEqual(['0', ['1']]);
	});

	it('is not put back when another run has gone on from it', async () => {
		const store = open();
		await store.putBack();
		await store.write('1');
		await open().write('2');
		await store.putBack();
		expect(await open().read()).toBe('2');
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

	it('is refused when it was not written by this package, or is cut off', async () => {
		await open().write('1');
		const foreign = ['', 'text', '{"format":3}\n', '{"format":4}', 'null\n', '{"a":1}\n'];
		for (const place of server.stored.keys()) {
			const before = server.stored.get(place)!;
			const cut = Buffer.from(before, 'base64').toString('utf8').slice(0, -2);
			for (const text of [...foreign, cut]) {
				server.stored.set(place, Buffer.from(text).toString('base64'));
				await expect(open().read()).rejects.toMatchObject({
					code: 'position',
					reason: 'damaged',
					remedy: expect.stringContaining('another position name'),
				});
			}
			server.stored.set(place, before);
		}
	});

	it('is found whose pointer is late, missing, or was set back', async () => {
		await open().write('1');
		const [pointer] = [...server.stored.keys()].filter((place) => !place.endsWith('.1'));
		const first = server.stored.get(pointer)!;
		for (const position of ['2', '3', '4', '5']) await open().write(position);
		const last = server.stored.get(pointer)!;
		server.stored.set(pointer, first);
		expect(await open().read()).toBe('5');
		await open().write('6');
		expect(server.stored.get(pointer)).not.toBe(last);
		expect(await open().read()).toBe('6');
		expect(server.stored.size).toBe(7);
	});

	it('of another calendar is not taken for its own: it is asked for again', async () => {
		await open().write('of alice');
		await open({ mailbox: 'bob@enyoi.example' }).write('of bob');
		const { stored } = server;
		let left = 0;
		server.onRequest = (request) => {
			if (!request.startsWith('Get alice') || left-- !== 0) return;
			const mixed = [...stored].map(([place, bytes]): [string, string] => [
				place.replace('bob', 'alice'),
				bytes,
			]);
			const before = new Map(stored);
			for (const [place, bytes] of mixed) stored.set(place, bytes);
			server.onAnswer = () => {
				server.onAnswer = () => undefined;
				for (const [place, bytes] of before) stored.set(place, bytes);
			};
		};
		for (let request = 0; request < 4; request++) {
			left = request;
			expect(await open().read()).toBe('of alice');
		}
		server.onRequest = () => undefined;
		for (const place of stored.keys()) {
			if (place.startsWith('alice')) stored.set(place, stored.get(place.replace('alice', 'bob'))!);
		}
		await expect(open().read()).rejects.toMatchObject({ code: 'malformedResponse' });
	});
});

describe('a position of several parts', () => {
	const write = async (letter: string) => await open({ partSize }).write(long(letter));
	const read = async () => await open({ partSize }).read();
	const partsThere = () => [...server.stored.keys()].filter((place) => /\.r\d+/.test(place)).length;
	/** The slots and parts of what was written last, and of that before. */
	const partsOfTwo = 2 * 5;
	const failAfter = (requests: number) => {
		let left = requests;
		server.onRequest = (request) => {
			// The power fails: nothing more is sent.
			if (!request.startsWith('Get') && left-- <= 0) throw new Error('the power failed');
		};
	};

	it('stands until the item with the next number is there: whatever fails before, and nothing is left', async () => {
		await write('a');
		const writes = server.writes.length;
		expect(writes).toBeGreaterThan(6);
		for (let failing = 0; failing < writes - 2; failing++) {
			failAfter(failing);
			await expect(write('b')).rejects.toThrow('the power failed');
			server.onRequest = () => undefined;
			expect(await read()).toBe(long('a'));
		}
		await write('b');
		expect(await read()).toBe(long('b'));
		expect(partsThere()).toBe(partsOfTwo);
	});

	it.each(['before it is carried out', 'afterwards'])(
		'is kept, and nothing is left, whichever one request comes to grief %s',
		async (when) => {
			for (let failing = 1, isOver = false; !isOver; failing++) {
				server = new ConfigurationsInMemory();
				for (const letter of 'ab') await write(letter);
				// A set that a broken-off write has left is in the way.
				failAfter(3);
				await expect(write('c')).rejects.toThrow('the power failed');
				server.onRequest = () => undefined;
				await open().write('short');
				const store = open({ partSize });
				await store.read();
				let count = 0;
				const fail = (request: string) => {
					if (++count === failing) throw unreadable(request);
				};
				if (when === 'afterwards') server.onAnswer = fail;
				else server.onRequest = fail;
				await expect(store.write(long('d'))).resolves.toBeUndefined();
				isOver = count < failing;
				Object.assign(server, { onAnswer: () => undefined, onRequest: () => undefined });
				expect(await read()).toBe(long('d'));
				await write('e');
				await write('f');
				expect(partsThere()).toBe(partsOfTwo);
			}
		},
	);

	it('is cleared away by the next runs when its writer ended in the middle of clearing', async () => {
		for (let failing = 1, isOver = false; !isOver; failing++) {
			server = new ConfigurationsInMemory();
			for (const letter of 'ab') await write(letter);
			failAfter(failing);
			isOver = await write('c').then(
				() => server.writes.length < failing,
				() => false,
			);
			server.onRequest = () => undefined;
			const found = await read();
			await write('d');
			await write('e');
			expect([found, partsThere()]).toEqual([expect.any(String), partsOfTwo]);
			expect(await read()).toBe(long('e'));
			isOver ||= failing > 40;
		}
	});

	it('goes whole although its clearing ended in the middle, also when nothing after it needs parts', async () => {
		for (let failing = 0, isOver = false; !isOver; failing++) {
			server = new ConfigurationsInMemory();
			await write('a');
			const first = [...server.stored.keys()].filter((place) => /\.r\d+/.test(place));
			for (const letter of 'bc') {
				await open({ partSize }).park(long(letter), letter);
				if (letter === 'c') failAfter(failing);
				const before = server.writes.length;
				// Each confirmation lets go of what counted before, and writes no parts.
				isOver = await open({ partSize })
					.confirm(letter)
					.then(
						() => server.writes.length - before <= failing,
						() => false,
					);
			}
			server.onRequest = () => undefined;
			await open().write('short');
			expect(first.filter((place) => server.stored.has(place))).toEqual([]);
		}
	});

	it('is written part by part, then the number, then the old one goes and the pointer moves', async () => {
		const names = () => partsOf(server.writes).map((one) => one.replace(/\.[0-9a-f]{16}/, ''));
		const store = open({ partSize });
		await store.write(long('a'));
		const created = (slot: number) => [
			`Create .r${slot}`,
			...[0, 1, 2, 3].map((part) => `Create .r${slot}.${part}`),
		];
		const removed = (slot: number) => [
			...[0, 1, 2, 3].map((part) => `Delete .r${slot}.${part}`),
			`Delete .r${slot}`,
		];
		expect(names()).toEqual([...created(0), 'Create .1', 'Update ', 'Create ']);
		server.requests.length = 0;
		await store.write(long('b'));
		expect(names()).toEqual([...created(1), 'Create .2', 'Update ']);
		server.requests.length = 0;
		// The part before last goes: nobody reads it any more.
		await store.write(long('c'));
		expect(names()).toEqual([...created(2), 'Create .3', ...removed(0), 'Update ']);
		await open().write('short');
		for (let number = 5; number <= keptGenerations; number++) await open().write(String(number));
		server.requests.length = 0;
		await open().write('x');
		expect(names()).toEqual(['Delete .1', `Create .${keptGenerations + 1}`, 'Update ']);
	});

	it('takes parts of its own beside those of another run, and removes them when it has lost', async () => {
		await write('a');
		const [one, other] = [open({ partSize }), open({ partSize })];
		await one.read();
		await other.read();
		server.onRequest = async (request) => {
			// The other one writes all of it before the last item of this one.
			if (!/Create .*\.2$/.test(request)) return;
			server.onRequest = () => undefined;
			await other.write(long('c'));
		};
		await expect(one.write(long('b'))).rejects.toThrow(PositionConflict);
		const store = open({ partSize });
		expect(await store.read()).toBe(long('c'));
		expect(await store.unconfirmed()).toEqual([long('b')]);
		await store.write(long('d'));
		await store.write(long('e'));
		expect(partsThere()).toBe(partsOfTwo);
	});

	it('never comes back in the place of a newer one, however late it is written', async () => {
		for (const later of ['bc', 'bcdefg', 'bcdefghijklmnop']) {
			server = new ConfigurationsInMemory();
			await write('a');
			const late = open({ partSize });
			await late.read();
			for (const letter of later) await write(letter);
			// As long as a first sync may take.
			const isLong = later.length > keptGenerations;
			const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + (isLong ? 120_000 : 0));
			await expect(late.write(long('z'))).rejects.toThrow(PositionConflict);
			clock.mockRestore();
			const store = open({ partSize });
			expect(await store.read()).toBe(long(later.at(-1)!));
			expect(await store.unconfirmed()).toEqual([long('z')]);
		}
	});

	it('counts although the generation to be removed is gone already', async () => {
		for (let number = 1; number <= keptGenerations; number++) await write('a');
		await open({ partSize }).write(long('b'));
		for (const place of server.stored.keys()) if (/\.2$/.test(place)) server.stored.delete(place);
		await write('c');
		expect(await read()).toBe(long('c'));
	});

	it('is read again when it was replaced meanwhile', async () => {
		for (const after of [0, 1, 2, 3, 4]) {
			server = new ConfigurationsInMemory();
			await write('a');
			let left = after;
			const writer = open({ partSize });
			await writer.read();
			server.onAnswer = async () => {
				if (left-- !== 0) return;
				await writer.write(long('b'));
			};
			expect([long('a'), long('b')]).toContain(await read());
		}
	});

	it('fits the size of an item', async () => {
		const size = 1000;
		await open({ partSize: size }).write('x'.repeat(10_000));
		const sizes = [...server.stored.values()].map((bytes) => Buffer.from(bytes, 'base64').length);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(size);
		await open({ name: 'other' }).write('x'.repeat(64 * 1024));
		const added = [...server.stored.values()].slice(sizes.length);
		// Pointer, generation, the slot of a set and its item.
		expect(added).toHaveLength(4);
		for (const bytes of added) {
			expect(Buffer.from(bytes, 'base64').length).toBeLessThanOrEqual(64 * 1024);
		}
	});

	it.each(['was changed', 'is empty', 'is missing'])('is refused when one %s', async (how) => {
		const fresh = async () => {
			server = new ConfigurationsInMemory();
			await write('a');
			return [...server.stored.keys()].filter((place) => /\.\d+$/.test(place));
		};
		for (const index of (await fresh()).keys()) {
			const place = (await fresh())[index];
			if (how === 'is missing') server.stored.delete(place);
			else server.stored.set(place, how === 'is empty' ? '' : changed(server.stored.get(place)!));
			await expect(read()).rejects.toMatchObject({ code: 'position', reason: 'damaged' });
		}
	});
});

describe('a position that waits for its confirmation', () => {
	it('is beside the one that counts until its run is named', async () => {
		await open().write('1');
		await open().park('2', 'run 2');
		expect([await open().read(), await open().unconfirmed()]).toEqual(['1', ['2']]);
		expect(await open().confirm('run 1')).toBe(false);
		expect(await open().confirm('run 2')).toBe(true);
		expect([await open().read(), await open().unconfirmed()]).toEqual(['2', []]);
	});

	it('stands beside one that another run put there meanwhile, and counts when its run is named', async () => {
		await open().write('0');
		const [one, other] = [open(), open()];
		await one.read();
		await other.read();
		await one.park('1', 'run 1');
		await other.park('2', 'run 2');
		expect(await open().unconfirmed()).toEqual(['1', '2']);
		expect(await open().confirm('run 2')).toBe(true);
		expect([await open().read(), await open().unconfirmed()]).toEqual(['2', ['1']]);
		expect(await open().confirm('run 1')).toBe(false);
		expect(await open().read()).toBe('2');
	});

	it('can not count any more when another one counts since its run began, and this is said', async () => {
		await open().write('0');
		const [one, other] = [open(), open()];
		await one.read();
		await other.read();
		await one.write('1');
		await expect(other.park('2', 'run 2')).rejects.toThrow(PositionConflict);
		expect(await open().confirm('run 2')).toBe(false);
		expect([await open().read(), await open().unconfirmed()]).toEqual(['1', ['2']]);
	});

	it('is confirmed also when another run writes at the same moment', async () => {
		await open().write('0');
		await open().park('1', 'run 1');
		server.onRequest = async (request) => {
			if (!request.startsWith('Create')) return;
			server.onRequest = () => undefined;
			await open().park('2', 'run 2');
		};
		expect(await open().confirm('run 1')).toBe(false);
		expect([await open().read(), await open().unconfirmed()]).toEqual(['0', ['2']]);
	});

	it('replaces the one that waited before', async () => {
		await open().park('1', 'run 1');
		await open().park('2', 'run 2');
		expect(await open().confirm('run 1')).toBe(false);
		expect([await open().read(), await open().unconfirmed()]).toEqual([undefined, ['2']]);
	});

	it('is dropped when another one is made to count, the same as before or not', async () => {
		for (const position of ['1', '2']) {
			await open().write('1');
			await open().park('3', 'run 3');
			await open().write(position);
			expect([await open().read(), await open().unconfirmed()]).toEqual([position, []]);
		}
	});

	it('takes the place of the waiting one also when it is what counts', async () => {
		await open().write('1');
		await open().park('2', 'run 2');
		await open().park('1', 'run 3');
		expect(await open().unconfirmed()).toEqual(['1']);
	});

	it('is confirmed twice without harm, also when the next one waits by then', async () => {
		await open().park('1', 'run 1');
		expect(await open().confirm('run 1')).toBe(true);
		await open().park('2', 'run 2');
		const before = server.writes.length;
		expect(await open().confirm('run 1')).toBe(true);
		expect(server.writes.length).toBe(before);
		expect([await open().read(), await open().unconfirmed()]).toEqual(['1', ['2']]);
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
		return [...server.stored.keys()].find((found) => !found.endsWith('.1'))!;
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

	it('stays the same from one version of this package to the next', async () => {
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
			expect(new Set(signals)).toEqual(new Set([other]));
			signals.length = 0;
			await store.write(kind);
			expect(new Set(signals)).toEqual(new Set([own]));
		}
	});
});

function changed(base64: string): string {
	const bytes = Buffer.from(base64, 'base64');
	bytes[bytes.length - 3] ^= 1;
	return bytes.toString('base64');
}
