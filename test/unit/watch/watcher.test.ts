import { ExchangeError } from '../../../exchange/errors';
import { SignInRefused } from '../../../exchange/transport/authentication/signInRefused';
import { ConnectionGroup } from '../../../exchange/watch/connectionGroup';
import { nodeWarnings } from '../../support/nodeWarnings';
import {
	news,
	ScriptedExchange,
	watching,
	type WatchedRun,
} from '../../support/watch/scriptedExchange';

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';
const carol = 'carol@enyoi.example';
const minute = 60_000;
const hour = 60 * minute;

const unreachable = () => new ExchangeError('unreachable', 'The connection broke');
const answered = (responseCode: string, code: ExchangeError['code'] = 'server') =>
	new ExchangeError(code, responseCode, { details: { responseCode } });

let exchange: ScriptedExchange;
let run: WatchedRun;
beforeEach(() => {
	exchange = new ScriptedExchange();
});
afterEach(async () => {
	run.stop.abort();
	await exchange.clock.pass(1_000);
	await run.ended;
	expect([exchange.streams.size, exchange.clock.waiting]).toEqual([0, 0]);
});

const pass = async (milliseconds: number) => await exchange.clock.pass(milliseconds);
const theStream = () => {
	expect(exchange.streams.size).toBe(1);
	return [...exchange.streams][0];
};

/** Has each reading take a second. */
function slowReadings(): { most: number } {
	const reading = { most: 0 };
	const { calendarOf } = exchange;
	let underWay = 0;
	exchange.calendarOf = (mailbox) => {
		const calendar = calendarOf.call(exchange, mailbox);
		return {
			...calendar,
			changes: async function* (signal) {
				reading.most = Math.max(reading.most, ++underWay);
				await exchange.clock.wait(1_000, signal);
				underWay--;
				return yield* calendar.changes(signal);
			},
		};
	};
	return reading;
}

describe('news', () => {
	it('are told at once, each once, and not what was there before', async () => {
		exchange.edit(alice);
		run = await watching(exchange, [alice, bob]);
		exchange.edit(alice);
		exchange.edit(bob);
		await pass(0);
		expect(exchange.keys.sort()).toEqual([`${alice} 1`, `${bob} 0`]);
		await pass(hour);
		expect(exchange.told).toHaveLength(2);
	});

	it('that come during a reading lead to another one', async () => {
		run = await watching(exchange, [alice]);
		exchange.edit(alice);
		await Promise.resolve();
		for (let n = 0; n < 5; n++) exchange.edit(alice);
		await pass(0);
		expect(exchange.keys).toHaveLength(6);
	});

	it('of which there are many are handed over in parts of 500', async () => {
		const parts: number[] = [];
		run = await watching(exchange, [alice], {
			tell: async (events) => void parts.push(events.length),
		});
		for (let n = 0; n < 1_200; n++) exchange.edit(alice, {}, true);
		exchange.notify(alice);
		await pass(0);
		expect(parts).toEqual([500, 500, 200]);
		expect(exchange.keys).toEqual(Array.from({ length: 1_200 }, (_, n) => `${alice} ${n}`));
	});

	it('of the kinds that nobody wants are not told', async () => {
		run = await watching(exchange, [alice], { kinds: ['deleted'] });
		exchange.edit(alice, { changeType: 'created' });
		exchange.edit(alice, { changeType: 'deleted', key: 'gone' });
		await pass(0);
		expect(exchange.keys).toEqual(['gone']);
		expect(exchange.positions.get(alice)).toBe(2);
	});

	it('of 300 mailboxes at once are no leak to Node', async () => {
		const staff = Array.from({ length: 300 }, (_, index) => `staff${index}@enyoi.example`);
		const told: string[] = [];
		run = await watching(exchange, staff, {
			tell: async (events) => {
				told.push(...events.map(({ mailbox }) => mailbox!));
				await new Promise(() => {});
			},
		});
		for (const mailbox of staff) exchange.edit(mailbox);
		const warnings = await nodeWarnings(async () => await pass(0));
		expect(told.sort()).toEqual(staff.sort());
		expect(warnings).toEqual([]);
	});

	it('are read in a few mailboxes at a time, also after many were told', async () => {
		const reading = slowReadings();
		const staff = Array.from({ length: 12 }, (_, index) => `staff${index}@enyoi.example`);
		run = await watching(exchange, staff);
		await pass(minute);
		for (let round = 0; round < 3; round++) {
			for (const mailbox of staff) exchange.edit(mailbox);
			await pass(minute);
			expect(exchange.told).toHaveLength((round + 1) * staff.length);
		}
		expect(reading.most).toBe(4);
	});

	it('of one mailbox are read in their turn, however much happens in the others', async () => {
		slowReadings();
		const busy = Array.from({ length: 4 }, (_, index) => `staff${index}@enyoi.example`);
		// What is told takes no place of a reading.
		run = await watching(exchange, [...busy, alice], { kinds: ['deleted'] });
		await pass(minute);
		for (const mailbox of busy) exchange.edit(mailbox);
		await pass(0);
		exchange.edit(alice, { changeType: 'deleted' });
		for (let turn = 0; turn < 10; turn++) {
			for (const mailbox of busy) exchange.edit(mailbox);
			await pass(500);
		}
		expect(exchange.keys).toContain(`${alice} 0`);
	});

	it('of one mailbox wait for their taker, those of the others do not', async () => {
		let take = () => {};
		run = await watching(exchange, [alice, bob], {
			tell: async ([event]) => {
				if (event.kind !== 'problem' && event.mailbox === alice) {
					await new Promise<void>((resolve) => (take = resolve));
				}
			},
		});
		exchange.edit(alice);
		await pass(0);
		exchange.edit(alice);
		for (let n = 0; n < 10; n++) exchange.edit(bob);
		await pass(0);
		expect(exchange.keys).toEqual(Array.from({ length: 10 }, (_, n) => `${bob} ${n}`));
		expect(exchange.positions.get(alice)).toBe(0);
		take();
		await pass(0);
		take();
		await pass(0);
		expect(exchange.keys.slice(10)).toEqual([`${alice} 0`, `${alice} 1`]);
		expect(exchange.positions.get(alice)).toBe(2);
	});
});

