import { systemClock } from '../../../exchange/watch/clock';

it('has hundreds wait, until the signal aborts, without Node warning of a leak', async () => {
	const warned = jest.fn();
	process.on('warning', warned);
	const stop = new AbortController();
	const waits = Array.from({ length: 300 }, async () => {
		await systemClock.wait(3_600_000, stop.signal);
	});
	await new Promise((resolve) => setImmediate(resolve));
	stop.abort();
	await Promise.all(waits);
	process.off('warning', warned);
	expect(warned.mock.calls).toEqual([]);
});
