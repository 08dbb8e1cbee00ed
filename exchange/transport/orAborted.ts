import { cancellation } from './errors';
import { onAbort } from './onAbort';

/** @throws Cancelled when `signal` aborts first */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	if (signal.aborted) {
		// Nobody waits for it any more: a failure of it is nobody's, and would end the process.
		work.catch(() => undefined);
		throw cancellation(signal);
	}
	return await new Promise<T>((resolve, reject) => {
		const cancel = () => reject(cancellation(signal));
		work.then(resolve, reject).finally(onAbort(signal, cancel));
	});
}
