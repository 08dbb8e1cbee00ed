/** Work that asks for a place. */
export interface Visit {
	/** UTC milliseconds of the next moment that waits for it: the earliest comes first. */
	at(): number;
	/** It failed the last time, and may take minutes. */
	isRetry: boolean;
}

interface Waiting extends Visit {
	enter(isPatient: boolean): void;
}

/**
 * Places for work that moments wait for, so that thousands of mailboxes don't ask at once. Retries, and what no
 * moment that is due waits for, have half of them.
 */
export class Places {
	private readonly waiting = new Set<Waiting>();
	private taken = 0;
	private takenByPatient = 0;

	/** @param date gives UTC milliseconds */
	constructor(
		private readonly most: number,
		private readonly date: () => number,
	) {}

	/** Does it once it has a place. */
	async run<Result>(visit: Visit, work: () => Promise<Result>): Promise<Result> {
		const isPatient = await new Promise<boolean>((enter) => {
			this.waiting.add({ ...visit, enter });
			this.letIn();
		});
		try {
			return await work();
		} finally {
			this.taken--;
			if (isPatient) this.takenByPatient--;
			this.letIn();
		}
	}

	private letIn(): void {
		while (this.taken < this.most) {
			const date = this.date();
			let first: { one: Waiting; at: number; isPatient: boolean } | undefined;
			for (const one of this.waiting) {
				const at = one.at();
				const isPatient = one.isRetry || at > date;
				if (isPatient && this.takenByPatient >= this.most / 2) continue;
				if (!first || at < first.at) first = { one, at, isPatient };
			}
			if (!first) return;
			const { one, isPatient } = first;
			this.waiting.delete(one);
			this.taken++;
			if (isPatient) this.takenByPatient++;
			one.enter(isPatient);
		}
	}
}