describe('the events of one mailbox', () => {
	it('are told one after the other, changes and moments alike', async () => {
		const eight = Date.parse('2026-11-24T08:00:00Z');
		const start = eight + 10 * minute;
		exchange.plan(alice, [{ id: 'review', start, end: start + hour }]);
		let underWay = 0;
		let most = 0;
		run = await watching(exchange, [alice], {
			kinds: ['updated', 'started'],
			tell: async () => {
				most = Math.max(most, ++underWay);
				await exchange.clock.wait(5 * minute, new AbortController().signal);
				underWay--;
			},
		});
		await pass(9 * minute);
		exchange.edit(alice);
		await pass(4 * minute);
		expect(exchange.keys).toEqual([]);
		await pass(7 * minute);
		expect(exchange.keys).toEqual([`${alice} 0`, 'started review 2026-11-24T08:10:00Z']);
		expect(most).toBe(1);
	});
});

describe('at rest', () => {
	it('200 mailboxes take one connection, and one reading each in a quarter of an hour', async () => {
		const many = Array.from({ length: 200 }, (_, n) => `user${n}@enyoi.example`);
		run = await watching(exchange, many);
		expect(exchange.counts).toMatchObject({ readings: 200, subscribes: 200, streams: 1 });
		await pass(15 * minute);
		expect(exchange.counts).toMatchObject({ readings: 400, subscribes: 200, streams: 1 });
	});

	it('450 mailboxes take three connections', async () => {
		const many = Array.from({ length: 450 }, (_, n) => `user${n}@enyoi.example`);
		run = await watching(exchange, many);
		expect([...exchange.streams].map(({ ids }) => ids.length).sort()).toEqual([200, 200, 50]);
	});

	it('mailboxes of different servers share no connection', async () => {
		exchange.servers.set(bob, 'https://other.enyoi.example/EWS/Exchange.asmx');
		run = await watching(exchange, [alice, bob, carol]);
		expect([...exchange.streams].map(({ affinity }) => affinity.anchor).sort()).toEqual([
			alice,
			bob,
		]);
	});

	it('a change that the server does not tell is found all the same', async () => {
		run = await watching(exchange, [alice]);
		exchange.edit(alice, {}, true);
		await pass(16 * minute);
		expect(exchange.keys).toEqual([`${alice} 0`]);
	});

	it('a connection whose time is over is opened again, without reading everything', async () => {
		run = await watching(exchange, [alice, bob]);
		await pass(minute);
		theStream().send(news({ connection: 'Closed' }));
		await pass(0);
		expect(exchange.counts).toMatchObject({ streams: 2, subscribes: 2, readings: 2 });
	});
});

