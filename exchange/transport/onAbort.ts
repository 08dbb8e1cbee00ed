/** All that is under way under one signal, and is to be cancelled with it. */
class UnderWay {
	private readonly cancels: Array<() => void> = [];

	constructor(private readonly signal: AbortSignal) {}

	add(cancel: () => void): void {
		if (this.cancels.push(cancel) > 1) return;
		this.signal.addEventListener('abort', this.cancelAll, { once: true });
	}

	remove(cancel: () => void): void {
		const place = this.cancels.indexOf(cancel);
		if (place === -1) return;
		this.cancels.splice(place, 1);
		// A signal made of others lives as long as somebody listens to it.
		if (this.cancels.length === 0) this.signal.removeEventListener('abort', this.cancelAll);
	}

	private readonly cancelAll = (): void => {
		for (const cancel of this.cancels.splice(0)) cancel();
	};
}

const underWay = new WeakMap<AbortSignal, UnderWay>();

/**
 * Aborts `controller` when `signal` aborts. Node 20 never forgets what AbortSignal.any made of a long-lived
 * signal, such as that of a watch.
 * @returns what ends that
 */
export function abortWith(
	signal: AbortSignal | undefined,
	controller: AbortController,
): () => void {
	if (signal === undefined) return () => undefined;
	const abort = () => controller.abort(signal.reason);
	if (!signal.aborted) return onAbort(signal, abort);
	abort();
	return () => undefined;
}

/**
 * Has something done once, when `signal` aborts. All that a run has under way listens to the one signal that
 * it was given, by one listener: Node takes more than ten for a leak, and a removed one still points to the
 * one that came after it, so that of a long run's requests none would be freed before a full collection.
 * @returns what ends the listening
 */
export function onAbort(signal: AbortSignal, cancel: () => void): () => void {
	let all = underWay.get(signal);
	if (all === undefined) underWay.set(signal, (all = new UnderWay(signal)));
	const listening = all;
	listening.add(cancel);
	return () => listening.remove(cancel);
}
