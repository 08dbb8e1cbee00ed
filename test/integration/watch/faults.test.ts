import type { WatchOptions } from '../../../exchange/watch/options';
import { watchCalendars } from '../../../exchange/watch/watchCalendars';
import { NameNotResolved, Unreachable } from '../../../exchange/transport/errors';
import { ExchangeError } from '../../../exchange/errors';
import { issueAccessToken } from '../../exchangeServer/authentication';
import { responseError } from '../../exchangeServer/faults';
import { subscriptionsOf } from '../../exchangeServer/subscriptions';
import { startConnected, type Connected } from '../../support/startConnected';
import { SimulatedTime } from '../../support/watch/simulatedTime';

/**
 * What goes wrong between a watch and Exchange, one thing after the other, each with a change that nobody
 * hears of while it lasts. Nothing may be missed, nothing may stop silently.
 */

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';
const minute = 60_000;
const hour = 60 * minute;

let connected: Connected;
let time: SimulatedTime;
let stop: AbortController;
/** What was told, in words. */
let told: string[];
let ended: Promise<void>;

beforeEach(async () => {
	// Without validation, which takes time that nobody here waits for.
	connected = await startConnected({ schemas: false });
	time = new SimulatedTime(connected.company);
	stop = new AbortController();
	told = [];
});
afterEach(async () => {
	jest.restoreAllMocks();
	stop.abort();
	// What waits for the server's farewell gives up after less than a second.
	await time.clock.pass(1_000);
	await ended;
	expect(time.clock.waiting).toBe(0);
	await connected.close();
});

const book = () => subscriptionsOf(connected.company);
const calendarOf = (name: string) => connected.company.user(name).calendar;
const asked = (operation: string) =>
	connected.server.requests.filter((one) => one.operation === operation).length;

let edits = 0;
/** Somebody makes an appointment, an hour or more after now. */
function edit(name: string): string {
	const subject = `Edit ${++edits}`;
	calendarOf(name).create({ subject, start: new Date(Date.now() + (24 + edits) * hour) });
	return `created ${subject}`;
}

/** Starts a watch of both calendars, and lets it come to rest. */
async function watch(
	options: WatchOptions = {},
	isThere = () => book().openStreams > 0,
): Promise<void> {
	const { signal } = stop;
	const exchange = time.decorate(connected.exchange);
	const events = watchCalendars(exchange, {
		mailboxes: [alice, bob],
		positionName: 'test',
		signal,
		clock: time.clock,
		...options,
	});
	ended = (async () => {
		for await (const event of events) {
			told.push(
				event.kind === 'problem'
					? `problem ${event.error.code}`
					: `${event.kind} ${String(event.subject)}`,
			);
		}
	})();
	for (let turns = 0; !isThere() && turns < 1_000; turns++) await time.quiet();
	await time.pass(1_000);
}

/** Lets time pass until so many things were told, or too much has passed. */
async function untilTold(count: number, mostMs: number): Promise<void> {
	for (let passed = 0; told.length < count && passed < mostMs; passed += 1_000) {
		await time.pass(1_000);
	}
}

/** It listens again: what happens now is told without any time passing. */
async function expectItListens(): Promise<void> {
	const before = told.length;
	const news = [edit('alice'), edit('bob')];
	for (let turns = 0; told.length < before + 2 && turns < 1_000; turns++) await time.quiet();
	expect(told.slice(before).sort()).toEqual(news.sort());
	expect(book().openStreams).toBe(1);
}

it('what is made, moved away and deleted in a chosen calendar is told while it happens', async () => {
	const rooms = connected.company.user('alice').addCalendar('Rooms');
	const { id } = rooms.folder;
	await watch({ mailboxes: [alice], calendar: { id }, triggerOn: ['created', 'deleted'] });
	const start = new Date(time.clock.date() + 24 * hour);
	const [kept, gone] = ['Kept', 'Gone'].map((subject) => rooms.create({ subject, start }));
	const isTold = async (count: number) => {
		for (let turns = 0; told.length < count && turns < 1_000; turns++) await time.quiet();
		expect(told).toHaveLength(count);
	};
	await isTold(2);
	expect(told.toSorted()).toEqual(['created Gone', 'created Kept']);
	rooms.move(kept.id, calendarOf('alice'));
	await isTold(3);
	rooms.delete(gone.id, { hard: true });
	await isTold(4);
});