describe('after a loss', () => {
	it('of the connection amidst a notification everything is read again', async () => {
		run = await watching(exchange, [alice, bob]);
		await pass(5 * minute);
		const stream = theStream();
		exchange.edit(alice, {}, true);
		stream.send(unreachable());
		await pass(2_000);
		expect(exchange.keys).toEqual([`${alice} 0`]);
		expect(exchange.counts.subscribes).toBe(2);
	});

	it('of the signs of life the connection is opened again', async () => {
		exchange.isSilent = true;
		run = await watching(exchange, [alice]);
		const stream = theStream();
		exchange.edit(alice, {}, true);
		await pass(125_000);
		expect(theStream()).not.toBe(stream);
		expect(exchange.keys).toEqual([`${alice} 0`]);
	});

	it('of one subscription it is made again, and joins the connection a minute later', async () => {
		run = await watching(exchange, [alice, bob]);
		const stream = theStream();
		exchange.subscriptions.forEach((mailbox, id) => {
			if (mailbox !== alice) return;
			exchange.subscriptions.delete(id);
			stream.send(news({ lost: [id] }));
		});
		exchange.edit(alice, {}, true);
		await pass(1_000);
		expect(exchange.keys).toEqual([`${alice} 0`]);
		await pass(minute);
		expect(theStream().ids).toHaveLength(2);
		exchange.edit(alice);
		await pass(0);
		expect(exchange.keys).toEqual([`${alice} 0`, `${alice} 1`]);
	});

	it('of all subscriptions twice in a row, told one by one, all are listened to together again', async () => {
		const notes: string[] = [];
		run = await watching(exchange, [alice, bob, carol], { note: (words) => notes.push(words) });
		const loseAll = async () => {
			const stream = theStream();
			for (const id of stream.ids) {
				exchange.subscriptions.delete(id);
				stream.send(news({ lost: [id] }));
				await pass(2);
			}
		};
		await loseAll();
		await loseAll();
		await pass(2_000);
		expect(theStream().ids).toHaveLength(3);
		exchange.edit(carol);
		await pass(0);
		expect(exchange.keys).toEqual([`${carol} 0`]);
		// Twice may be a server that is restarted.
		expect(notes).toEqual([]);
		await loseAll();
		expect(notes).toContainEqual(expect.stringContaining(alice));
	});

	it('of the server everything is subscribed again and read', async () => {
		run = await watching(exchange, [alice, bob]);
		const down = unreachable();
		exchange.failing.set('*', down);
		exchange.subscriptions.clear();
		theStream().send(down);
		await pass(2 * minute);
		exchange.edit(alice, {}, true);
		exchange.failing.clear();
		await pass(6 * minute);
		expect(exchange.keys.filter((key) => !key.startsWith('problem'))).toEqual([`${alice} 0`]);
		expect(theStream().ids).toHaveLength(2);
		exchange.edit(bob);
		await pass(0);
		expect(exchange.keys).toContain(`${bob} 0`);
	});

	it('of the name service for an hour nothing is missed, and it is told once', async () => {
		run = await watching(exchange, [alice, bob, carol]);
		const gone = new ExchangeError('nameResolution', 'No DNS server answered');
		exchange.failing.set('*', gone);
		theStream().send(unreachable());
		await pass(hour);
		for (const mailbox of [alice, bob, carol]) exchange.edit(mailbox, {}, true);
		exchange.failing.clear();
		await pass(6 * minute);
		expect(exchange.keys.filter((key) => key.startsWith('problem'))).toEqual([
			'problem * nameResolution',
		]);
		expect(exchange.keys.filter((key) => !key.startsWith('problem')).sort()).toEqual([
			`${alice} 0`,
			`${bob} 0`,
			`${carol} 0`,
		]);
		expect(exchange.counts.readings).toBeLessThan(3 * 30);
	});

	it('of the sign-in it is told at once, once for all, and goes on when it works again', async () => {
		run = await watching(exchange, [alice, bob]);
		exchange.failing.set('*', new ExchangeError('signIn', 'The password was refused'));
		exchange.edit(alice);
		exchange.edit(bob);
		await pass(10 * minute);
		expect(exchange.keys).toEqual(['problem * signIn']);
		exchange.failing.clear();
		await pass(6 * minute);
		expect(exchange.keys.slice(1).sort()).toEqual([`${alice} 0`, `${bob} 0`]);
	});

	it('of the server that binds the group it is bound to another one', async () => {
		run = await watching(exchange, [alice, bob, carol]);
		const gone = answered('', 'mailboxUnavailable');
		exchange.failing.set(alice, gone);
		exchange.streamFailure = (_speaker, anchor) => (anchor === alice ? gone : undefined);
		theStream().send(gone);
		exchange.edit(carol, {}, true);
		await pass(30_000);
		expect(theStream().affinity.anchor).toBe(bob);
		expect(theStream().ids).toHaveLength(2);
		expect(exchange.keys).toContain(`${carol} 0`);
	});

	it('of connections that something cuts every half a minute is told, and not each time read for', async () => {
		run = await watching(exchange, [alice, bob]);
		for (let n = 0; n < 2 * 60; n++) {
			await pass(30_000);
			for (const stream of exchange.streams) stream.send('end');
		}
		expect(exchange.keys).toEqual(['problem * unreachable']);
		// As often as while nobody tells of changes, and not more.
		expect(exchange.counts.readings).toBeLessThan(2 * 75);
		expect(exchange.counts.streams).toBeLessThan(30);
	});

	it('before the position was kept the same changes come again', async () => {
		run = await watching(exchange, [alice], {
			tell: async () => {
				run.stop.abort();
			},
		});
		exchange.edit(alice);
		await pass(1_000);
		await run.ended;
		expect(exchange.positions.get(alice)).toBe(0);
		run = await watching(exchange, [alice]);
		await pass(0);
		expect(exchange.keys.filter((key) => key === `${alice} 0`)).not.toHaveLength(0);
		expect(exchange.positions.get(alice)).toBe(1);
	});

	it('of what was kept it is told, and the changes come again', async () => {
		run = await watching(exchange, [alice]);
		exchange.keepFailure = answered('ErrorQuotaExceeded', 'limit');
		exchange.edit(alice);
		await pass(10_000);
		expect(exchange.keys).toContain(`problem ${alice} limit`);
		exchange.keepFailure = undefined;
		await pass(hour);
		expect(exchange.keys.at(-1)).toBe(`${alice} 0`);
		expect(exchange.positions.get(alice)).toBe(1);
	});

	it('of a taker the same changes come again', async () => {
		let refuses = true;
		run = await watching(exchange, [alice], {
			tell: async ([event]) => {
				if (refuses && event.kind !== 'problem') throw new Error('n8n is not there');
			},
		});
		exchange.edit(alice);
		await pass(500);
		refuses = false;
		await pass(10_000);
		expect(exchange.keys).toContain(`${alice} 0`);
		expect(exchange.positions.get(alice)).toBe(1);
	});

	it('of a taker nothing stays under way of the reading that nobody goes on with', async () => {
		const signals: AbortSignal[] = [];
		const { calendarOf } = exchange;
		exchange.calendarOf = (mailbox) => {
			const calendar = calendarOf.call(exchange, mailbox);
			const changes = (signal: AbortSignal) => {
				signals.push(signal);
				return calendar.changes(signal);
			};
			return { ...calendar, changes };
		};
		let refuses = true;
		run = await watching(exchange, [alice], {
			tell: async ([event]) => {
				if (refuses && event.kind !== 'problem') throw new Error('n8n is not there');
			},
		});
		exchange.edit(alice);
		await pass(500);
		refuses = false;
		await pass(10_000);
		expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, false]);
	});
});

