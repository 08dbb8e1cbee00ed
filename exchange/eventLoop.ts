/** Longest time that work holds the event loop before others get it, in milliseconds. */
const longestTurnMs = 6;

/**
 * Shares the event loop between the long work of one connection and everything else in the process:
 * however many answers are read at the same time, one of them goes on in each turn of the loop.
 */
export class EventLoopTurns {
	private since = performance.now();
	private readonly waiting: Array<() => void> = [];

	/** True once this turn's time is used up: then `next` is to be awaited. */
	get isOver(): boolean {
		return performance.now() - this.since >= longestTurnMs;
	}

	/** Lets the event loop turn, and goes on when it is this one's turn. */
	async next(): Promise<void> {
		await new Promise<void>((resolve) => {
			if (this.waiting.push(resolve) === 1) setImmediate(this.begin);
		});
	}

	private readonly begin = (): void => {
		this.since = performance.now();
		const resolve = this.waiting.shift();
		if (this.waiting.length > 0) setImmediate(this.begin);
		resolve?.();
	};
}