it('a connection lost amidst a notification loses none of it', async () => {
	await watch();
	book().breaksOff = true;
	const news = edit('alice');
	await untilTold(1, minute);
	expect(book().breaksOff).toBe(false);
	expect(told).toEqual([news]);
	await expectItListens();
});

it('a connection without signs of life is given up, and what it kept back is read', async () => {
	await watch();
	book().holdsBack = true;
	const news = edit('bob');
	await time.pass(minute);
	expect(told).toEqual([]);
	book().holdsBack = false;
	// Nobody tells again of what was kept back: a reading finds it.
	await time.clock.pass(61_000);
	await untilTold(1, minute);
	expect(told).toEqual([news]);
	expect(asked('GetStreamingEvents')).toBeGreaterThan(1);
	await expectItListens();
});

it('a lost subscription is made again, and what happened meanwhile is read', async () => {
	await watch();
	book().loseAll();
	const news = edit('alice');
	await untilTold(1, minute);
	expect(told).toEqual([news]);
	expect(asked('Subscribe')).toBe(4);
	await expectItListens();
});

it('a server that is restarted is found again, with all subscriptions gone', async () => {
	await watch();
	time.failure = () =>
		new Unreachable('The server refuses connections', 'server:443', 'connecting');
	book().loseAll();
	const news = edit('bob');
	await time.pass(4 * minute);
	expect(told).toEqual(['problem unreachable']);
	time.failure = undefined;
	await time.pass(6 * minute);
	expect(told).toEqual(['problem unreachable', news]);
	await expectItListens();
});

it('a mailbox that is moved is watched again where it is, and the others all the time', async () => {
	await watch();
	const move = connected.server.faults.add({
		mailbox: alice,
		fault: responseError('ErrorMailboxMoveInProgress'),
	});
	book().loseAll();
	const news = edit('alice');
	await time.pass(minute);
	const others = edit('bob');
	await time.pass(20 * minute);
	expect(told).toContain(others);
	expect(told).not.toContain(news);
	move.remove();
	await time.pass(6 * minute);
	expect(told).toContain(news);
	// It joins the connection of the others, once that is old enough.
	await time.pass(2 * minute);
	told.length = 0;
	await expectItListens();
});

it('a mailbox that can not be subscribed now keeps no other one waiting', async () => {
	connected.server.faults.add({
		mailbox: alice,
		operation: 'Subscribe',
		fault: responseError('ErrorMailboxStoreUnavailable'),
	});
	await watch({}, () => asked('Subscribe') > 1);
	const subscribed = connected.server.requests.filter((one) => one.operation === 'Subscribe');
	expect(subscribed.slice(0, 2).map(({ mailbox }) => mailbox)).toEqual([alice, bob]);
});

it('mailboxes whose database is away keep no news of others back', async () => {
	await connected.close();
	const people = ['alice', 'bob', 'carol', 'dave'];
	connected = await startConnected({ schemas: false, people, settings: { maxConnections: 1 } });
	time = new SimulatedTime(connected.company);
	const others = ['alice', 'carol', 'dave'].map((name) => `${name}@enyoi.example`);
	await watch({ mailboxes: [...others, bob], triggerOn: ['created'] });
	for (const mailbox of others) {
		const fault = responseError('ErrorMailboxStoreUnavailable');
		connected.server.faults.add({ mailbox, fault });
	}
	for (const name of ['alice', 'carol', 'dave']) edit(name);
	await time.pass(5_000);
	const news = edit('bob');
	await time.pass(5_000);
	expect(told).toEqual([news]);
});

it('a mailbox that is given twice is watched once', async () => {
	await watch({ mailboxes: [alice, ` ${alice.toUpperCase()} `, `${alice} `] });
	expect(asked('Subscribe')).toBe(1);
	const news = edit('alice');
	await untilTold(1, minute);
	expect(told).toEqual([news]);
});

