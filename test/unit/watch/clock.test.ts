import { systemClock } from '../../../exchange/watch/clock';
import { nodeWarnings } from '../../support/nodeWarnings';

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
