import { AccountGate, orAborted } from '../../../../exchange/transport/authentication/accountGate';

const { signal } = new AbortController();
const wrong = new Error('wrong password');
let now: number;
let gate: AccountGate;
beforeEach(() => {
	now = 0;
	gate = new AccountGate(1000, () => now);
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

it('gives an accepted account a second chance, no third', async () => {
	(await gate.enter(signal)).accepted();
	(await gate.enter(signal)).refused(wrong);
	expect(() => gate.check()).not.toThrow();
	(await gate.enter(signal)).refused(wrong);
	expect(() => gate.check()).toThrow(wrong);
});

it('counts refusals anew after the account was let in', async () => {
	for (let count = 0; count < 3; count++) {
		(await gate.enter(signal)).accepted();
		(await gate.enter(signal)).refused(wrong);
	}
	expect(() => gate.check()).not.toThrow();
});

it('goes by the first verdict of an attempt', async () => {
	const attempt = await gate.enter(signal);
	attempt.accepted();
	attempt.refused(wrong);
	attempt.refused(wrong);
	attempt.undecided();
	expect((await gate.enter(signal)).isTrial).toBe(false);
	gate = new AccountGate(1000, () => now);
	const refused = await gate.enter(signal);
	refused.refused(wrong);
	refused.accepted();
	expect(() => gate.check()).toThrow(wrong);
});

it('forgets a refusal after its time, and the account is on trial again', async () => {
	(await gate.enter(signal)).accepted();
	(await gate.enter(signal)).refused(wrong);
	(await gate.enter(signal)).refused(wrong);
	now = 999;
	await expect(gate.enter(signal)).rejects.toBe(wrong);
	now = 1000;
	const trial = await gate.enter(signal);
	expect(trial.isTrial).toBe(true);
	trial.refused(wrong);
	now = 1999;
	expect(() => gate.check()).toThrow(wrong);
	now = 2000;
	expect(() => gate.check()).not.toThrow();
});

it('gives the second chance again once a refusal was forgotten', async () => {
	(await gate.enter(signal)).refused(wrong);
	now = 1000;
	(await gate.enter(signal)).accepted();
	(await gate.enter(signal)).refused(wrong);
	expect(() => gate.check()).not.toThrow();
});

it('remembers a refusal for half an hour', async () => {
	jest.useFakeTimers({ now: 0 });
	try {
		const real = new AccountGate();
		(await real.enter(signal)).refused(wrong);
		jest.advanceTimersByTime(30 * 60_000 - 1);
		expect(() => real.check()).toThrow(wrong);
		jest.advanceTimersByTime(1);
		expect(() => real.check()).not.toThrow();
	} finally {
		jest.useRealTimers();
	}
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