describe('of several servers', () => {
	const servers = ['https://one.enyoi.example/EWS', 'https://two.enyoi.example/EWS'];
	const refusing = (mailbox: string) => {
		const facts = { userForm: 'UPN', channelBindingSent: false } as const;
		const server = 'one.enyoi.example:443';
		const refusal = { server, problem: 'refused' as const, schemesOffered: [], ...facts };
		exchange.failing.set(mailbox, new SignInRefused('The sign-in was refused', refusal));
	};
	const concerned = () =>
		exchange.told.map((event) => event.kind === 'problem' && [event.mailbox, event.mailboxes]);

	it('one that refuses the account is told for its own mailboxes', async () => {
		for (const [index, mailbox] of [alice, bob, carol].entries()) {
			exchange.servers.set(mailbox, servers[index > 0 ? 1 : 0]);
		}
		run = await watching(exchange, [alice, bob, carol]);
		refusing(bob);
		refusing(carol);
		exchange.edit(bob);
		exchange.edit(carol);
		await pass(10 * minute);
		expect(concerned()).toEqual([[undefined, [bob, carol]]]);
	});

	it.each([
		['with the mailboxes that are there', 0, [undefined, [alice]]],
		['by the group alone where nobody else is there', 2, ['staff@enyoi.example', undefined]],
	])(
		'one that is down is told once %s, though the group is looked up there',
		async (_, place, told) => {
			exchange.members = [alice, bob];
			for (const [index, mailbox] of [alice, bob].entries()) {
				exchange.servers.set(mailbox, servers[index]);
			}
			exchange.servers.set('account', servers[place] ?? 'https://three.enyoi.example/EWS');
			run = await watching(exchange, [], { group: 'staff@enyoi.example' });
			await pass(50 * minute);
			exchange.failing.set('group', unreachable());
			if (place === 0) exchange.failing.set(alice, unreachable());
			exchange.edit(alice);
			await pass(3 * hour);
			expect(concerned().filter(Boolean)).toEqual([told]);
		},
	);

	it('one that refuses the account before the other is found is told once it is', async () => {
		let find = () => {};
		const isFound = new Promise<void>((resolve) => (find = resolve));
		exchange.serverOf = async (mailbox) => {
			if (mailbox === bob) await isFound;
			return servers[mailbox === bob ? 1 : 0];
		};
		refusing(alice);
		run = await watching(exchange, [alice, bob]);
		await pass(2 * minute);
		expect(exchange.keys).toEqual([]);
		find();
		await pass(5 * minute);
		expect(concerned()).toEqual([[undefined, [alice]]]);
	});

	it('one that refuses the account is told, too, where others are looked for without an end', async () => {
		exchange.serverOf = async (mailbox) => {
			const signal = run?.stop.signal ?? new AbortController().signal;
			if (mailbox === bob) await exchange.clock.wait(2 * hour, signal);
			return servers[mailbox === bob ? 1 : 0];
		};
		refusing(alice);
		run = await watching(exchange, [alice, bob]);
		await pass(16 * minute);
		expect(concerned()).toEqual([[undefined, [alice]]]);
		await pass(3 * hour);
		expect(concerned()).toHaveLength(1);
	});
});

