import { AutodiscoverFailed } from '../../../exchange/autodiscover/discovery';
import { ExchangeError, type ExchangeErrorCode } from '../../../exchange/errors';
import { GroupCut } from '../../../exchange/mailboxes/expandGroup';
import {
	ScriptedExchange,
	news,
	watching,
	type WatchedRun,
} from '../../support/watch/scriptedExchange';

/** Servers that take back at once what they gave: the calendars are read all the same, and it is told. */

const alice = 'alice@enyoi.example';
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

let exchange: ScriptedExchange;
let run: WatchedRun | undefined;
beforeEach(() => {
	exchange = new ScriptedExchange();
});
afterEach(async () => {
	run?.stop.abort();
	await exchange.clock.pass(second);
	await run?.ended;
});

const answered = (responseCode: string, code: ExchangeErrorCode = 'server') =>
	new ExchangeError(code, responseCode, { details: { responseCode } });
const people = (count: number) =>
	Array.from({ length: count }, (_, n) => `m${String(n).padStart(3, '0')}@enyoi.example`);

async function watch(mailboxes: string[], options: Parameters<typeof watching>[2] = {}) {
	run = await watching(exchange, mailboxes, options);
}

/** Times from changes that nobody tells of to their events. */
async function delays(): Promise<number[]> {
	const late: number[] = [];
	for (let n = 0; n < 4; n++) {
		const key = `change ${n}`;
		const madeAt = exchange.clock.now();
		exchange.edit(alice, { key }, true);
		while (!exchange.keys.includes(key)) await exchange.clock.pass(second);
		late.push(exchange.clock.now() - madeAt);
		await exchange.clock.pass(17 * minute);
	}
	return late;
}

it.each(['at once', 'a second after OK'])(
	'a connection that is closed %s is none',
	async (when) => {
		const closed = news({ connection: 'Closed' });
		exchange.greeting = (stream) => {
			if (when === 'at once') return closed;
			void exchange.clock
				.wait(second, new AbortController().signal)
				.then(() => stream.send(closed));
			return news({ connection: 'OK' });
		};
		await watch([alice]);
		await exchange.clock.pass(20 * minute);
		expect(Math.max(...(await delays()))).toBeLessThanOrEqual(minute + second);
		expect(exchange.keys).toContain('problem * unreachable');
	},
);

it.each([true, false])(
	'a subscription that is lost again and again holds nobody up; the answer ends: %s',
	async (ends) => {
		const mailboxes = people(20);
		exchange.greeting = (stream) => {
			const bad = stream.ids.find((id) => exchange.subscriptions.get(id) === mailboxes[7]);
			if (bad !== undefined) {
				setImmediate(() => {
					stream.send(news({ lost: [bad] }));
					if (ends) stream.send('end');
				});
			}
			return news({ connection: 'OK' });
		};
		const notes: string[] = [];
		await watch(mailboxes, { note: (words) => notes.push(words) });
		await exchange.clock.pass(minute);
		const { readings, subscribes, streams } = exchange.counts;
		await exchange.clock.pass(10 * minute);
		expect(exchange.counts.readings - readings).toBeLessThan(20 * 15);
		expect(exchange.counts.subscribes - subscribes).toBeLessThan(20);
		expect(exchange.counts.streams - streams).toBeLessThan(20);
		expect(exchange.keys).toEqual([]);
		expect(notes).toEqual([
			expect.stringContaining(`the subscription of ${mailboxes[7]} each time`),
		]);
	},
);

it('subscriptions that the server denies without naming them are made anew, quietly at first', async () => {
	await watch([alice]);
	exchange.streamFailure = () => answered('ErrorSubscriptionNotFound', 'syncState');
	for (const stream of exchange.streams) stream.send(answered('ErrorSubscriptionNotFound'));
	await exchange.clock.pass(0);
	exchange.streamFailure = undefined;
	await exchange.clock.pass(minute);
	expect(exchange.streams.size).toBe(1);
	expect(exchange.counts.subscribes).toBeGreaterThan(1);
	expect(exchange.keys).toEqual([]);
});

