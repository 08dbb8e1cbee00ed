/** First in, first out for each owner; the owners take turns, so that a busy one doesn't hold up others. */
export class FairQueue<T> {
	/** In the order of their turns. */
	private readonly owners = new Map<string, Set<T>>();
	private count = 0;

	get length(): number {
		return this.count;
	}

	push(owner: string, entry: T): void {
		const waiting = this.owners.get(owner);
		if (waiting) waiting.add(entry);
		else this.owners.set(owner, new Set([entry]));
		this.count++;
	}

	/** The first entry of the owner whose turn it is. */
	shift(): T | undefined {
		for (const [owner, waiting] of this.owners) {
			const [entry] = waiting;
			this.owners.delete(owner);
			waiting.delete(entry);
			if (waiting.size > 0) this.owners.set(owner, waiting);
			this.count--;
			return entry;
		}
		return undefined;
	}

	/** Takes an entry out before its turn. */
	remove(owner: string, entry: T): boolean {
		const waiting = this.owners.get(owner);
		if (!waiting?.delete(entry)) return false;
		if (waiting.size === 0) this.owners.delete(owner);
		this.count--;
		return true;
	}
}