describe('many mailboxes', () => {
	const many = Array.from({ length: 100 }, (_, place) => `person${place}@enyoi.example`);
	/** Each time that all are divided into groups, which takes the longer the more they are, each group hears of it. */
	let becomes: jest.SpyInstance;
	beforeEach(() => (becomes = jest.spyOn(ConnectionGroup.prototype, 'become')));
	afterEach(() => becomes.mockRestore());

	it('that leave the group at once are taken out together', async () => {
		exchange.members = many;
		run = await watching(exchange, [alice], { group: 'staff@enyoi.example' });
		await pass(2 * minute);
		becomes.mockClear();
		exchange.members = [bob];
		await pass(hour);
		for (const mailbox of [many[0], alice, bob]) exchange.edit(mailbox);
		await pass(2 * minute);
		expect(exchange.keys.sort()).toEqual([`${alice} 0`, `${bob} 0`]);
		expect(becomes.mock.calls.length).toBeLessThan(10);
	});

	it('that do not fit into a group get another one together', async () => {
		exchange.greeting = ({ ids, affinity: { anchor } }) => {
			const isOdd = (mailbox = '') => /[13579]@/.test(mailbox);
			const strangers = ids.filter((id) => isOdd(exchange.subscriptions.get(id)) !== isOdd(anchor));
			return strangers.length > 0
				? news({ lost: strangers, connection: 'OK' })
				: news({ connection: 'OK' });
		};
		run = await watching(exchange, many);
		await pass(5 * minute);
		expect([...exchange.streams].flatMap(({ ids }) => ids)).toHaveLength(100);
		expect(becomes.mock.calls.length).toBeLessThan(20);
	});

	it('whose servers are found late are connected to a few times', async () => {
		let found = 0;
		exchange.serverOf = async () => {
			await exchange.clock.wait(500, run?.stop.signal ?? new AbortController().signal);
			return `https://mail${++found % 2}.enyoi.example/EWS/Exchange.asmx`;
		};
		run = await watching(exchange, many);
		await pass(2 * minute);
		expect([...exchange.streams].flatMap(({ ids }) => ids)).toHaveLength(100);
		expect(becomes.mock.calls.length).toBeLessThan(20);
	});

	it('that can not be read for long keep no news of others back', async () => {
		const { calendarOf } = exchange;
		const dead = new Set<string>();
		exchange.calendarOf = (mailbox) => {
			const calendar = calendarOf.call(exchange, mailbox);
			return {
				...calendar,
				async *changes(signal) {
					if (dead.has(mailbox)) {
						await exchange.clock.wait(minute, signal);
						throw new ExchangeError('timeout', 'The server takes too long');
					}
					return yield* calendar.changes(signal);
				},
			};
		};
		const others = many.slice(0, 40);
		run = await watching(exchange, [...others, alice]);
		await pass(2 * minute);
		for (const mailbox of others) {
			dead.add(mailbox);
			exchange.edit(mailbox);
		}
		await pass(20 * minute);
		exchange.edit(alice);
		await pass(1_000);
		expect(exchange.keys).toContain(`${alice} 0`);
		dead.clear();
		await pass(10 * minute);
		for (const mailbox of others) expect(exchange.keys).toContain(`${mailbox} 0`);
	});
});

