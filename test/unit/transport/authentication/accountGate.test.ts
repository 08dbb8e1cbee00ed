import {
	AccountGate,
	maxRefusals,
} from '../../../../exchange/transport/authentication/accountGate';
import {
	RefusedAccounts,
	type KnownRefusal,
} from '../../../../exchange/transport/authentication/refusedAccounts';
import { orAborted } from '../../../../exchange/transport/orAborted';

const { signal } = new AbortController();
const wrong = new Error('wrong password');
const errors = {
	paused: (milliseconds: number) => new Error(`paused for ${milliseconds}`),
	refusedBefore: ({ error }: KnownRefusal) => error,
};
const account = {
	user: 'svc',
	password: 'wrong',
	emailDns: 'enyoi.example',
	authScheme: 'basic',
	channelBinding: 'auto',
} as const;
const halfAnHour = 30 * 60_000;
let now: number;
let accounts: RefusedAccounts;
let gate: AccountGate;
const clock = () => now;
const newGate = () => new AccountGate(errors, accounts.at(account, 'https://mail'), clock);
beforeEach(() => {
	now = 0;
	accounts = new RefusedAccounts(clock);
	gate = newGate();
});
const turns = async () => await new Promise((resolve) => setImmediate(resolve));

it('lets one at a time show the secret, until it was accepted', async () => {
	const first = await gate.enter(signal);
	expect(first.isTrial).toBe(true);
	const waiting = [gate.enter(signal), gate.enter(signal)];
	const entered = jest.fn();
	void Promise.race(waiting).then(entered);
	await turns();
	expect(entered).not.toHaveBeenCalled();
	first.accepted();
	const attempts = await Promise.all(waiting);
	expect(attempts.map(({ isTrial }) => isTrial)).toEqual([false, false]);
});

it('lets the next one try when nothing was learnt', async () => {
	const first = await gate.enter(signal);
	const second = gate.enter(signal);
	const third = gate.enter(signal);
	first.undecided();
	expect((await second).isTrial).toBe(true);
	const entered = jest.fn();
	void third.then(entered);
	await turns();
	expect(entered).not.toHaveBeenCalled();
	(await second).accepted();
	expect((await third).isTrial).toBe(false);
});

it('shows a refused secret to nobody again, those who wait included', async () => {
	const first = await gate.enter(signal);
	const second = gate.enter(signal);
	first.refused(wrong);
	await expect(second).rejects.toBe(wrong);
	expect(() => gate.check()).toThrow(wrong);
});

