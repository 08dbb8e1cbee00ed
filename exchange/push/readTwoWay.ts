import { each, inTurns } from '../eventLoop';
import type { TwoWayAccess } from './ports';
import type { TwoWayMemory } from './plan/twoWayMemory';
import { chooseItems, wantedItems } from './twoWayReads/chosen';
import { addMissing, listChanges, type Listed } from './twoWayReads/listed';
import { hideOmitted } from './twoWayReads/omitted';
import { addStandIns, findNewLinks, readDoubled, readInto } from './twoWayReads/readItems';
import { listUnreadable } from './twoWayReads/unreadable';
import { unseenState, type TwoWayReadOptions, type TwoWayState } from './twoWayReads/state';

/**
 * Reads what changed since the last run, and of the rest what the inputs make necessary; the others are as
 * remembered. Brings `memory` up to date for items that concern nobody.
 */
export async function readTwoWay(
	access: TwoWayAccess,
	memory: TwoWayMemory,
	options: TwoWayReadOptions,
): Promise<TwoWayState> {
	const { turns } = options;
	const state = unseenState();
	const externalIds = new Map<string, string>();
	const remember = each(memory.links, ([externalId, { id, copies = [] }]) => {
		for (const one of [id, ...copies]) externalIds.set(one, externalId);
	});
	await inTurns(remember, turns);
	const listed = await listChanges(access, memory, externalIds, turns);
	await addMissing(access, { listed, externalIds, state });
	const wanted = await inTurns(wantedItems(memory, options, state), turns);
	const unlisted = [...wanted].filter((id) => isUnlisted(id, { memory, listed, externalIds }));
	if (unlisted.length > 0) state.strangers = await access.strangers(unlisted);
	for (const id of state.strangers.keys()) wanted.delete(id);
	state.isQuiet =
		listed.isEmpty && listed.changed.size === 0 && state.gone.size === 0 && wanted.size === 0;
	const ids = new Set([...listed.changed, ...wanted]);
	const due = await chooseItems(access, memory, { ids, wanted, externalIds, state, options });
	await readInto(state, access, due, { externalIds, options });
	if (!listed.isComparison || state.unreadable.size > 0) {
		await findNewLinks(state, access, memory, { externalIds, options });
	}
	await readDoubled(state, access, memory, { externalIds, options });
	await hideOmitted(access, state, externalIds);
	for (const [externalId, id] of state.hidden) {
		if (state.linked.has(externalId)) state.hidden.delete(externalId);
		else state.gone.delete(id);
	}
	// They are read again until they can be: Exchange lists them no more.
	for (const id of state.unreadable.keys()) {
		memory.others.set(id, { start: 0, ...memory.others.get(id), changeKey: '' });
	}
	await listUnreadable(access, memory, { state, options });
	await inTurns(addStandIns(state, memory, options), turns);
	return state;
}

/** True for what the calendar's lists never had: somebody names it. */
function isUnlisted(id: string, { memory, listed, externalIds }: KnownItems): boolean {
	return !memory.others.has(id) && !listed.changed.has(id) && !externalIds.has(id);
}

interface KnownItems {
	memory: TwoWayMemory;
	listed: Listed;
	externalIds: ReadonlyMap<string, string>;
}
