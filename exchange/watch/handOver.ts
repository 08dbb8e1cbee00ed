/**
 * Hands events over to one who takes them one by one. An event counts as handed over when the next one is
 * asked for: whoever stops after an event has not said that it was of use.
 */
export class HandOver<Event> {
	private readonly waiting: Array<{ event: Event; taken(): void; dropped(error: Error): void }> =
		[];
	private wake?: () => void;
	private isClosed = false;

	/**
	 * Resolves when all of them were taken.
	 * @throws Error when nobody takes them any more
	 */
	async give(events: readonly Event[]): Promise<void> {
		const all = events.map(
			(event) =>
				new Promise<void>((taken, dropped) => {
					if (this.isClosed) dropped(closed());
					else this.waiting.push({ event, taken, dropped });
				}),
		);
		this.wake?.();
		await Promise.all(all);
	}

	/** Events as they come, until `signal` aborts. */
	async *take(signal: AbortSignal): AsyncGenerator<Event, void> {
		const wake = () => this.wake?.();
		signal.addEventListener('abort', wake);
		try {
			while (!signal.aborted) {
				const next = this.waiting[0];
				if (next === undefined) {
					await new Promise<void>((resolve) => (this.wake = resolve));
					continue;
				}
				yield next.event;
				this.waiting.shift();
				next.taken();
			}
		} finally {
			signal.removeEventListener('abort', wake);
			this.isClosed = true;
			for (const { dropped } of this.waiting.splice(0)) dropped(closed());
		}
	}
}

function closed(): Error {
	return new Error('Nobody takes events any more');
}
