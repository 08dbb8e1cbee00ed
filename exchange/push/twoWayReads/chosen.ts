import { touches } from '../../calendar/civil';
import { each } from '../../eventLoop';
import { allowedDeletions } from '../plan/deletionGuard';
import { currentId, formerId } from '../plan/formerIds';
import type { SourceEvent } from '../plan/plan';
import type { RememberedItem, TwoWayMemory } from '../plan/twoWayMemory';
import type { TwoWayAccess } from '../ports';
import { likelyStarts } from './likelyStarts';
import type { Reading, TwoWayReadOptions, TwoWayState } from './state';

/** Items that are to be read although nobody changed them. Yields now and then. */
export function* wantedItems(
	memory: TwoWayMemory,
	{ events, isComplete, window, newFromExchange, adoptMatching }: TwoWayReadOptions,
	state: TwoWayState,
): Generator<void, Set<string>> {
	const { ids, uids, starts } = namedBy(events, memory);
	// What was gone before is not asked for again.
	const wanted = new Set([...ids].filter((id) => !memory.formerIds.has(id)));
	const lacking: string[] = [];
	let told = 0;
	yield* each(memory.others, ([id, item]) => {
		if (state.gone.has(id)) return;
		const isNamed = ids.has(id) || (item.iCalUId !== undefined && uids.has(item.iCalUId));
		if (isNamed || item.changeKey === '' || (adoptMatching && starts.mayBe(item))) wanted.add(id);
		if (!newFromExchange || !touches(placeOf(item), window)) return;
		if (item.reported === undefined) wanted.add(id);
		else {
			told++;
			if (isComplete && !isNamed) lacking.push(id);
		}
	});
	yield* each(memory.links.values(), ({ id, changeKey, copies, doubts, restored }) => {
		const isDue = copies || doubts || restored === 'doubt' || changeKey === '';
		const due = isDue ? [id, ...(copies ?? [])] : [];
		for (const one of due) if (!state.gone.has(one)) wanted.add(one);
	});
	// Who lacks most of what it was told doesn't take it over at all.
	if (lacking.length <= allowedDeletions(undefined, told)) {
		for (const id of lacking) {
			wanted.add(id);
			state.lacking.add(id);
		}
	}
	return wanted;
}

/** Items that the inputs name, or that may match them. */
function namedBy(events: readonly SourceEvent[], memory: TwoWayMemory) {
	const ids = new Set<string>();
	const uids = new Set<string>();
	const unlinked = events.filter(({ externalId }) => !memory.links.has(externalId));
	for (const { given } of unlinked) {
		if (given?.id !== undefined) ids.add(currentId(memory.formerIds, given.id));
		if (given?.iCalUId !== undefined) uids.add(given.iCalUId);
	}
	return { ids, uids, starts: likelyStarts(unlinked) };
}

function placeOf({ start, end = Infinity }: RememberedItem) {
	return { start, end };
}

/** Looks at the outlines of items, and chooses those that have to be read whole. */
export async function chooseItems(
	access: TwoWayAccess,
	memory: TwoWayMemory,
	{ ids, wanted, externalIds, state, options }: Reading & ChooseFrom,
): Promise<string[]> {
	if (ids.size === 0) return [];
	const { window, newFromExchange, adoptMatching, events } = options;
	const { ids: named, uids, starts } = namedBy(events, memory);
	const due: string[] = [];
	const reasons = new Map<string, string>();
	const found = await access.outlines([...ids], (id, { message }) => reasons.set(id, message));
	for (const id of wanted) if (memory.others.get(id)?.doubt && !found.has(id)) state.gone.add(id);
	const moved = movedItems(memory, state.gone);
	for (const [id, outline] of found) {
		const externalId = externalIds.get(id);
		if (outline === 'hidden') {
			if (externalId !== undefined) state.hidden.set(externalId, id);
			else state.unreadable.set(id, reasons.get(id) ?? '');
			continue;
		}
		const { iCalUId = '', start, end, changeKey } = outline;
		const from = moved.get(iCalUId);
		rename(memory, state.gone, { from, to: id });
		const isDue =
			wanted.has(id) ||
			externalId !== undefined ||
			outline.externalId !== undefined ||
			uids.has(iCalUId) ||
			(from !== undefined && named.has(from)) ||
			(newFromExchange && touches(outline, window)) ||
			(adoptMatching && starts.mayBe(outline));
		if (isDue) due.push(id);
		else {
			const { reported, doubt } = memory.others.get(id) ?? {};
			memory.others.set(id, {
				changeKey,
				start,
				...(end !== Infinity && { end }),
				...(iCalUId !== '' && { iCalUId }),
				...(reported !== undefined && { reported }),
				...(doubt && { doubt }),
			});
		}
		if (options.turns.isOver) await options.turns.next();
	}
	return due;
}

interface ChooseFrom {
	ids: ReadonlySet<string>;
	wanted: ReadonlySet<string>;
}

/** Items that are gone, now or before, by UID: a mailbox that was moved gives its items new ids. */
function movedItems(
	{ others, formerIds }: TwoWayMemory,
	gone: ReadonlySet<string>,
): Map<string, string> {
	const moved = new Map<string, string>();
	for (const [id, { id: now, iCalUId }] of formerIds) {
		if (now === undefined && iCalUId !== undefined) moved.set(iCalUId, id);
	}
	for (const id of gone) {
		const uid = others.get(id)?.iCalUId;
		if (uid !== undefined) moved.set(uid, id);
	}
	return moved;
}

function rename(
	{ others, formerIds }: TwoWayMemory,
	gone: Set<string>,
	{ from, to }: { from: string | undefined; to: string },
): void {
	if (from === undefined) return;
	const known = others.get(from);
	const told = known?.reported === undefined ? formerIds.get(from) : known;
	if (told !== undefined) {
		formerIds.set(from, formerId(told, to));
		formerIds.delete(to);
	}
	if (known === undefined || others.has(to)) return;
	others.delete(from);
	others.set(to, known);
	gone.delete(from);
}