it('what is given up is ended, as an account has no endless number of subscriptions', async () => {
	exchange.streamFailure = () => answered('ErrorInternalServerError');
	const mailboxes = people(30);
	await watch(mailboxes);
	await exchange.clock.pass(hour);
	expect(exchange.counts.subscribes).toBeGreaterThan(60);
	expect(exchange.subscriptions.size).toBe(30);
});

it('another mailbox binds the group when nobody can listen by way of the first one', async () => {
	const mailboxes = people(3);
	exchange.streamFailure = (_, anchor) =>
		anchor === mailboxes[0] ? answered('ErrorInternalServerError') : undefined;
	await watch(mailboxes);
	await exchange.clock.pass(5 * minute);
	expect([...exchange.streams].map(({ affinity }) => affinity.anchor)).toEqual([mailboxes[1]]);
});

it.each([
	['throttled', answered('ErrorServerBusy', 'throttled')],
	['timeout', new ExchangeError('timeout', 'no answer')],
	['temporarilyUnavailable', new ExchangeError('temporarilyUnavailable', 'HTTP 503')],
])(
	'where nobody can subscribe, all are read, few are asked, and it is told for all: %s',
	async (code, error) => {
		const mailboxes = people(50);
		exchange.refusing.set('*', error);
		await watch(mailboxes);
		await exchange.clock.pass(second);
		expect(exchange.counts.readings).toBe(50);
		expect(exchange.counts.subscribes).toBeLessThan(10);
		await exchange.clock.pass(10 * minute);
		const problems = exchange.keys.filter((key) => key.endsWith(code));
		expect(problems.length).toBeLessThan(6);
		expect(problems).toContain(`problem * ${code}`);
		exchange.refusing.clear();
		await exchange.clock.pass(5 * minute);
		expect(exchange.subscriptions.size).toBe(50);
	},
);

it('one mailbox that is throttled keeps none of the others from being subscribed', async () => {
	const mailboxes = people(10);
	exchange.refusing.set(mailboxes[0], answered('ErrorServerBusy', 'throttled'));
	await watch(mailboxes);
	await exchange.clock.pass(second);
	expect(exchange.subscriptions.size).toBe(9);
});

it('a mailbox whose subscription takes long is read meanwhile', async () => {
	exchange.subscribe = async () => await new Promise<string>(() => undefined);
	await watch([alice]);
	await exchange.clock.pass(3 * minute);
	expect(exchange.counts.readings).toBeGreaterThanOrEqual(2);
});

it('a failing look for moments holds no change back, and is tried again by itself', async () => {
	const { calendarOf } = exchange;
	let fails = true;
	exchange.calendarOf = (mailbox) => {
		const calendar = calendarOf.call(exchange, mailbox);
		return {
			...calendar,
			times: async (...range) => {
				if (fails) throw new ExchangeError('server', 'no view');
				return await calendar.times(...range);
			},
		};
	};
	const start = exchange.clock.date() + 30 * minute;
	exchange.plan(alice, [{ id: 'one', start, end: start + hour }]);
	await watch([alice], { kinds: ['updated', 'started'] });
	for (let n = 0; n < 5; n++) {
		exchange.edit(alice, { key: `change ${n}` });
		await exchange.clock.pass(second);
		expect(exchange.keys).toContain(`change ${n}`);
		await exchange.clock.pass(2 * minute);
	}
	expect(exchange.keys).toContain(`problem ${alice} server`);
	fails = false;
	await exchange.clock.pass(30 * minute);
	expect(exchange.keys.filter((key) => key.startsWith('started one'))).toHaveLength(1);
});

it('a restart of seconds, after which all subscriptions are gone, is no problem', async () => {
	await watch(people(2));
	await exchange.clock.pass(10 * minute);
	let refused = 1;
	const down = new ExchangeError('unreachable', 'down');
	exchange.streamFailure = () => (refused-- > 0 ? down : undefined);
	exchange.subscriptions.clear();
	for (const stream of exchange.streams) stream.send(down);
	await exchange.clock.pass(6 * second);
	expect([...exchange.streams].flatMap(({ ids }) => ids)).toEqual([
		...exchange.subscriptions.keys(),
	]);
	await exchange.clock.pass(5 * minute);
	expect(exchange.keys).toEqual([]);
});

