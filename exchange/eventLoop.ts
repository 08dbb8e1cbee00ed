/** Maximum time that work holds the event loop before others get it, in milliseconds. */
const maxTurnMs = 6;

/**
 * Shares the event loop between the long work of one connection and everything else in the process:
 * however many answers are read at the same time, together they take one such time a turn.
 */
export class EventLoopTurns {
	/** The time at which this turn of the loop first did such work. */
	private since: number | undefined;
	private readonly waiting: Array<() => void> = [];

	/** True once this turn's time is used up: then `next` is to be awaited. */
	get isOver(): boolean {
		if (this.since !== undefined) return performance.now() - this.since >= maxTurnMs;
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

/** The next turn of the event loop, after what the system has to tell. */
export async function nextTurn(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Does something for each entry and yields now and then, so that its caller can let others work.
 * @param stride entries between two yields: together far less than a millisecond of work
 */
export function* each<T>(
	entries: Iterable<T>,
	work: (entry: T) => void,
	stride = 256,
): Generator<void, void> {
	let done = 0;
	for (const entry of entries) {
		work(entry);
		if (++done % stride === 0) yield;
	}
}

/** Interrupts long work: `next` is awaited whenever `isOver` is true. */
export interface Turns {
	readonly isOver: boolean;
	next(): Promise<void>;
}

/** Carries out work that yields now and then. */
export async function inTurns<T>(work: Generator<void, T>, turns: Turns): Promise<T> {
	for (;;) {
		const step = work.next();
		if (step.done) return step.value;
		if (turns.isOver) await turns.next();
	}
}
