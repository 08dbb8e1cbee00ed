import { dayMs } from '../../../calendar/civil';
import { gridOf } from './grid';
import { free, judge, outside, reasons, unknown, type Judged } from './judge';
import type { FoundProposals, ProposedSlot, SlotSearch } from './slots';

/**
 * Finds the best times to meet. The fewer required people are missing the better, then the fewer others
 * are missing or unknown, then the earlier; a slot without a free room counts one more as missing.
 * A room of which nothing is known at that time is not free.
 *
 * Every start of the grid is judged for every person, one person after the other, with one pass over the
 * grid each: time grows with people × starts, memory with the starts alone. Yields between people, so
 * that others get a turn.
 */
export function* searchSlots(search: SlotSearch): Generator<void, FoundProposals> {
	const starts = yield* gridOf(search);
	const { people, rooms } = search;
	const blocked = new Uint32Array(starts.length);
	const others = new Uint32Array(starts.length);
	const levels = new Uint8Array(starts.length);
	for (const person of people) {
		judge(levels, starts, person, search);
		for (let at = 0; at < levels.length; at++) {
			if (levels[at] === free) continue;
			if (levels[at] >= outside && person.isRequired) blocked[at]++;
			else others[at]++;
		}
		yield;
	}
	if (rooms) {
		const freeRooms = new Uint32Array(starts.length);
		for (const room of rooms) {
			judge(levels, starts, { ...room, isKnown: true }, search);
			for (let at = 0; at < levels.length; at++) if (levels[at] === free) freeRooms[at]++;
			yield;
		}
		for (let at = 0; at < blocked.length; at++) if (freeRooms[at] === 0) blocked[at]++;
	}
	const slots = yield* choose(starts, blocked, others, search, true);
	if (slots.length > 0) return { slots, nearest: [] };
	return { slots, nearest: yield* choose(starts, blocked, others, search, false) };
}

/** Takes the best that may stand beside each other. */
function* choose(
	starts: readonly number[],
	blocked: Uint32Array,
	others: Uint32Array,
	search: SlotSearch,
	onlyPossible: boolean,
): Generator<void, ProposedSlot[]> {
	const mostOthers = search.people.length + 1;
	// Rank and place in one number each: numbers are sorted without a call for each comparison.
	const ranked = new Float64Array(starts.length);
	let count = 0;
	for (let at = 0; at < starts.length; at++) {
		if (onlyPossible && blocked[at] > 0) continue;
		ranked[count++] = (blocked[at] * mostOthers + others[at]) * starts.length + at;
	}
	yield;
	const order = ranked.subarray(0, count).sort();
	yield;
	const chosen: number[] = [];
	for (let next = 0; next < order.length && chosen.length < search.maxProposals; next++) {
		const start = starts[order[next] % starts.length];
		if (chosen.every((other) => mayStandBeside(start, other, search))) chosen.push(start);
		if (next % 1024 === 0) yield;
	}
	const slots: ProposedSlot[] = [];
	for (const start of chosen) {
		slots.push(proposal(start, search));
		yield;
	}
	return slots;
}

function mayStandBeside(one: number, other: number, search: SlotSearch): boolean {
	const { duration, spread, zone } = search;
	if (spread === 'overlapping') return true;
	if (Math.abs(one - other) < duration) return false;
	const dayOf = (time: number) => Math.floor(zone.toLocal(time) / dayMs);
	return spread === 'separate' || dayOf(one) !== dayOf(other);
}

/** The slot at that start, with everybody who can't come. */
function proposal(start: number, search: SlotSearch): ProposedSlot {
	const level = new Uint8Array(1);
	const levelFor = (judged: Judged) => {
		judge(level, [start], judged, search);
		return level[0];
	};
	const slot: ProposedSlot = {
		start,
		end: start + search.duration,
		missing: [],
		unknown: [],
		rooms: [],
	};
	for (const person of search.people) {
		const { mailbox, isRequired } = person;
		const found = levelFor(person);
		if (found === unknown) slot.unknown.push(mailbox);
		if (found >= outside) slot.missing.push({ mailbox, isRequired, reason: reasons[found] });
	}
	slot.rooms = (search.rooms ?? [])
		.filter((room) => levelFor({ ...room, isKnown: true }) === free)
		.sort(({ capacity: one = Infinity }, { capacity: other = Infinity }) =>
			one === other ? 0 : one - other,
		)
		.map(({ mailbox }) => mailbox);
	return slot;
}