it('one subscription that is lost when a connection ends in order costs the others no wait', async () => {
	await watch(people(3));
	await exchange.clock.pass(10 * minute);
	const [lost] = exchange.subscriptions.keys();
	exchange.subscriptions.delete(lost);
	for (const stream of exchange.streams) stream.send(news({ connection: 'Closed' }));
	await exchange.clock.pass(100);
	expect([...exchange.streams].flatMap(({ ids }) => ids)).toHaveLength(3);
	expect(exchange.keys).toEqual([]);
});

it('mailboxes of a database that changes its server share their connection with the others again', async () => {
	const mailboxes = people(20);
	await watch(mailboxes);
	for (let move = 0; move < 3; move++) {
		await exchange.clock.pass(10 * minute);
		const moved = mailboxes.slice(5 * move, 5 * move + 5);
		for (const [id, mailbox] of exchange.subscriptions) {
			if (moved.includes(mailbox)) exchange.subscriptions.delete(id);
		}
		for (const stream of exchange.streams) stream.send(new ExchangeError('unreachable', 'reset'));
		await exchange.clock.pass(5 * second);
		expect([...exchange.streams].map(({ ids }) => ids.length)).toEqual([20]);
	}
	expect(exchange.keys).toEqual([]);
});

it('a server that forgets all subscriptions again and again is noted once, and asked less and less', async () => {
	exchange.greeting = ({ ids }) => news({ lost: [...ids] });
	const notes: string[] = [];
	await watch(people(5), { note: (words) => notes.push(words) });
	await exchange.clock.pass(hour);
	expect(exchange.keys).toEqual([]);
	expect(notes).toEqual([expect.stringMatching(/of 5 mailboxes \(.+, …\) each time/)]);
	expect(exchange.counts.subscribes).toBeLessThan(5 * 25);
	expect(exchange.counts.readings).toBeGreaterThanOrEqual(5 * 55);
});

it.each([
	['throttled', answered('ErrorServerBusy', 'throttled')],
	['full', answered('ErrorExceededSubscriptionCount', 'throttled')],
	['timeout', new ExchangeError('timeout', 'slow')],
])(
	'three mailboxes that fail first keep no other one from being listened to: %s',
	async (_, error) => {
		const mailboxes = people(6);
		for (const mailbox of mailboxes.slice(0, 3)) exchange.refusing.set(mailbox, error);
		const notes: string[] = [];
		await watch(mailboxes, { note: (words) => notes.push(words) });
		await exchange.clock.pass(2 * minute);
		expect([...exchange.streams].flatMap(({ ids }) => ids)).toHaveLength(3);
		for (const words of notes) expect(words).not.toContain(mailboxes[3]);
	},
);

it('ends within a second also while subscriptions are given up', async () => {
	const asked: AbortSignal[] = [];
	exchange.unsubscribe = async (...[, , , signal]: unknown[]) => {
		asked.push(signal as AbortSignal);
		await new Promise(() => undefined);
	};
	exchange.streamFailure = () => answered('ErrorInternalServerError');
	await watch(people(2));
	for (let n = 0; n < 100 && asked.length === 0; n++) await exchange.clock.pass(100);
	run!.stop.abort();
	expect(asked.map(({ aborted }) => aborted)).toEqual([true, true]);
	await exchange.clock.pass(800);
	await run!.ended;
});

it('a look for moments that fails beside an event that can not be read is tried again soon', async () => {
	const { calendarOf } = exchange;
	let failing = 1;
	exchange.calendarOf = (mailbox) => {
		const calendar = calendarOf.call(exchange, mailbox);
		return {
			...calendar,
			changes: async function* (signal) {
				const read = yield* calendar.changes(signal);
				return { ...read, failure: new ExchangeError('server', 'poison') };
			},
			times: async (...range) => {
				if (failing-- > 0) throw new ExchangeError('timeout', 'slow');
				return await calendar.times(...range);
			},
		};
	};
	const start = exchange.clock.date() + 5 * minute;
	exchange.plan(alice, [{ id: 'one', start, end: start + hour }]);
	await watch([alice], { kinds: ['updated', 'started'] });
	await exchange.clock.pass(6 * minute);
	expect(exchange.keys.filter((key) => key.startsWith('started one'))).toHaveLength(1);
});

