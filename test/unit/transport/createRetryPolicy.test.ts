import {
	ExchangeError,
	type ExchangeErrorCode,
	type ResponseDetails,
} from '../../../exchange/errors';
import {
	createRetryPolicy,
	type RetryPolicyOptions,
} from '../../../exchange/transport/createRetryPolicy';
import { MalformedResponse, WrongAnswer } from '../../../exchange/ews/errors';
import {
	AnswerTooSlow,
	NameNotResolved,
	TimedOut,
	Unreachable,
} from '../../../exchange/transport/errors';
import { SignInPaused } from '../../../exchange/transport/authentication/signInRefused';

/** Time that passes only while somebody sleeps; the sleepers wake in order. */
function virtualTime() {
	let now = 0;
	const waits: number[] = [];
	return {
		waits,
		clock: () => now,
		sleep: async (milliseconds: number, signal?: AbortSignal) => {
			waits.push(milliseconds);
			await new Promise((resolve) => setImmediate(resolve));
			signal?.throwIfAborted();
			now += milliseconds;
		},
		random: () => 1,
	};
}

const failing = (errors: Error[]) => {
	const left = [...errors];
	return jest.fn(async () => {
		const error = left.shift();
		if (error) throw error;
		return 'done';
	});
};
const error = (kind: ExchangeErrorCode, details: ResponseDetails = {}) =>
	new ExchangeError(kind, kind, { details });
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

async function run(errors: Error[], repeatable = true, options: RetryPolicyOptions = {}) {
	const time = virtualTime();
	const attempt = failing(errors);
	const result = await createRetryPolicy({ ...time, ...options })
		.run(attempt, { repeatable, mailbox: 'alice' })
		.catch((reason: unknown) => reason);
	return { result, attempts: attempt.mock.calls.length, waits: time.waits };
}

const broken = (phase: 'connecting' | 'sent' | 'reading') =>
	new Unreachable('broken', 'mail:443', phase);

describe('what is repeated', () => {
	it.each<[string, Error, { read: boolean; write: boolean }]>([
		['throttling', error('throttled'), { read: true, write: false }],
		[
			'throttling with a code',
			error('throttled', { responseCode: 'ErrorServerBusy', httpStatus: 200 }),
			{ read: true, write: false },
		],
		['503', error('temporarilyUnavailable', { httpStatus: 503 }), { read: true, write: false }],
		[
			'mailbox moving',
			error('temporarilyUnavailable', { responseCode: 'ErrorMailboxMoveInProgress' }),
			{ read: true, write: false },
		],
		[
			'too many connections, whatever else is said',
			error('server', { responseCode: 'ErrorExceededConnectionCount' }),
			{ read: true, write: false },
		],
		[
			'another error of the server',
			error('server', { responseCode: 'ErrorX' }),
			{ read: false, write: false },
		],
		['a lost answer', broken('sent'), { read: true, write: false }],
		['a cut answer', broken('reading'), { read: true, write: false }],
		['no connection', broken('connecting'), { read: true, write: true }],
		['silence', new TimedOut('mail:443', 'sent', 1000), { read: true, write: false }],
		[
			'silence before the connection',
			new TimedOut('mail:443', 'connecting', 1000),
			{ read: true, write: true },
		],
		['an answer too slow', new AnswerTooSlow('mail:443', 1000), { read: true, write: false }],
		['a paused sign-in', new SignInPaused('svc', 1000), { read: true, write: true }],
		['no DNS answer', new NameNotResolved('mail', true), { read: true, write: true }],
		['an unknown name', new NameNotResolved('mail', false), { read: false, write: false }],
		[
			'an answer cut short',
			new MalformedResponse('the start of an answer', true),
			{ read: true, write: false },
		],
		['the answer of another', new WrongAnswer('another'), { read: true, write: false }],
		['a page in place of XML', new MalformedResponse('an HTML page'), { read: true, write: false }],
		[
			'an envelope with nothing in it',
			new MalformedResponse('a SOAP envelope without GetItem response'),
			{ read: true, write: false },
		],
		['a sign-in page', new MalformedResponse('a sign-in page'), { read: false, write: false }],
		['a refused password', error('signIn'), { read: false, write: false }],
		[
			'access denied',
			error('accessDenied', { responseCode: 'ErrorAccessDenied' }),
			{ read: false, write: false },
		],
		['cancelled', error('cancelled'), { read: false, write: false }],
		['a bug', new TypeError('x'), { read: false, write: false }],
	])('%s', async (_name, failure, repeated) => {
		for (const kind of ['read', 'write'] as const) {
			const { result, attempts } = await run([failure], kind === 'read');
			expect([kind, attempts]).toEqual([kind, repeated[kind] ? 2 : 1]);
			expect(result).toBe(repeated[kind] ? 'done' : failure);
		}
	});

	it('is up to the caller, who may have enough of it', async () => {
		const attempt = failing(times(5, error('throttled')));
		const isEnough = jest.fn((_error: ExchangeError, attempts: number) => attempts === 3);
		await expect(
			createRetryPolicy(virtualTime()).run(attempt, { repeatable: true, mailbox: 'a', isEnough }),
		).rejects.toMatchObject({ code: 'throttled' });
		expect(attempt).toHaveBeenCalledTimes(3);
		expect(isEnough.mock.calls.map(([, attempts]) => attempts)).toEqual([1, 2, 3]);
	});
});