describe('at several servers', () => {
	const gateAt = (server: string) => new AccountGate(errors, accounts.at(account, server), clock);

	it('shows the secret to one at a time, until one has let it in', async () => {
		const first = await gate.enter(signal);
		const others = ['https://a', 'https://b'].map(async (one) => await gateAt(one).enter(signal));
		const entered = jest.fn();
		for (const one of others) void one.then(entered);
		await turns();
		expect(entered).not.toHaveBeenCalled();
		first.undecided();
		await turns();
		expect(entered).toHaveBeenCalledTimes(1);
		(await Promise.race(others)).accepted();
		await Promise.all(others);
		expect(entered).toHaveBeenCalledTimes(2);
	});

	it('lets no other wait once one has let it in', async () => {
		(await gate.enter(signal)).accepted();
		const attempts = await Promise.all(
			['https://a', 'https://b'].map(async (one) => await gateAt(one).enter(signal)),
		);
		expect(attempts).toHaveLength(2);
	});

	it('shows a wrong secret to three, however many are asked at once', async () => {
		const shown: string[] = [];
		const asked = ['https://a', 'https://b', 'https://c', 'https://d', 'https://e'].map(
			async (server) => {
				const attempt = await gateAt(server).enter(signal);
				shown.push(server);
				await turns();
				throw attempt.refused(wrong);
			},
		);
		expect(await Promise.allSettled(asked)).toEqual(
			Array(5).fill({ status: 'rejected', reason: wrong }),
		);
		expect(shown).toEqual(['https://a', 'https://b', 'https://c']);
	});

	describe('that hang', () => {
		beforeEach(() => jest.useFakeTimers());
		afterEach(() => jest.useRealTimers());

		/** Passes time for the gates as well. */
		const pass = async (milliseconds: number) => {
			now += milliseconds;
			await jest.advanceTimersByTimeAsync(milliseconds);
		};

		it('one holds up another for a few seconds, which are no part of its own time', async () => {
			await gate.enter(signal);
			const untimed = jest.fn(async (wait: Promise<void>) => await wait);
			const entered = jest.fn();
			void gateAt('https://a').enter(signal, untimed).then(entered);
			await pass(4_000);
			expect(entered).not.toHaveBeenCalled();
			await pass(1_000);
			expect(entered).toHaveBeenCalledTimes(1);
			expect(untimed).toHaveBeenCalledTimes(1);
		});

		it('one holds up no request to itself for less than its whole answer', async () => {
			const first = await gate.enter(signal);
			const entered = jest.fn();
			void gate.enter(signal).then(entered);
			void newGate().enter(signal).then(entered);
			await pass(60_000);
			expect(entered).not.toHaveBeenCalled();
			first.undecided();
			await pass(0);
			expect(entered).toHaveBeenCalledTimes(1);
		});

		it('three see a secret that may be wrong, and no fourth until one has ended', async () => {
			const first = await gate.enter(signal);
			const entered: string[] = [];
			for (const server of ['https://a', 'https://b', 'https://c', 'https://d']) {
				void gateAt(server)
					.enter(signal)
					.then(() => entered.push(server));
			}
			await pass(5_000);
			await pass(5_000);
			await pass(60_000);
			expect(entered).toEqual(['https://a', 'https://b']);
			first.accepted();
			await pass(0);
			expect(entered).toEqual(['https://a', 'https://b', 'https://c', 'https://d']);
		});
	});
});

/** Shows the account `times`, each time after the pause that the server's refusal brings. */
async function refuse(times: number): Promise<string[]> {
	const told: string[] = [];
	for (let count = 0; count < times; count++) {
		const error = (await gate.enter(signal)).refused(wrong);
		told.push(error.message);
		now += Number(/\d+/.exec(error.message)?.[0] ?? 0);
	}
	return told;
}

it('shows an accepted account a few times more, after longer and longer pauses', async () => {
	(await gate.enter(signal)).accepted();
	expect(await refuse(maxRefusals)).toEqual([
		'paused for 1000',
		'paused for 2000',
		'wrong password',
	]);
	expect(() => gate.check()).toThrow(wrong);
	await expect(gate.enter(signal)).rejects.toBe(wrong);
});

describe('an account that another connection had accepted', () => {
	beforeEach(async () => {
		(await gate.enter(signal)).accepted();
		gate = newGate();
	});

	it('is still on trial at first, but not refused for good for one refusal', async () => {
		const first = await gate.enter(signal);
		expect(first.isTrial).toBe(true);
		expect(first.refused(wrong).message).toBe('paused for 1000');
		now = 1000;
		(await gate.enter(signal)).accepted();
		expect((await gate.enter(signal)).isTrial).toBe(false);
	});

	it('is shown no more often by many connections than by one', async () => {
		const told: string[] = [];
		for (let count = 0; count < maxRefusals; count++) {
			told.push(...(await refuse(1)));
			gate = newGate();
		}
		expect(told).toEqual(['paused for 1000', 'paused for 1000', 'wrong password']);
		expect(() => gate.check()).toThrow(wrong);
	});

	it('is refused at once where it was forgotten', async () => {
		accounts.forget(account);
		expect(await refuse(1)).toEqual(['wrong password']);
	});
});

it('shows it to nobody during the pause', async () => {
	(await gate.enter(signal)).accepted();
	(await gate.enter(signal)).refused(wrong);
	now = 999;
	await expect(gate.enter(signal)).rejects.toThrow('paused for 1');
	now = 1000;
	expect((await gate.enter(signal)).isTrial).toBe(true);
});

it('lets one at a time show it after a refusal, and all once it is accepted again', async () => {
	(await gate.enter(signal)).accepted();
	await refuse(1);
	const trial = await gate.enter(signal);
	const next = gate.enter(signal);
	const entered = jest.fn();
	void next.then(entered);
	await turns();
	expect(entered).not.toHaveBeenCalled();
	trial.accepted();
	expect((await next).isTrial).toBe(false);
});

