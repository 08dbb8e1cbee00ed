const start = Date.parse('2026-09-28T10:00:00Z');
const RealDate = Date;
let now = start;

/** A clock that stands still unless a step of a history moves it; timers go on. */
class StoppedDate extends RealDate {
	constructor(...parts: unknown[]) {
		super(...((parts.length === 0 ? [now] : parts) as [number]));
	}

	static override now(): number {
		return now;
	}

	static [Symbol.hasInstance](value: unknown): boolean {
		return RealDate.prototype.isPrototypeOf.call(RealDate.prototype, value as object);
	}
}

/** Stops the clock of this process. */
export function stopClock(): void {
	globalThis.Date = StoppedDate as DateConstructor;
}

export function restoreClock(): void {
	globalThis.Date = RealDate;
}

/** Back to where each history begins. */
export function resetClock(): void {
	now = start;
}

export function moveClock(milliseconds: number): void {
	now += milliseconds;
}