describe('a mailbox whose write met a busy server', () => {
	const ask = async (failure: Error) => {
		const time = virtualTime();
		const policy = createRetryPolicy(time);
		const write = policy.run(failing([failure]), { repeatable: false, mailbox: 'alice' });
		await expect(write).rejects.toBe(failure);
		await policy.run(failing([]), { repeatable: true, mailbox: 'alice' });
		return time.waits;
	};

	it('is asked what became of it after the time that the server named', async () => {
		expect(await ask(error('throttled', { backOffMs: 5000 }))).toEqual([5000]);
		expect(await ask(error('temporarilyUnavailable', { backOffMs: 5000 }))).toEqual([5000]);
	});

	it('is asked after a second where no time was named', async () => {
		expect(await ask(error('throttled'))).toEqual([1000]);
		expect(await ask(error('temporarilyUnavailable'))).toEqual([1000]);
	});

	it('is asked at once where the server was not busy', async () => {
		expect(await ask(error('server', { backOffMs: 5000 }))).toEqual([]);
	});
});

it('waits as long as the server says', async () => {
	const { waits } = await run([error('throttled', { backOffMs: 4321 })]);
	expect(waits).toEqual([4321]);
});

it('gives up at once, and asks no more in that mailbox, when the server says longer than the deadline', async () => {
	const time = virtualTime();
	const busy = error('throttled', { backOffMs: 300_000 });
	const policy = createRetryPolicy(time);
	const attempt = failing([busy]);
	const ask = async (mailbox: string) => await policy.run(attempt, { repeatable: true, mailbox });
	await expect(ask('alice')).rejects.toBe(busy);
	await expect(ask('alice')).rejects.toBe(busy);
	expect(attempt).toHaveBeenCalledTimes(1);
	expect(await ask('bob')).toBe('done');
	await time.sleep(180_000);
	await expect(ask('alice')).rejects.toBe(busy);
	await time.sleep(1);
	expect(await ask('alice')).toBe('done');
	expect(time.waits).toEqual([180_000, 1, 119_999]);
});

it('waits its own time, growing, when the server says less', async () => {
	const { waits, result } = await run(times(4, error('throttled', { backOffMs: 0 })));
	expect(waits).toEqual([1000, 2000, 4000, 8000]);
	expect(result).toBe('done');
	const { waits: mixed } = await run(times(3, error('throttled', { backOffMs: 3000 })));
	expect(mixed).toEqual([3000, 3000, 4000]);
});

it('sends no more than twelve requests for one call, however long it may take', async () => {
	const { attempts, result } = await run(times(50, error('throttled')), true, {
		deadlineMs: Infinity,
	});
	expect(attempts).toBe(12);
	expect(result).toMatchObject({ code: 'throttled' });
});

it('closes a mailbox for a quarter of an hour at most, whatever the server says', async () => {
	const time = virtualTime();
	const policy = createRetryPolicy(time);
	const attempt = failing([error('throttled', { backOffMs: Infinity })]);
	const ask = async () => await policy.run(attempt, { repeatable: true, mailbox: 'alice' });
	await expect(ask()).rejects.toMatchObject({ code: 'throttled' });
	await time.sleep(15 * 60_000 - 120_000);
	await expect(ask()).rejects.toMatchObject({ code: 'throttled' });
	await time.sleep(1);
	expect(await ask()).toBe('done');
});

it('doubles its own waits up to the longest, within the deadline', async () => {
	const { waits, result } = await run(times(9, error('throttled')), true, {
		deadlineMs: 1_000_000,
	});
	expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
	expect(result).toBe('done');
});

it('spreads its own waits', async () => {
	const { waits } = await run([error('throttled')], true, { random: () => 0 });
	expect(waits).toEqual([500]);
});

