import { onAbort } from '../transport/onAbort';

/** Time as a watch sees it; tests have one of their own. */
export interface Clock {
	/** Milliseconds that only go forward, whatever happens to the machine's date. */
	now(): number;
	/** Milliseconds since 1970, as the machine believes. */
	date(): number;
	/** Resolves after that time, or when `signal` aborts. */
	wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
	now: () => performance.now(),
	date: () => Date.now(),
	wait: async (milliseconds, signal) => {
		if (signal.aborted) return;
		await new Promise<void>((resolve) => {
			const end = () => {
				clearTimeout(timer);
				stopListening();
				resolve();
			};
			const timer = setTimeout(end, Math.max(0, milliseconds));
			const stopListening = onAbort(signal, end);
		});
	},
};
