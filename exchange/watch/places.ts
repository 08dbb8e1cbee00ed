/** Work that asks for a place. */
export interface Visit {
	/** UTC milliseconds of the next moment that waits for it: the earliest comes first. */
	at(): number;
	/** It failed the last time. */
	isRetry: boolean;
}

/** What waits for it: a moment that is due, or none yet; or else it is a retry. */
type Kind = 'due' | 'ahead' | 'retry';

/** Parts of the places that each kind has at most. */
const shares: Record<Kind, number> = { due: 1, ahead: 1 / 2, retry: 1 / 4 };

interface Waiting extends Visit {
	enter(kind: Kind): void;
}

/**
 * Places at one server for work that moments wait for, so that thousands of mailboxes don't ask at once. Retries,
 * which may take minutes each, as of a database that hangs, come in the order in which they ask.
 */
export class Places {
	private readonly waiting = new Set<Waiting>();
	private readonly taken: Record<Kind, number> = { due: 0, ahead: 0, retry: 0 };

	/** @param date gives UTC milliseconds */
	constructor(
		private readonly most: number,
		private readonly date: () => number,
	) {}

	/** Does it once it has a place. */
	async run<Result>(visit: Visit, work: () => Promise<Result>): Promise<Result> {
		const kind = await new Promise<Kind>((enter) => {
			this.waiting.add({ ...visit, enter });
			this.letIn();
		});
		try {
			return await work();
		} finally {
			this.taken[kind]--;
			this.letIn();
		}
	}

	/** Lets in who has a place by now, as who became due while it waited. */
	letIn(): void {
		const { most, taken } = this;
		while (taken.due + taken.ahead + taken.retry < most) {
			const date = this.date();
			let first: { one: Waiting; at: number; kind: Kind } | undefined;
			for (const one of this.waiting) {
				const at = one.isRetry ? Infinity : one.at();
				const kind = kindOf(one, at, date);
				if (taken[kind] >= most * shares[kind]) continue;
				if (!first || at < first.at) first = { one, at, kind };
			}
			if (!first) return;
			const { one, kind } = first;
			this.waiting.delete(one);
			taken[kind]++;
			one.enter(kind);
		}
	}

	/** When the next one of those that wait becomes due, UTC milliseconds; Infinity where none will. */
	nextDue(): number {
		const date = this.date();
		let next = Infinity;
		for (const one of this.waiting) {
			const at = one.at();
			if (kindOf(one, at, date) === 'ahead') next = Math.min(next, at);
		}
		return next;
	}
}

function kindOf({ isRetry }: Visit, at: number, date: number): Kind {
	if (isRetry) return 'retry';
	return at > date ? 'ahead' : 'due';
}