describe('a mailbox', () => {
	it('whose server is not found for long keeps nobody waiting', async () => {
		const { serverOf } = exchange;
		let find = () => {};
		const isFound = new Promise<void>((resolve) => (find = resolve));
		exchange.serverOf = async (mailbox) => {
			if (mailbox === alice) await isFound;
			if (mailbox === carol) await new Promise(() => undefined);
			return await serverOf.call(exchange, mailbox);
		};
		run = await watching(exchange, [alice, bob, carol]);
		expect(exchange.streams.size).toBe(0);
		await pass(10_000);
		exchange.edit(bob);
		await pass(0);
		expect(exchange.keys).toEqual([`${bob} 0`]);
		find();
		await pass(2 * minute);
		exchange.edit(alice);
		await pass(0);
		expect(exchange.keys.slice(1)).toEqual([`${alice} 0`]);
	});

	it('whose server is not found is told when that lasts, and looked for less and less', async () => {
		const { serverOf } = exchange;
		let asked = 0;
		exchange.members = [alice, bob];
		exchange.serverOf = async (mailbox) => {
			if (mailbox !== bob) return await serverOf.call(exchange, mailbox);
			asked++;
			throw new ExchangeError('autodiscover', 'Nobody knows where the mailbox is');
		};
		run = await watching(exchange, [], { group: 'staff@enyoi.example' });
		await pass(50 * minute);
		expect(exchange.keys).toEqual([`problem ${bob} autodiscover`]);
		expect(asked).toBeLessThan(25);
		exchange.members = [alice];
		await pass(20 * minute);
		const before = asked;
		await pass(hour);
		expect(asked).toBe(before);
	});

	it('that can not be watched is told once, and the others go on', async () => {
		exchange.failing.set(alice, answered('ErrorNonExistentMailbox', 'mailboxUnavailable'));
		run = await watching(exchange, [alice, bob, carol]);
		exchange.edit(bob);
		exchange.edit(carol);
		await pass(hour);
		expect(exchange.keys.sort()).toEqual([
			`${bob} 0`,
			`${carol} 0`,
			`problem ${alice} mailboxUnavailable`,
		]);
		exchange.failing.clear();
		await pass(10 * minute);
		exchange.edit(alice);
		await pass(0);
		expect(exchange.keys.at(-1)).toBe(`${alice} 0`);
	});

	it('that can not be subscribed does not disturb the connection of the others', async () => {
		exchange.refusing.set(
			alice,
			answered('ErrorMailboxStoreUnavailable', 'temporarilyUnavailable'),
		);
		run = await watching(exchange, [alice, bob]);
		await pass(hour);
		expect(exchange.counts.streams).toBe(1);
		exchange.edit(alice);
		await pass(2 * minute);
		expect(exchange.keys).toContain(`${alice} 0`);
	});

	it.each([
		'ErrorSubscriptionDelegateAccessNotSupported',
		'ErrorSubscriptionAccessDenied',
		'ErrorInvalidSubscriptionRequest',
		'ErrorExceededSubscriptionCount',
		'ErrorInvalidOperation',
		'ErrorSchemaValidation',
		'ErrorInvalidRequest',
		'ErrorNotSupportedSharingMessage',
	])(
		'of which the server tells no changes is read each minute, and it is tried again: %s',
		async (code) => {
			const notes: string[] = [];
			exchange.refusing.set(alice, answered(code));
			run = await watching(exchange, [alice], { note: (words) => notes.push(words) });
			exchange.edit(alice);
			await pass(minute);
			expect(exchange.keys).toEqual([`${alice} 0`]);
			expect(notes).toEqual([expect.stringContaining(alice)]);
			await pass(28 * minute);
			expect(exchange.counts.subscribes).toBe(1);
			exchange.refusing.clear();
			await pass(2 * minute);
			expect(theStream().ids).toHaveLength(1);
			exchange.refusing.set(alice, answered(code));
			theStream().send(news({ lost: [...theStream().ids] }));
			await pass(minute);
			expect(notes).toHaveLength(2);
		},
	);

	it('that does not fit into a group gets a connection with others of its kind', async () => {
		exchange.greeting = ({ ids, affinity }) => {
			const strangers = ids.filter(
				(id) => (exchange.subscriptions.get(id) === alice) !== (affinity.anchor === alice),
			);
			return strangers.length > 0 ? news({ lost: strangers }) : news({ connection: 'OK' });
		};
		run = await watching(exchange, [alice, bob, carol]);
		await pass(2 * minute);
		const groups = [...exchange.streams].map(({ ids }) =>
			ids.map((id) => exchange.subscriptions.get(id)).sort(),
		);
		expect(groups.sort((one, other) => one.length - other.length)).toEqual([[alice], [bob, carol]]);
	});

	it.each([
		'ErrorProxyRequestNotAllowed',
		'ErrorProxiedSubscriptionCallFailure',
		'ErrorReadEventsFailed',
		'ErrorCrossSiteRequest',
		'ErrorNoRespondingCASInDestinationSite',
		'ErrorNoDestinationCASDueToVersionMismatch',
	])('that is refused in a group by another site moves on, too: %s', async (code) => {
		exchange.misfit = (mailbox, anchor) =>
			mailbox === bob && anchor !== bob ? answered(code) : undefined;
		run = await watching(exchange, [alice, bob]);
		await pass(2 * minute);
		expect([...exchange.streams].map(({ affinity }) => affinity.anchor).sort()).toEqual([
			alice,
			bob,
		]);
	});

	it('that did not fit once shares a connection again after a restart of the server', async () => {
		let greeted = 0;
		exchange.greeting = ({ ids }) =>
			++greeted === 1 ? news({ lost: ids.slice(1) }) : news({ connection: 'OK' });
		run = await watching(exchange, [alice, bob, carol]);
		await pass(2 * minute);
		expect(exchange.streams.size).toBe(2);
		for (const stream of [...exchange.streams]) stream.send(news({ lost: [...stream.ids] }));
		await pass(2 * minute);
		expect(theStream().ids).toHaveLength(3);
	});

	it('whose budget of connections is used up lets another one speak', async () => {
		const speakers: string[] = [];
		exchange.streamFailure = (speaker) => {
			speakers.push(speaker);
			return speaker === alice ? answered('ErrorExceededConnectionCount', 'throttled') : undefined;
		};
		run = await watching(exchange, [alice, bob]);
		await pass(2_000);
		expect(speakers).toEqual([alice, bob]);
		expect(theStream().ids).toHaveLength(2);
	});
});