it('takes what was refused at the same time for one refusal, but counts it for the lock of the account', async () => {
	(await gate.enter(signal)).accepted();
	const underWay = await Promise.all(Array.from({ length: 4 }, async () => gate.enter(signal)));
	expect(underWay.map((attempt) => attempt.refused(wrong).message)).toEqual(
		underWay.map(() => 'paused for 1000'),
	);
	expect(() => gate.check()).not.toThrow();
	now = 1000;
	expect((await gate.enter(signal)).refused(wrong)).toBe(wrong);
	expect(() => gate.check()).toThrow(wrong);
});

it('counts refusals anew after the account was let in', async () => {
	for (let count = 0; count < 5; count++) {
		(await gate.enter(signal)).accepted();
		expect(await refuse(2)).toEqual(['paused for 1000', 'paused for 2000']);
	}
	expect(() => gate.check()).not.toThrow();
});

describe('a sign-in without a verdict', () => {
	it('is an error for an account that was never accepted', () => {
		expect(gate.interrupted(wrong)).toBe(wrong);
	});

	it('is a pause a few times, then an error that nobody remembers', async () => {
		gate.accept();
		const told = ['paused for 1000', 'paused for 2000', 'wrong password', 'wrong password'];
		expect(told.map(() => gate.interrupted(wrong).message)).toEqual(told);
		expect(() => gate.check()).not.toThrow();
		gate.accept();
		expect(gate.interrupted(wrong).message).toBe(told[0]);
	});
});

it('goes by the first verdict of an attempt', async () => {
	const attempt = await gate.enter(signal);
	attempt.accepted();
	attempt.refused(wrong);
	attempt.refused(wrong);
	attempt.undecided();
	expect((await gate.enter(signal)).isTrial).toBe(false);
	accounts.forget(account);
	gate = newGate();
	const refused = await gate.enter(signal);
	refused.refused(wrong);
	refused.accepted();
	expect(() => gate.check()).toThrow(wrong);
});

it('forgets a refusal after its time, and the account is on trial again', async () => {
	(await gate.enter(signal)).accepted();
	await refuse(maxRefusals);
	const since = now;
	now = since + halfAnHour - 1;
	await expect(gate.enter(signal)).rejects.toBe(wrong);
	now = since + halfAnHour;
	const trial = await gate.enter(signal);
	expect(trial.isTrial).toBe(true);
	expect(trial.refused(wrong)).toBe(wrong);
	now += halfAnHour - 1;
	expect(() => gate.check()).toThrow(wrong);
	now += 1;
	expect(() => gate.check()).not.toThrow();
	(await gate.enter(signal)).accepted();
	expect(await refuse(1)).toEqual(['paused for 1000']);
});

it('knows of a refusal that another connection met, and of its end', async () => {
	(await gate.enter(signal)).refused(wrong);
	const other = newGate();
	expect(() => other.check()).toThrow(wrong);
	accounts.forget(account);
	expect(() => gate.check()).not.toThrow();
	const trial = await other.enter(signal);
	expect(trial.isTrial).toBe(true);
	trial.accepted();
	expect((await gate.enter(signal)).isTrial).toBe(true);
});

describe('waiting', () => {
	it('ends when it is cancelled', async () => {
		await gate.enter(signal);
		const cancel = new AbortController();
		const waiting = gate.enter(cancel.signal);
		cancel.abort();
		await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
		await expect(gate.enter(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
	});

	it('gives what the work gives, or its error, and leaves no listener behind', async () => {
		const { signal: watched } = new AbortController();
		const added = jest.spyOn(watched, 'addEventListener');
		const removed = jest.spyOn(watched, 'removeEventListener');
		expect(await orAborted(Promise.resolve('done'), watched)).toBe('done');
		await expect(orAborted(Promise.reject(wrong), watched)).rejects.toBe(wrong);
		await turns();
		expect(removed.mock.calls.map(([name, listener]) => [name, listener])).toEqual(
			added.mock.calls.map(([name, listener]) => [name, listener]),
		);
	});
});