it.each([
	['and the connection breaks', () => book().loseAll()],
	['while the connection stands', () => undefined],
])('a password that changes %s is told at once, and nothing is missed', async (_, happens) => {
	jest.spyOn(performance, 'now').mockImplementation(() => time.clock.now());
	await watch();
	const account = connected.company.serviceAccount;
	const right = account.password;
	account.password = 'another';
	happens();
	const news = edit('alice');
	await untilTold(1, 5 * minute);
	expect(told).toEqual(['problem signIn']);
	account.password = right;
	// A refused account is not shown again for half an hour: it would be locked.
	await time.pass(36 * minute);
	expect(told).toEqual(['problem signIn', news]);
	await expectItListens();
});

describe('a token that ends while the connection stands', () => {
	/** The server's clock beside this one, in milliseconds. */
	let aheadMs: number;
	/** Renewals of the token: how many were asked for, and why they fail. */
	let renewals: number;
	let failure: Error | undefined;

	beforeEach(async () => {
		await connected.close();
		aheadMs = renewals = 0;
		failure = undefined;
		const now = () => new Date(Date.now() + aheadMs);
		const issue = () => {
			const { user } = connected.company.serviceAccount;
			const claims = { user: `${user}@enyoi.example`, issuedAt: now() };
			return issueAccessToken({ ...claims, lifetimeSeconds: 600 });
		};
		let stored: string | undefined;
		connected = await startConnected({
			schemas: false,
			now,
			authentication: ['bearer'],
			settings: {
				accessToken: async ({ refresh }) => {
					if (!refresh) return (stored ??= issue());
					renewals++;
					if (failure) throw failure;
					return await Promise.resolve((stored = issue()));
				},
			},
		});
		time = new SimulatedTime(connected.company);
	});

	it('is renewed once, and the connection stays', async () => {
		await watch();
		const connections = asked('GetStreamingEvents');
		aheadMs = 11 * minute;
		const news = [edit('alice'), edit('bob')];
		await untilTold(2, minute);
		expect(told.sort()).toEqual(news.sort());
		expect(renewals).toBe(1);
		expect(asked('GetStreamingEvents')).toBe(connections);
		aheadMs = 22 * minute;
		book().loseAll();
		await time.pass(minute);
		await expectItListens();
		expect(renewals).toBe(2);
	});

	it.each([
		['is said', new ExchangeError('signIn', 'The access token could not be renewed')],
		['has no code', new Error('connect ECONNREFUSED 127.0.0.1:1')],
	])(
		'is told once where it is not renewed, and nothing is missed: the cause %s',
		async (_, cause) => {
			await watch();
			failure = cause;
			aheadMs = 11 * minute;
			const news = edit('alice');
			await untilTold(1, 5 * minute);
			expect(told).toEqual(['problem signIn']);
			await time.pass(40 * minute);
			expect(told).toEqual(['problem signIn']);
			failure = undefined;
			await time.pass(10 * minute);
			expect(told).toEqual(['problem signIn', news]);
			await expectItListens();
		},
	);
});

it('a clock that is set forward and back changes nothing about changes', async () => {
	await watch({ triggerOn: ['created', 'started'] });
	for (const days of [30, -60, 30]) {
		time.clock.setDate(time.clock.date() + days * 24 * hour);
		await time.pass(2 * minute);
		await expectItListens();
	}
	expect(told.filter((one) => !one.startsWith('created'))).toEqual([]);
});

it('a name service that is gone for an hour is told once, and nothing is missed', async () => {
	await watch();
	time.failure = () => new NameNotResolved('mail.enyoi.example', true);
	book().loseAll();
	const news = [edit('alice'), edit('bob')];
	await time.pass(hour);
	expect(told).toEqual(['problem nameResolution']);
	time.failure = undefined;
	await time.pass(6 * minute);
	expect(told.slice(1).sort()).toEqual(news.sort());
	await expectItListens();
});

it('where the account gets no more subscriptions a calendar is polled, and subscribed later on', async () => {
	book().mostSubscriptions = 1;
	await watch();
	const news = [edit('alice'), edit('bob')];
	await untilTold(2, 2 * minute);
	expect(told.sort()).toEqual(news.sort());
	book().mostSubscriptions = 5_000;
	await time.pass(62 * minute);
	expect(asked('Subscribe')).toBe(3);
	told.length = 0;
	await expectItListens();
});