it('a loss that comes with OK in one envelope moves one mailbox, and the other one is listened to', async () => {
	exchange.isSilent = true;
	exchange.greeting = ({ ids }) => {
		const lost = ids.length > 1 ? [ids[0], ids[0]] : [];
		return news({ lost, connection: 'OK' });
	};
	await watch(people(2));
	await exchange.clock.pass(second);
	const { readings } = exchange.counts;
	await exchange.clock.pass(70 * second);
	expect(exchange.counts.readings).toBe(readings);
	expect([...exchange.streams].map(({ ids }) => ids.length)).toEqual([1, 1]);
});

it('a connection that is closed because a subscription is lost is no problem of the way', async () => {
	const mailboxes = people(5);
	exchange.greeting = (stream) => {
		const bad = stream.ids.find((id) => exchange.subscriptions.get(id) === mailboxes[2]);
		if (bad !== undefined) {
			setImmediate(() => stream.send(news({ lost: [bad], connection: 'Closed' })));
		}
		return news({ connection: 'OK' });
	};
	const notes: string[] = [];
	await watch(mailboxes, { note: (words) => notes.push(words) });
	await exchange.clock.pass(20 * minute);
	expect(exchange.keys).toEqual([]);
	expect(notes).toEqual([expect.stringContaining(mailboxes[2])]);
});

it('what a connection told that broke before its first word is read once the next one stands', async () => {
	const key = 'sent into nothing';
	let attempts = 0;
	exchange.streamFailure = () => {
		if (++attempts > 2) return undefined;
		if (attempts === 2) exchange.edit(alice, { key }, true);
		return new ExchangeError('unreachable', 'The connection broke');
	};
	await watch([alice]);
	await exchange.clock.pass(2 * minute);
	expect(exchange.keys).toEqual([key]);
});

it('a way that lets only the first word through is told, and the calendar is read each minute', async () => {
	exchange.isSilent = true;
	await watch([alice]);
	await exchange.clock.pass(10 * minute);
	expect(exchange.keys).toEqual(['problem * timeout']);
	const { streams } = exchange.counts;
	await exchange.clock.pass(hour);
	expect(exchange.counts.streams - streams).toBeLessThan(15);
	expect(Math.max(...(await delays()))).toBeLessThanOrEqual(3 * minute + second);
});

it('signs of life each 90 seconds keep a connection', async () => {
	exchange.isSilent = true;
	await watch([alice]);
	for (let n = 0; n < 20; n++) {
		await exchange.clock.pass(90 * second);
		for (const stream of exchange.streams) stream.send(news({ connection: 'OK' }));
		await exchange.clock.pass(0);
	}
	expect(exchange.counts.streams).toBe(1);
	expect(exchange.keys).toEqual([]);
});

it('who is listened to is polled while somebody else is subscribed slowly and the connection breaks', async () => {
	const mailboxes = people(2);
	await watch(mailboxes);
	await exchange.clock.pass(2 * minute);
	exchange.subscribe = async () => await new Promise<string>(() => undefined);
	for (const stream of exchange.streams) stream.send(news({ lost: [stream.ids[1]] }));
	await exchange.clock.pass(second);
	for (const stream of exchange.streams) stream.send(new ExchangeError('unreachable', 'broken'));
	exchange.edit(mailboxes[0], { key: 'unheard' }, true);
	await exchange.clock.pass(2 * minute);
	expect(exchange.keys).toEqual(['unheard']);
});

it('a mail domain that refuses the account is told once, not for each of its mailboxes', async () => {
	const options = { code: 'signIn', message: 'refused', isOfOneDomain: true } as const;
	exchange.failing.set('*', new AutodiscoverFailed('enyoi.example', [], options));
	await watch(people(200));
	await exchange.clock.pass(10 * minute);
	expect(exchange.keys).toEqual(['problem * signIn']);
});

it('a mute connection is told once a day, however often the calendars are read meanwhile', async () => {
	exchange.isSilent = true;
	await watch([alice]);
	await exchange.clock.pass(12 * hour);
	expect(exchange.keys).toEqual(['problem * timeout']);
});

