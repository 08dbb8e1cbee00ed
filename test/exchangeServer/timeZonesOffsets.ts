/** From that moment (ms since 1970) a zone is so many minutes east of UTC. */
export interface OffsetChange {
	from: number;
	offset: number;
}

const minute = 60_000;
const week = 7 * 24 * 60 * minute;

/** The offset at the beginning of a UTC year, then its changes. */
export function offsetChanges(offsetAt: (ms: number) => number, year: number): OffsetChange[] {
	return changesBetween(offsetAt, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
}

/**
 * The offset at `from`, then what changes until `to`, to the minute.
 * Looks once a week: nobody changes the clock for less (Ramadan in Morocco takes a month).
 */
export function changesBetween(
	offsetAt: (ms: number) => number,
	from: number,
	to: number,
): OffsetChange[] {
	const changes = [{ from, offset: offsetAt(from) }];
	for (let at = from; at < to; at += week) {
		const next = Math.min(at + week, to);
		const offset = offsetAt(next);
		if (offset === changes.at(-1)!.offset) continue;
		const moment = momentOfChange(offsetAt, at, next);
		if (moment < to) changes.push({ from: moment, offset });
	}
	return changes;
}

function momentOfChange(offsetAt: (ms: number) => number, from: number, to: number): number {
	const before = offsetAt(from);
	let [low, high] = [from, to];
	while (high - low > minute) {
		const middle = low + Math.floor((high - low) / 2 / minute) * minute;
		if (offsetAt(middle) === before) low = middle;
		else high = middle;
	}
	return high;
}