describe('a connection that can not be opened', () => {
	it('is tried again and again, told, and the calendars are read each minute meanwhile', async () => {
		exchange.streamFailure = () => unreachable();
		run = await watching(exchange, [alice]);
		for (let n = 0; n < 10; n++) {
			exchange.edit(alice);
			await pass(minute);
		}
		expect(exchange.keys.filter((key) => key.startsWith(alice))).toHaveLength(10);
		expect(exchange.keys).toContain('problem * unreachable');
		expect(exchange.counts.streams).toBeLessThan(12);
	});

	it('is told of its mailbox where that is the only one, and the answer may be about it', async () => {
		exchange.streamFailure = () => answered('ErrorInternalServerError');
		run = await watching(exchange, [alice]);
		await pass(10 * minute);
		expect(exchange.keys).toEqual([`problem ${alice} server`]);
	});

	it('is not tried before the time that the server asks for', async () => {
		exchange.streamFailure = () =>
			exchange.counts.streams > 1
				? undefined
				: new ExchangeError('temporarilyUnavailable', 'HTTP 503', {
						details: { httpStatus: 503, backOffMs: 5 * minute },
					});
		run = await watching(exchange, [alice]);
		await pass(5 * minute - 1_000);
		expect(exchange.counts.streams).toBe(1);
		await pass(2_000);
		expect(theStream().ids).toHaveLength(1);
		await pass(minute);
		theStream().send(news({ connection: 'Closed' }));
		await pass(0);
		expect(exchange.counts.streams).toBe(3);
	});

	it('is tried after a quarter of an hour, whatever time the server asks for', async () => {
		exchange.streamFailure = () =>
			exchange.counts.streams > 1
				? undefined
				: new ExchangeError('temporarilyUnavailable', 'HTTP 503', {
						details: { httpStatus: 503, backOffMs: 100 * hour },
					});
		run = await watching(exchange, [alice]);
		await pass(15 * minute - 1_000);
		expect(exchange.counts.streams).toBe(1);
		await pass(2_000);
		expect(theStream().ids).toHaveLength(1);
	});

	it('is not tried at once when it ends at once', async () => {
		exchange.greeting = () => news({ connection: 'Closed' });
		run = await watching(exchange, [alice]);
		await pass(10 * minute);
		expect(exchange.counts.streams).toBeLessThan(12);
	});

	it('because something holds the answer back is given up after a while', async () => {
		exchange.greeting = () => undefined;
		exchange.isSilent = true;
		run = await watching(exchange, [alice]);
		exchange.edit(alice, {}, true);
		await pass(minute + 1_000);
		expect(exchange.keys).toEqual([`${alice} 0`]);
		await pass(10 * minute);
		expect(exchange.keys).toContain('problem * timeout');
	});
});

