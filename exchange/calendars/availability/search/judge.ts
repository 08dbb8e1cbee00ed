import { firstNotBefore } from './grid';
import type { AbsenceReason, BusyTime, SlotPerson, SlotSearch } from './slots';

/** By strength; from `outsideWorkingHours` on a person is missing. */
export const free = 0;
export const unknown = 1;
export const outside = 2;
export const reasons: Readonly<Record<number, AbsenceReason>> = {
	[outside]: 'outsideWorkingHours',
	3: 'tentative',
	4: 'busy',
	5: 'oof',
};

/** The part of a person or room that decides. */
export type Judged = Pick<SlotPerson, 'busy' | 'isKnown' | 'working'>;

/** Writes for each start what keeps the person away. */
export function judge(
	levels: Uint8Array,
	starts: readonly number[],
	{ busy, isKnown, working }: Judged,
	search: SlotSearch,
): void {
	const { duration, bufferBefore, bufferAfter } = search;
	if (!isKnown) {
		levels.fill(unknown);
		return;
	}
	levels.fill(working ? outside : free);
	for (const { start, end } of working ?? []) {
		levels.fill(free, firstNotBefore(starts, start), firstNotBefore(starts, end - duration + 1));
	}
	for (const time of busy) {
		const level = levelOf(time, search);
		if (level === free) continue;
		const from = firstNotBefore(starts, time.start - duration - bufferAfter + 1);
		const to = firstNotBefore(starts, time.end + bufferBefore);
		for (let at = from; at < to; at++) if (levels[at] < level) levels[at] = level;
	}
}

function levelOf({ status, start, end }: BusyTime, { isTentativeFree }: SlotSearch): number {
	if (start >= end) return free;
	switch (status) {
		case 'tentative':
			return isTentativeFree ? free : 3;
		case 'busy':
			return 4;
		case 'oof':
			return 5;
		case 'unknown':
			return unknown;
		default:
			return free;
	}
}
