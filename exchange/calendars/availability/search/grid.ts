import { dayMs, minuteMs } from '../../../calendar/civil';
import type { Zone } from '../../../calendar/zone';
import type { SlotSearch } from './slots';

/** All starts that are looked at, in order. */
export function* gridOf({ window, duration, step, zone }: SlotSearch): Generator<void, number[]> {
	const starts: number[] = [];
	let at = onGrid(window.start, step, zone);
	while (at + duration <= window.end) {
		starts.push(at);
		at = onGrid(at + 1, step, zone);
		if (starts.length % 256 === 0) yield;
	}
	return starts;
}

/** The first time at or after `from` at which the clock shows a multiple of the step. */
function onGrid(from: number, step: number, zone: Zone): number {
	let at = from;
	for (;;) {
		const local = zone.toLocal(at);
		const timeOfDay = local - Math.floor(local / dayMs) * dayMs;
		const past = timeOfDay % step;
		if (past === 0) return at;
		const ahead = Math.min(step - past, dayMs - timeOfDay);
		const isSteady = zone.toLocal(at + ahead) - local === ahead;
		// Where the clock changes on the way, it may show a multiple earlier.
		at += isSteady ? ahead : Math.min(ahead, minuteMs - (timeOfDay % minuteMs));
	}
}

/** Index of the first start at or after that time. */
export function firstNotBefore(starts: readonly number[], time: number): number {
	let from = 0;
	let to = starts.length;
	while (from < to) {
		const middle = (from + to) >>> 1;
		if (starts[middle] < time) from = middle + 1;
		else to = middle;
	}
	return from;
}
