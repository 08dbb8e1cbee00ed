import { orAborted } from '../../../exchange/transport/orAborted';

it('gives what the work gives, or its failure', async () => {
	const { signal } = new AbortController();
	await expect(orAborted(Promise.resolve(1), signal)).resolves.toBe(1);
	await expect(orAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
});

it.each([true, false])(
	'is cancelled at once, whatever becomes of the work: aborted before %s',
	async (before) => {
		const unhandled = jest.fn();
		process.on('unhandledRejection', unhandled);
		const stop = new AbortController();
		if (before) stop.abort();
		let fail!: (error: Error) => void;
		const waiting = orAborted(new Promise((_resolve, reject) => (fail = reject)), stop.signal);
		stop.abort();
		await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
		fail(new Error('too late'));
		await new Promise((resolve) => setTimeout(resolve, 10));
		process.off('unhandledRejection', unhandled);
		expect(unhandled).not.toHaveBeenCalled();
	},
);
