/**
 * Does something for each entry and yields now and then, so that whoever drives it can let others work.
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

/** What may interrupt long work: `next` is awaited whenever `isOver` is true. */
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
