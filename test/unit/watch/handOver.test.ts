import { HandOver } from '../../../exchange/watch/handOver';

it('counts an event as taken when the next one is asked for', async () => {
	const handOver = new HandOver<number>();
	const stop = new AbortController();
	const events = handOver.take(stop.signal);
	let taken = false;
	const given = handOver.give([1, 2]).then(() => (taken = true));
	expect([(await events.next()).value, (await events.next()).value]).toEqual([1, 2]);
	await new Promise((resolve) => setImmediate(resolve));
	expect(taken).toBe(false);
	const last = events.next();
	await given;
	stop.abort();
	expect((await last).done).toBe(true);
});

it('rejects what nobody takes any more', async () => {
	const handOver = new HandOver<number>();
	const events = handOver.take(new AbortController().signal);
	const given = handOver.give([1, 2]);
	await events.next();
	await Promise.all([expect(given).rejects.toThrow('Nobody takes events'), events.return()]);
	await expect(handOver.give([3])).rejects.toThrow('Nobody takes events');
});