it('a connection that was heard of for a while is told again when it falls silent later', async () => {
	exchange.isSilent = true;
	await watch([alice]);
	await exchange.clock.pass(hour);
	exchange.isSilent = false;
	await exchange.clock.pass(hour);
	exchange.isSilent = true;
	for (const stream of exchange.streams) stream.send(news({ connection: 'Closed' }));
	await exchange.clock.pass(hour);
	expect(exchange.keys).toEqual(['problem * timeout', 'problem * timeout']);
});

it('a group whose members can not be looked up is told once a day, while the known are read', async () => {
	exchange.membersOf = async () => {
		throw new ExchangeError('accessDenied', 'no');
	};
	await watch([alice], { group: 'staff' });
	await exchange.clock.pass(12 * hour);
	expect(exchange.counts.readings).toBeGreaterThan(20);
	expect(exchange.keys).toEqual(['problem staff accessDenied']);
});

it('a group of which Exchange lists only a part is told once a day, while the known are watched', async () => {
	exchange.membersOf = async () => ({
		addresses: [alice],
		unread: [{ group: 'staff', error: new GroupCut('staff') }],
	});
	await watch([], { group: 'staff' });
	await exchange.clock.pass(12 * hour);
	expect(exchange.counts.readings).toBeGreaterThan(20);
	expect(exchange.keys).toEqual(['problem staff limit']);
});

it.each([
	['mute', 'OK', undefined],
	['cut', 'OK', 'unreachable'],
	['held back', undefined, undefined],
	['cut before the first word', undefined, 'unreachable'],
] as const)('connections that are %s leave no subscriptions behind', async (_, first, cutWith) => {
	exchange.isSilent = true;
	exchange.greeting = (stream) => {
		const cut = () => cutWith && stream.send(new ExchangeError(cutWith, 'cut'));
		void exchange.clock.wait(30 * second, new AbortController().signal).then(cut);
		return first && news({ connection: first });
	};
	await watch(people(20));
	await exchange.clock.pass(2 * hour);
	expect(exchange.subscriptions.size).toBe(20);
	if (first) expect(exchange.counts.subscribes).toBe(20);
});

it.each([65, 80, 100])(
	'a way that cuts connections by a reset after %i s is no problem, and another one follows a second later',
	async (life) => {
		const cut = new ExchangeError('unreachable', 'reset');
		exchange.greeting = (stream) => {
			const never = new AbortController().signal;
			void exchange.clock.wait(life * second, never).then(() => stream.send(cut));
			return news({ connection: 'OK' });
		};
		await watch([alice]);
		await exchange.clock.pass(hour);
		expect(exchange.keys).toEqual([]);
		expect(exchange.counts.streams).toBe(Math.ceil(3600 / (life + 1)));
	},
);

