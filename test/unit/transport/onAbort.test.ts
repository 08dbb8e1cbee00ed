import { getEventListeners } from 'node:events';
import { abortWith, onAbort } from '../../../exchange/transport/onAbort';
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

it('ends the listening of nobody else when it is ended twice', () => {
	const stop = new AbortController();
	const cancel = jest.fn();
	const end = onAbort(stop.signal, () => {});
	onAbort(stop.signal, cancel);
	end();
	end();
	stop.abort();
	expect(cancel).toHaveBeenCalledTimes(1);
});

it('has hundreds listen without Node warning of a leak', async () => {
	const { signal } = new AbortController();
	const warnings = await nodeWarnings(async () => {
		for (let listener = 0; listener < 300; listener++) onAbort(signal, () => {});
	});
	expect(warnings).toEqual([]);
});

it('listens to a signal once, however many things end with it, and no longer than they last', () => {
	const { signal } = new AbortController();
	const ends = Array.from({ length: 3 }, () => onAbort(signal, () => {}));
	expect(getEventListeners(signal, 'abort')).toHaveLength(1);
	for (const end of ends) end();
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('aborts a controller with the same reason, also where the signal has aborted before', () => {
	const stop = new AbortController();
	const [during, ended, after] = [1, 2, 3].map(() => new AbortController());
	abortWith(stop.signal, during);
	abortWith(stop.signal, ended)();
	abortWith(undefined, after)();
	stop.abort('enough');
	expect([during, ended, after].map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
	abortWith(stop.signal, after);
	expect([during, after].map(({ signal }) => signal.reason as string)).toEqual([
		'enough',
		'enough',
	]);
});
