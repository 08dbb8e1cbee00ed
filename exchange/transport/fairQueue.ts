/** First in, first out within a lane; the lanes take turns, so that a busy one doesn't hold up others. */
export class FairQueue<T> {
	/** In the order of their turns. */
	private readonly lanes = new Map<string, Set<T>>();
	private count = 0;

	get length(): number {
		return this.count;
	}

	push(lane: string, entry: T): void {
		const waiting = this.lanes.get(lane);
		if (waiting) waiting.add(entry);
		else this.lanes.set(lane, new Set([entry]));
		this.count++;
	}

	/** The first entry of the lane whose turn it is. */
	shift(): T | undefined {
		for (const [lane, waiting] of this.lanes) {
			const [entry] = waiting;
			this.lanes.delete(lane);
			waiting.delete(entry);
			if (waiting.size > 0) this.lanes.set(lane, waiting);
			this.count--;
			return entry;
		}
		return undefined;
	}

	/** Takes an entry out before its turn. */
	remove(lane: string, entry: T): boolean {
		const waiting = this.lanes.get(lane);
		if (!waiting?.delete(entry)) return false;
		if (waiting.size === 0) this.lanes.delete(lane);
		this.count--;
		return true;
	}
}
