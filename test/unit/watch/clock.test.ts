import { getEventListeners } from 'node:events';
import { systemClock } from '../../../exchange/watch/clock';
import { nodeWarnings } from '../../support/nodeWarnings';

afterEach(() => void jest.useRealTimers());

it('has hundreds wait, until the signal aborts, without Node warning of a leak', async () => {
	const stop = new AbortController();
	let waits: Array<Promise<void>> = [];
	const warnings = await nodeWarnings(async () => {
		waits = Array.from({ length: 300 }, async () => {
			await systemClock.wait(3_600_000, stop.signal);
		});
	});
	stop.abort();
	await Promise.all(waits);
	expect(warnings).toEqual([]);
});

describe('a wait leaves neither a timer nor a listener behind', () => {
	beforeEach(() => void jest.useFakeTimers());
	const left = (signal: AbortSignal) => [
		jest.getTimerCount(),
		getEventListeners(signal, 'abort').length,
	];

	it('after its time', async () => {
		const { signal } = new AbortController();
		const wait = systemClock.wait(1_000, signal);
		expect(left(signal)).toEqual([1, 1]);
		jest.advanceTimersByTime(1_000);
		await wait;
		expect(left(signal)).toEqual([0, 0]);
	});

	it('when it is cut short, and begins none after that', async () => {
		const stop = new AbortController();
		const wait = systemClock.wait(1_000, stop.signal);
		stop.abort();
		await wait;
		await systemClock.wait(1_000, stop.signal);
		expect(left(stop.signal)).toEqual([0, 0]);
	});
});

it('goes forward also when somebody sets the date back', () => {
	jest.useFakeTimers({ now: Date.parse('2026-11-24T08:00:00Z'), doNotFake: ['performance'] });
	const before = [systemClock.now(), systemClock.date()];
	jest.setSystemTime(Date.parse('2026-11-23T08:00:00Z'));
	expect(systemClock.now()).toBeGreaterThanOrEqual(before[0]);
	expect(systemClock.date()).toBe(before[1] - 24 * 3_600_000);
});