it('where the account gets no connection calendars are polled, which is told, until there is one', async () => {
	book().mostStreams = 0;
	await watch({}, () => asked('GetStreamingEvents') > 0);
	const news = [edit('alice'), edit('bob')];
	await time.pass(2 * minute);
	const [problem, ...others] = told.sort((one, other) => (one > other ? -1 : 1));
	expect(problem).toMatch(/^problem /);
	expect(others.sort()).toEqual(news.sort());
	book().mostStreams = 10;
	await time.pass(6 * minute);
	await expectItListens();
});

it('whoever is killed between the hand-over and the position is told again', async () => {
	await watch();
	const lost = connected.server.faults.add({
		operation: ['UpdateUserConfiguration', 'CreateUserConfiguration'],
		fault: responseError('ErrorInternalServerError'),
	});
	const news = edit('alice');
	await untilTold(1, minute);
	expect(told).toContain(news);
	stop.abort();
	await time.clock.pass(1_000);
	await ended;
	lost.remove();
	stop = new AbortController();
	told = [];
	await watch();
	await untilTold(1, minute);
	expect(told).toEqual([news]);
});

describe.each(['http500', 'viewOmits', 'viewRefused', 'itemError'] as const)(
	'damaged events (%s)',
	(value) => {
		it('keep no other one back, and are told', async () => {
			connected.company.behaviours.poisonItems = value;
			const start = new Date(time.clock.date() + 5 * minute);
			for (const subject of ['A', 'B', 'C']) {
				const { id } = calendarOf('alice').create({ subject, start });
				calendarOf('alice').poison(id);
			}
			const later = new Date(time.clock.date() + 50 * minute);
			calendarOf('alice').create({ subject: 'Later', start: later });
			await watch({ mailboxes: [alice], triggerOn: ['created', 'started'] });
			const news = edit('alice');
			await time.pass(2 * hour);
			expect(told.filter((one) => !one.startsWith('problem'))).toEqual([news, 'started Later']);
			expect(asked('SyncFolderItems')).toBeLessThan(40);
			expect(told).toContain('problem server');
		});
	},
);

it.each([
	'ErrorInternalServerTransientError',
	'ErrorInternalServerError',
	'ErrorAccessDenied',
	'ErrorNonExistentMailbox',
])('a moment at which events can not be read (%s) is told later', async (code) => {
	const start = new Date(time.clock.date() + 5 * minute);
	calendarOf('alice').create({ subject: 'Review', start });
	await watch({ mailboxes: [alice], triggerOn: ['started'] });
	const fault = responseError(code);
	const failing = connected.server.faults.add({ operation: 'GetItem', fault });
	await time.pass(30 * minute);
	expect(told).toHaveLength(1);
	failing.remove();
	await time.pass(6 * minute);
	expect(told.slice(1)).toEqual(['started Review']);
});

it.each<[string, WatchOptions]>([
	['Future Days', { futureDays: 100 }],
	['Past Days', { pastDays: 7 }],
	['Series As', { expand: 'series' }],
])('another value of %s stops nothing, and what changed before is told', async (_, changed) => {
	await watch();
	const before = edit('alice');
	await untilTold(1, minute);
	stop.abort();
	await time.clock.pass(1_000);
	await ended;
	const meanwhile = [edit('alice'), edit('bob')];
	stop = new AbortController();
	await watch(changed, () => told.length >= 3);
	expect(told[0]).toBe(before);
	expect(told.slice(1).sort()).toEqual(meanwhile.sort());
	await expectItListens();
	expect(told).toHaveLength(5);
});

it('moments come although changes can not be read', async () => {
	const failing = connected.server.faults.add({
		operation: 'SyncFolderItems',
		fault: responseError('ErrorAccessDenied'),
	});
	const start = new Date(time.clock.date() + 20 * minute);
	calendarOf('alice').create({ subject: 'Review', start });
	await watch({ mailboxes: [alice], triggerOn: ['created', 'started'] });
	await time.pass(25 * minute);
	failing.remove();
	expect(told).toEqual(['problem accessDenied', 'started Review']);
});
