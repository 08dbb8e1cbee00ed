/** Longest time that work holds the event loop before others get it, in milliseconds. */
const longestTurnMs = 6;

/**
 * Shares the event loop between the long work of one connection and everything else in the process:
 * however many answers are read at the same time, together they take one such time a turn.
 */
export class EventLoopTurns {
	/** When this turn of the loop first did such work. */
	private since: number | undefined;
	private readonly waiting: Array<() => void> = [];

	/** True once this turn's time is used up: then `next` is to be awaited. */
	get isOver(): boolean {
		if (this.since !== undefined) return performance.now() - this.since >= longestTurnMs;
		this.begin();
		return false;
	}

	/** Goes on in a later turn of the event loop. */
	async next(): Promise<void> {
		await new Promise<void>((resolve) => this.waiting.push(resolve));
	}

	private begin(): void {
		this.since = performance.now();
		setImmediate(this.end);
	}

	private readonly end = (): void => {
		this.since = undefined;
		const resolve = this.waiting.shift();
		if (resolve === undefined) return;
		this.begin();
		resolve();
	};
}
