import { onAbort } from '../../../exchange/transport/onAbort';
import { nodeWarnings } from '../../support/nodeWarnings';

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
	const { signal } = new AbortController();
	const warnings = await nodeWarnings(async () => {
		for (let listener = 0; listener < 300; listener++) onAbort(signal, () => {});
	});
	expect(warnings).toEqual([]);
});
