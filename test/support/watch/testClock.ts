import type { Clock } from '../../../exchange/watch/clock';

/** Time that passes only when a test says so. */
export class TestClock implements Clock {
	private time = 1_000;
	private readonly waits = new Set<{ at: number; resolve(): void }>();

	/** @param offset difference of the machine's date, UTC milliseconds */
	constructor(private offset = Date.parse('2026-11-24T08:00:00Z')) {}

	now(): number {
		return this.time;
	}

	date(): number {
		return this.time - 1_000 + this.offset;
	}

	/** As when somebody sets the machine's clock. */
	setDate(date: number): void {
		this.offset = date - this.time + 1_000;
	}

	async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
		if (signal.aborted) return;
		await new Promise<void>((resolve) => {
			const wait = {
				at: this.time + milliseconds,
				resolve: () => {
					this.waits.delete(wait);
					signal.removeEventListener('abort', wait.resolve);
					resolve();
				},
			};
			this.waits.add(wait);
			signal.addEventListener('abort', wait.resolve);
		});
	}

	/** Lets time pass, and everything happen that happens in it. */
	async pass(milliseconds: number): Promise<void> {
		const end = this.time + milliseconds;
		await settled();
		for (;;) {
			const next = [...this.waits].sort((one, other) => one.at - other.at)[0];
			if (next === undefined || next.at > end) break;
			this.time = Math.max(this.time, next.at);
			next.resolve();
			await settled();
		}
		this.time = end;
		await settled();
	}

	/** Waits that have not ended. */
	get waiting(): number {
		return this.waits.size;
	}
}

/** Lets promises that depend on nothing outside settle. */
export async function settled(): Promise<void> {
	for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
