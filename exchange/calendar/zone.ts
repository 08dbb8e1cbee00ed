import { dayMs, dayNumber } from './civil';

/**
 * A clock that can be converted to and from UTC. Local times are plain numbers as well:
 * the milliseconds that UTC would need to show the same clock face.
 */
export interface Zone {
	/** The id it was asked for by. */
	readonly id: string;
	/** Local time of a UTC instant, both in milliseconds. */
	toLocal(utc: number): number;
	/**
	 * UTC instant of a local time. A time that the clock skips moves forward by what was skipped;
	 * of a time that the clock shows twice, the first is taken. Windows and Exchange do the same.
	 */
	toUtc(local: number): number;
}

/** From `utc` on the clock is `offset` ahead of UTC; both in milliseconds. */
export interface OffsetChange {
	utc: number;
	offset: number;
}

/** The changes of offset in one calendar year of UTC, in order, and the offset when the year begins. */
export interface ZoneYear {
	initialOffset: number;
	changes: OffsetChange[];
}

/** A zone from what is known of each year; years are worked out once, when first needed. */
export function zoneFromYears(id: string, yearOf: (year: number) => ZoneYear): Zone {
	const years = new Map<number, ZoneYear>();
	let nearestYear: ZoneYear | undefined;
	let nearestFrom = 1;
	let nearestTo = 0;

	const offsetAt = (utc: number): number => {
		if (nearestYear === undefined || utc < nearestFrom || utc >= nearestTo) {
			const year = new Date(utc).getUTCFullYear();
			nearestFrom = dayNumber(year, 1, 1) * dayMs;
			nearestTo = dayNumber(year + 1, 1, 1) * dayMs;
			nearestYear = years.get(year);
			if (nearestYear === undefined) {
				nearestYear = yearOf(year);
				years.set(year, nearestYear);
			}
		}
		let offset = nearestYear.initialOffset;
		for (const change of nearestYear.changes) {
			if (utc < change.utc) break;
			offset = change.offset;
		}
		return offset;
	};

	return {
		id,
		toLocal: (utc) => utc + offsetAt(utc),
		toUtc: (local) => {
			const before = offsetAt(local - dayMs);
			const after = offsetAt(local + dayMs);
			if (before === after) {
				const steady = local - before;
				if (offsetAt(steady) === before) return steady;
			}
			// The first reading of the clock face that is true; a skipped time has none and keeps the
			// offset from before the gap, which moves it forward by the gap.
			for (const offset of [before, after]) {
				const utc = local - offset;
				if (offsetAt(utc) === offset) return utc;
			}
			return local - before;
		},
	};
}

export const utcZone: Zone = { id: 'UTC', toLocal: (utc) => utc, toUtc: (local) => local };