describe('connections that fail for one of their mailboxes, whom nobody names,', () => {
	const listenedTo = () =>
		[...exchange.streams].flatMap(({ ids }) => ids.map((id) => exchange.subscriptions.get(id)));
	let bad: Set<string | undefined>;
	/** Milliseconds from the first word to the failure; undefined: the failure is the first word. */
	function failFor(mailboxes: readonly string[], code: string, after?: number) {
		bad = new Set(mailboxes);
		const failure = answered(code);
		if (after === undefined) {
			exchange.streamFailure = (_, __, all) =>
				all.some((one) => bad.has(one)) ? failure : undefined;
			return;
		}
		exchange.greeting = (stream) => {
			const isBad = stream.ids.some((id) => bad.has(exchange.subscriptions.get(id)));
			const never = new AbortController().signal;
			if (isBad) void exchange.clock.wait(after, never).then(() => stream.send(failure));
			return news({ connection: 'OK' });
		};
	}
	const mailboxes = people(200);

	it.each([
		['ErrorSubscriptionNotFound', 0, undefined],
		['ErrorInvalidSubscription', 199, undefined],
		['ErrorMailboxMoveInProgress', 77, undefined],
		['ErrorProxyRequestNotAllowed', 78, undefined],
		['ErrorSubscriptionNotFound', 99, second],
		['ErrorMailboxStoreUnavailable', 100, second],
	])(
		'leave the others their connection: %s, the one at %i, after %p ms',
		async (code, at, after) => {
			failFor([mailboxes[at]], code, after);
			const notes: string[] = [];
			await watch(mailboxes, { note: (words) => notes.push(words) });
			await exchange.clock.pass(2 * minute);
			const good = mailboxes.filter((one) => !bad.has(one));
			expect(listenedTo()).toEqual(expect.arrayContaining(good));
			expect(exchange.counts.streams).toBeLessThan(40);
			expect(exchange.counts.readings).toBeLessThan(5 * 200);
			const { readings } = exchange.counts;
			await exchange.clock.pass(hour);
			expect(exchange.counts.readings - readings).toBeLessThan(5 * 200);
			expect(listenedTo()).toEqual(expect.arrayContaining(good));
			expect(notes.filter((words) => words.includes('go on without'))).toEqual([
				expect.stringContaining(mailboxes[at]),
			]);
			bad.clear();
			await exchange.clock.pass(hour);
			expect(new Set(listenedTo())).toEqual(new Set(mailboxes));
		},
	);

	it('are tried a limited number of times, and leave the others theirs, where many are such', async () => {
		const many = mailboxes.filter((_, at) => at % 3 === 1);
		failFor(many, 'ErrorInvalidSubscription');
		await watch(mailboxes);
		await exchange.clock.pass(2 * minute);
		expect(listenedTo()).toHaveLength(200 - many.length);
		expect(exchange.counts.streams).toBeLessThan(500);
		const { streams } = exchange.counts;
		await exchange.clock.pass(hour);
		expect(exchange.counts.streams - streams).toBeLessThan(300);
	});

	it.each(['ErrorInvalidSubscription', 'ErrorMailboxMoveInProgress'])(
		'leave the others theirs also where one becomes such later: %s',
		async (code) => {
			const notes: string[] = [];
			await watch(mailboxes, { note: (words) => notes.push(words) });
			await exchange.clock.pass(20 * minute);
			failFor([mailboxes[7]], code);
			for (const stream of exchange.streams) stream.send(answered(code));
			await exchange.clock.pass(2 * minute);
			expect(listenedTo()).toHaveLength(199);
			await exchange.clock.pass(hour);
			expect(listenedTo()).toHaveLength(199);
			expect(notes.filter((words) => words.includes('go on without'))).toHaveLength(1);
		},
	);

	it('are searched for ten minutes at a time, where each lives for a while', async () => {
		const many = mailboxes.filter((_, at) => at % 3 === 1);
		failFor(many, 'ErrorInvalidSubscription', 30 * second);
		const notes: string[] = [];
		await watch(mailboxes, { note: (words) => notes.push(words) });
		await exchange.clock.pass(15 * minute);
		expect(notes.filter((words) => words.includes('go on without'))).toHaveLength(1);
	});

	it('are no search for somebody where they fail for all', async () => {
		failFor(mailboxes, 'ErrorInternalServerError');
		await watch(mailboxes);
		await exchange.clock.pass(10 * second);
		expect(exchange.counts.streams).toBeLessThan(25);
		expect(exchange.keys).toEqual(['problem * server']);
	});

	it('end with the watch, within a second', async () => {
		failFor([mailboxes[7]], 'ErrorInvalidSubscription', 10 * second);
		await watch(mailboxes);
		await exchange.clock.pass(80 * second);
		run!.stop.abort();
		await exchange.clock.pass(second - 1);
		await run!.ended;
		expect(exchange.streams.size).toBe(0);
	});
});

it.each([
	['of one reason', ['ErrorInvalidOperation']],
	['of two reasons', ['ErrorSubscriptionAccessDenied', 'ErrorInvalidOperation']],
])('mailboxes that are polled for good are noted once a reason: %s', async (_, codes) => {
	const mailboxes = people(20);
	for (const [at, mailbox] of mailboxes.entries()) {
		const responseCode = codes[at % codes.length];
		const told = `${responseCode} for ${mailbox}`;
		exchange.refusing.set(
			mailbox,
			new ExchangeError('server', told, { details: { responseCode } }),
		);
	}
	const notes: string[] = [];
	await watch(mailboxes, { note: (words) => notes.push(words) });
	await exchange.clock.pass(3 * hour);
	const many = `${20 / codes.length} mailboxes`;
	expect(notes.map((words) => words.slice(0, words.indexOf(',')))).toEqual(
		mailboxes.slice(0, codes.length).map((first) => `${many} (${first}`),
	);
});
