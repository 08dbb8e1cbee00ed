import { getEventListeners } from 'node:events';
import { Bell } from '../../../exchange/watch/bell';
import { TestClock } from '../../support/watch/testClock';

it('leaves neither a wait nor a listener behind, whether it rings, the time passes or the signal aborts', async () => {
	const stop = new AbortController();
	const clock = new TestClock();
	const bell = new Bell();
	const left = () => [clock.waiting, getEventListeners(stop.signal, 'abort').length];
	for (const end of [() => bell.ring(), () => clock.pass(1_000), () => stop.abort()]) {
		const wait = bell.wait(clock, 1_000, stop.signal);
		expect(left()).toEqual([1, 1]);
		await end();
		await wait;
		expect(left()).toEqual([0, 0]);
	}
	await bell.wait(clock, 1_000, stop.signal);
	expect(clock.waiting).toBe(0);
});

it('keeps a ring while nobody waits, once', async () => {
	const { signal } = new AbortController();
	const clock = new TestClock();
	const bell = new Bell();
	bell.ring();
	bell.ring();
	await bell.wait(clock, 1_000, signal);
	const wait = bell.wait(clock, 1_000, signal);
	expect(clock.waiting).toBe(1);
	await clock.pass(1_000);
	await wait;
});
