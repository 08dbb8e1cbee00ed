import { onAbort } from '../../../exchange/transport/onAbort';

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

it('does it once, when the signal aborts', () => {
	const stop = new AbortController();
	const cancel = jest.fn();
	onAbort(stop.signal, cancel);
	expect(cancel).not.toHaveBeenCalled();
	stop.abort();
	stop.signal.dispatchEvent(new Event('abort'));
	expect(cancel).toHaveBeenCalledTimes(1);
});

it('does nothing after the end of the listening', () => {
	const stop = new AbortController();
	const cancel = jest.fn();
	onAbort(stop.signal, cancel)();
	stop.abort();
	expect(cancel).not.toHaveBeenCalled();
});

it('has hundreds listen without Node warning of a leak', async () => {
	const warned = jest.fn();
	process.on('warning', warned);
	const { signal } = new AbortController();
	for (let listener = 0; listener < 300; listener++) onAbort(signal, () => {});
	await turn();
	process.off('warning', warned);
	expect(warned.mock.calls).toEqual([]);
});