describe('a group', () => {
	it('is looked up each hour: who came is watched, who left is not', async () => {
		exchange.members = [alice, bob];
		run = await watching(exchange, [carol], { group: 'staff@enyoi.example' });
		exchange.edit(alice);
		exchange.edit(carol);
		await pass(minute);
		expect(exchange.keys.sort()).toEqual([`${alice} 0`, `${carol} 0`]);
		exchange.members = [bob, 'dave@enyoi.example'];
		await pass(hour + 2 * minute);
		exchange.edit('dave@enyoi.example');
		exchange.edit(alice);
		await pass(2 * minute);
		expect(exchange.keys.slice(2)).toEqual(['dave@enyoi.example 0']);
	});

	it('with a member who is watched already is no reason to tell twice', async () => {
		exchange.members = ['Alice@Enyoi.example', bob];
		run = await watching(exchange, [alice], { group: 'staff@enyoi.example' });
		await pass(2 * minute);
		expect([...exchange.subscriptions.values()].sort()).toEqual([alice, bob]);
		exchange.edit(alice);
		await pass(0);
		expect(exchange.keys).toEqual([`${alice} 0`]);
	});

	it('tells anew what keeps a member from being read who left and came back', async () => {
		exchange.members = [alice, bob];
		exchange.failing.set(bob, answered('ErrorNonExistentMailbox', 'mailboxUnavailable'));
		run = await watching(exchange, [], { group: 'staff@enyoi.example' });
		await pass(10 * minute);
		const problem = `problem ${bob} mailboxUnavailable`;
		expect(exchange.keys).toEqual([problem]);
		exchange.members = [alice];
		await pass(hour);
		exchange.members = [alice, bob];
		await pass(hour + 10 * minute);
		expect(exchange.keys).toEqual([problem, problem]);
	});

	it('of which all have left a connection leaves none open, nor their subscriptions, until one is back', async () => {
		exchange.members = [alice, bob];
		exchange.servers.set(carol, 'https://other.enyoi.example/EWS');
		run = await watching(exchange, [carol], { group: 'staff@enyoi.example' });
		await pass(2 * minute);
		expect(exchange.streams.size).toBe(2);
		exchange.members = [];
		await pass(hour);
		expect(theStream().affinity.anchor).toBe(carol);
		expect([...exchange.subscriptions.values()]).toEqual([carol]);
		expect(exchange.keys).toEqual(['problem staff@enyoi.example notFound']);
		exchange.members = [bob];
		await pass(hour + 10_000);
		exchange.edit(bob);
		await pass(0);
		expect(exchange.keys.slice(1)).toEqual([`${bob} 0`]);
	});

	it('whose subscriptions were all lost shares its connection with who comes later', async () => {
		exchange.members = [alice, bob];
		run = await watching(exchange, [], { group: 'staff@enyoi.example' });
		exchange.subscriptions.clear();
		theStream().send(unreachable());
		await pass(2 * minute);
		expect(theStream().ids).toHaveLength(2);
		exchange.members = [alice, bob, carol];
		await pass(hour + 2 * minute);
		expect(theStream().ids).toHaveLength(3);
	});

	it('with a group in it that can not be read is watched all the same, and nobody is dropped', async () => {
		exchange.members = [alice, bob];
		run = await watching(exchange, [], { group: 'staff@enyoi.example' });
		const error = answered('ErrorNameResolutionNoResults', 'notFound');
		exchange.unread = [{ group: 'inner@enyoi.example', error }];
		exchange.members = [alice, carol];
		await pass(hour + 2 * minute);
		for (const mailbox of [alice, bob, carol]) exchange.edit(mailbox);
		await pass(minute);
		const told = [`${alice} 0`, `${bob} 0`, `${carol} 0`, 'problem inner@enyoi.example notFound'];
		expect(exchange.keys.sort()).toEqual(told);
		exchange.unread = [];
		await pass(6 * minute);
		exchange.edit(bob);
		await pass(hour);
		expect(exchange.keys).toHaveLength(4);
	});

	it('without members is told, and watched once it has some', async () => {
		run = await watching(exchange, [], { group: 'staff@enyoi.example' });
		await pass(5 * hour);
		expect(exchange.keys).toEqual(['problem staff@enyoi.example notFound']);
		exchange.members = [alice];
		await pass(hour + 2 * minute);
		exchange.edit(alice);
		await pass(minute);
		exchange.members = [];
		await pass(2 * hour);
		const again = ['problem staff@enyoi.example notFound', `${alice} 0`];
		expect(exchange.keys).toEqual([...again, again[0]]);
	});

	it('of which nobody can be found, as the groups within can not be read, is told', async () => {
		const error = answered('ErrorNameResolutionNoResults', 'notFound');
		exchange.unread = [{ group: 'inner@enyoi.example', error }];
		run = await watching(exchange, [], { group: 'staff@enyoi.example' });
		await pass(2 * hour);
		expect(exchange.keys.sort()).toEqual([
			'problem inner@enyoi.example notFound',
			'problem staff@enyoi.example notFound',
		]);
	});

	it('that can not be read keeps its members, and is told', async () => {
		exchange.members = [alice];
		run = await watching(exchange, [], { group: 'staff@enyoi.example' });
		const { membersOf } = exchange;
		let asked = 0;
		exchange.membersOf = async () => {
			asked++;
			return await membersOf.call(exchange);
		};
		exchange.failing.set('group', answered('ErrorNameResolutionNoResults', 'notFound'));
		await pass(2 * hour);
		exchange.edit(alice);
		await pass(minute);
		const told = ['problem staff@enyoi.example notFound', `${alice} 0`];
		expect(exchange.keys).toEqual(told);
		expect(asked).toBeLessThan(25);
	});
});

describe('the end', () => {
	it('closes everything within a second, and gives subscriptions back', async () => {
		run = await watching(exchange, [alice, bob]);
		run.stop.abort();
		await pass(0);
		await run.ended;
		expect(exchange.counts.unsubscribes).toBe(2);
		expect(exchange.subscriptions.size).toBe(0);
	});

	it('does not wait for a taker or for a server that is gone', async () => {
		run = await watching(exchange, [alice], { tell: async () => await new Promise(() => {}) });
		exchange.edit(alice);
		await pass(0);
		exchange.unsubscribe = async () => await new Promise(() => {});
		run.stop.abort();
		await pass(900);
		await run.ended;
		expect(exchange.positions.get(alice)).toBe(0);
	});
});
