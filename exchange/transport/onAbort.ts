import { setMaxListeners } from 'node:events';

/**
 * Has something done once, when `signal` aborts. All that a run has under way listens to the one signal that
 * it was given, and Node takes more than ten listeners for a leak.
 * @returns what ends the listening
 */
export function onAbort(signal: AbortSignal, cancel: () => void): () => void {
	setMaxListeners(0, signal);
	signal.addEventListener('abort', cancel, { once: true });
	return () => signal.removeEventListener('abort', cancel);
}