it('gives up with the server’s error when the deadline would pass', async () => {
	const last = error('throttled', { backOffMs: 130_000 });
	const { result, waits } = await run([last]);
	expect(result).toBe(last);
	expect(waits).toEqual([]);
	const { result: other, waits: total } = await run(times(50, error('throttled')));
	expect(other).toMatchObject({ code: 'throttled' });
	expect(total.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(120_000);
});

it('tries a dead server three times and a silent one twice', async () => {
	expect((await run(times(9, broken('connecting')))).attempts).toBe(3);
	expect((await run(times(9, new TimedOut('m', 'sent', 1)))).attempts).toBe(2);
});

it('tries a name without DNS answer and an answer that is cut three times', async () => {
	expect((await run(times(9, new NameNotResolved('mail', true)))).attempts).toBe(3);
	expect(
		(await run(times(9, new MalformedResponse('the start of an answer', true)))).attempts,
	).toBe(3);
});

it('waits before a second attempt as it does after refusals', async () => {
	expect((await run([broken('connecting'), broken('connecting')])).waits).toEqual([1000, 2000]);
});

it('takes its first wait, its longest and its deadline from the caller', async () => {
	const { waits, result } = await run(times(9, error('throttled')), true, {
		firstWaitMs: 10,
		longestWaitMs: 25,
		deadlineMs: 81,
	});
	expect(waits).toEqual([10, 20, 25, 25]);
	expect(result).toMatchObject({ code: 'throttled' });
});

it('counts the deadline from the first attempt on, the time of attempts included', async () => {
	const time = virtualTime();
	const slow = async () => {
		await time.sleep(50_000);
		throw error('throttled', { backOffMs: 15_000 });
	};
	await expect(
		createRetryPolicy(time).run(slow, { repeatable: true, mailbox: 'a' }),
	).rejects.toMatchObject({ code: 'throttled' });
	expect(time.waits).toEqual([50_000, 15_000, 50_000]);
});

it('gives up when the wait would end right at the deadline', async () => {
	const { waits, attempts } = await run([error('throttled', { backOffMs: 120_000 })]);
	expect({ waits, attempts }).toEqual({ waits: [], attempts: 1 });
	const { attempts: within } = await run([error('throttled', { backOffMs: 119_999 })]);
	expect(within).toBe(2);
});

it('goes by the longest wait that the server asked of a mailbox', async () => {
	const time = virtualTime();
	const policy = createRetryPolicy(time);
	const ask = async (...errors: Error[]) =>
		await policy.run(failing(errors), { repeatable: true, mailbox: 'alice' });
	await Promise.all([
		ask(error('throttled', { backOffMs: 5000 })),
		ask(error('throttled', { backOffMs: 1000 })),
	]);
	expect(time.waits.slice(0, 2)).toEqual([5000, 5000]);
});

it('prolongs the wait of a mailbox when the server asks for more', async () => {
	const time = virtualTime();
	const policy = createRetryPolicy(time);
	const sent: number[] = [];
	const ask = async (backOffMs: number) => {
		const inner = failing([error('throttled', { backOffMs })]);
		const attempt = async () => {
			sent.push(time.clock());
			return await inner();
		};
		return await policy.run(attempt, { repeatable: true, mailbox: 'alice' });
	};
	await Promise.all([ask(1000), ask(5000)]);
	expect(sent.slice(0, 2)).toEqual([0, 0]);
	expect(Math.min(...sent.slice(2))).toBeGreaterThanOrEqual(5000);
});

it('closes no mailbox when it gives up by its own reckoning', async () => {
	const time = virtualTime();
	const policy = createRetryPolicy({ ...time, deadlineMs: 500 });
	const attempt = failing([error('throttled')]);
	const ask = async () => await policy.run(attempt, { repeatable: true, mailbox: 'alice' });
	await expect(ask()).rejects.toMatchObject({ code: 'throttled' });
	expect(await ask()).toBe('done');
	expect(time.waits).toEqual([]);
});

it('lets a mailbox go on once the wait is over', async () => {
	const time = virtualTime();
	const policy = createRetryPolicy(time);
	const ask = async (...errors: Error[]) =>
		await policy.run(failing(errors), { repeatable: true, mailbox: 'alice' });
	await ask(error('throttled', { backOffMs: 5000 }));
	await ask();
	expect(time.waits).toEqual([5000]);
});

it('counts the attempts for the caller', async () => {
	const time = virtualTime();
	const attempt = failing(times(2, error('throttled')));
	await createRetryPolicy(time).run(attempt, { repeatable: true, mailbox: 'a' });
	expect(attempt.mock.calls).toEqual([[1], [2], [3]]);
});

it('keeps a mailbox closed for all its requests, and no other', async () => {
	const time = virtualTime();
	const policy = createRetryPolicy(time);
	const order: string[] = [];
	const attempt = (name: string, errors: Error[] = []) => {
		const inner = failing(errors);
		return async () => {
			order.push(`${name}@${time.clock()}`);
			return await inner();
		};
	};
	const busy = policy.run(attempt('alice 1', [error('throttled', { backOffMs: 5000 })]), {
		repeatable: true,
		mailbox: 'alice',
	});
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	const same = policy.run(attempt('alice 2'), { repeatable: true, mailbox: 'alice' });
	const other = policy.run(attempt('bob'), { repeatable: true, mailbox: 'bob' });
	await Promise.all([busy, same, other]);
	expect(order.slice(0, 2).sort()).toEqual(['alice 1@0', 'bob@0']);
	expect(order.slice(2).every((entry) => Number(entry.split('@')[1]) >= 5000)).toBe(true);
});

it('shrinks the pool when too many connections are open', async () => {
	const onTooManyConnections = jest.fn();
	const { result } = await run(
		[error('throttled', { responseCode: 'ErrorExceededConnectionCount' })],
		true,
		{ onTooManyConnections },
	);
	expect(result).toBe('done');
	expect(onTooManyConnections).toHaveBeenCalledTimes(1);
	await run([error('throttled', { responseCode: 'ErrorServerBusy' })], true, {
		onTooManyConnections,
	});
	expect(onTooManyConnections).toHaveBeenCalledTimes(1);
});

it('ends a wait at once when it is cancelled', async () => {
	const cancel = new AbortController();
	const attempt = failing(times(5, error('throttled', { backOffMs: 60_000 })));
	const running = createRetryPolicy().run(attempt, {
		repeatable: true,
		mailbox: 'a',
		signal: cancel.signal,
	});
	setTimeout(() => cancel.abort(), 5);
	await expect(running).rejects.toMatchObject({ code: 'cancelled' });
	expect(attempt).toHaveBeenCalledTimes(1);
});

it('sends nothing that is cancelled while it looks whether it may', async () => {
	const cancel = new AbortController();
	const attempt = failing([]);
	const running = createRetryPolicy().run(attempt, {
		repeatable: true,
		mailbox: 'a',
		signal: cancel.signal,
	});
	cancel.abort();
	await expect(running).rejects.toMatchObject({ code: 'cancelled' });
	expect(attempt).not.toHaveBeenCalled();
});

describe('a real wait', () => {
	afterEach(() => jest.useRealTimers());
	const settled = async () => await new Promise((resolve) => setImmediate(resolve));

	it('takes as long as it should and leaves nothing behind', async () => {
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
		const { signal } = new AbortController();
		const added = jest.spyOn(signal, 'addEventListener');
		const removed = jest.spyOn(signal, 'removeEventListener');
		const attempt = failing([error('throttled', { backOffMs: 5000 })]);
		const running = createRetryPolicy().run(attempt, { repeatable: true, mailbox: 'a', signal });
		await settled();
		await jest.advanceTimersByTimeAsync(4999);
		expect(attempt).toHaveBeenCalledTimes(1);
		await jest.advanceTimersByTimeAsync(1);
		expect(await running).toBe('done');
		expect(jest.getTimerCount()).toBe(0);
		expect(removed.mock.calls.map(([name, listener]) => [name, listener])).toEqual(
			added.mock.calls.map(([name, listener]) => [name, listener]),
		);
	});

	it('leaves no timer behind when it is cancelled', async () => {
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
		const cancel = new AbortController();
		const running = createRetryPolicy().run(failing([error('throttled', { backOffMs: 5000 })]), {
			repeatable: true,
			mailbox: 'a',
			signal: cancel.signal,
		});
		await settled();
		expect(jest.getTimerCount()).toBe(1);
		cancel.abort();
		await expect(running).rejects.toMatchObject({ code: 'cancelled' });
		expect(jest.getTimerCount()).toBe(0);
	});

	it('needs nobody who could cancel it', async () => {
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
		const running = createRetryPolicy().run(failing([error('throttled')]), {
			repeatable: true,
			mailbox: 'a',
		});
		await settled();
		await jest.advanceTimersByTimeAsync(1000);
		expect(await running).toBe('done');
	});
});

it('starts nothing that is cancelled already', async () => {
	const attempt = failing([]);
	const running = createRetryPolicy().run(attempt, {
		repeatable: true,
		mailbox: 'a',
		signal: AbortSignal.abort(),
	});
	await expect(running).rejects.toMatchObject({ code: 'cancelled' });
	expect(attempt).not.toHaveBeenCalled();
});
