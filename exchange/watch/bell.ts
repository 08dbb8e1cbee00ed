import { onAbort } from '../transport/onAbort';
import type { Clock } from './clock';

/** Wakes one who waits; a ring while nobody waits is kept. */
export class Bell {
	private hasRung = false;
	private waking?: () => void;

	ring(): void {
		this.hasRung = true;
		this.waking?.();
	}

	/** Waits for a ring, for the time to pass, or for `signal` to abort. */
	async wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
		if (!this.hasRung && !signal.aborted) {
			const woken = new AbortController();
			const wake = () => woken.abort();
			this.waking = wake;
			const stopListening = onAbort(signal, wake);
			await clock.wait(Math.max(0, milliseconds), woken.signal);
			stopListening();
			this.waking = undefined;
		}
		this.hasRung = false;
	}
}
