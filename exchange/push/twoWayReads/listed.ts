import { changedItems, type SyncProgress } from '../../changes/items';
import { each, inTurns, type Turns } from '../../eventLoop';
import type { TwoWayMemory } from '../plan/twoWayMemory';
import type { TwoWayAccess } from '../ports';
import type { Reading } from './state';

/** The changes that Exchange lists since the memory. */
export interface Listed {
	/** Ids of items that are new, or another version than is remembered. */
	changed: Set<string>;
	/** Ids of remembered items that the list shows as gone. */
	missing: Set<string>;
	/** Everything was listed, not only what changed. */
	isComparison: boolean;
	isEmpty: boolean;
}

/** Lists what changed, and moves the sync state of `memory`. */
export async function listChanges(
	access: TwoWayAccess,
	memory: TwoWayMemory,
	externalIds: ReadonlyMap<string, string>,
	turns: Turns,
): Promise<Listed> {
	let isComparison = memory.syncState === undefined;
	const changeKeys = new Map<string, string>();
	const progress: SyncProgress = {
		syncState: memory.syncState,
		deletions: new Map(),
		listed: 0,
		onRestart: () => {
			isComparison = true;
			changeKeys.clear();
		},
	};
	const reads = {
		changedItems: async (syncState: string | undefined) => {
			const page = await access.changedItems(syncState);
			for (const { itemId } of page.changes) changeKeys.set(itemId.id, itemId.changeKey);
			return page;
		},
	};
	const present = new Set<string>();
	for await (const listed of changedItems(reads, progress)) {
		for (const { request } of listed) present.add(request.id);
		if (turns.isOver) await turns.next();
	}
	memory.syncState = progress.syncState;
	const isKnown = (id: string) => externalIds.has(id) || memory.others.has(id);
	const missing = new Set([...progress.deletions.values()].filter(isKnown));
	for (const id of missing) present.delete(id);
	const changed = new Set<string>();
	const compare = function* () {
		const missIfAbsent = (id: string) => {
			if (!present.has(id)) missing.add(id);
		};
		if (isComparison) {
			yield* each(externalIds.keys(), missIfAbsent);
			yield* each(memory.others.keys(), missIfAbsent);
		}
		yield* each(memory.links.values(), (link) => {
			if (!link.isUnlisted) return;
			delete link.isUnlisted;
			missIfAbsent(link.id);
		});
		yield* each(present, (id) => {
			const link = memory.links.get(externalIds.get(id) ?? '');
			const known = link?.id === id ? link : memory.others.get(id);
			if (known === undefined || known.changeKey !== changeKeys.get(id)) changed.add(id);
		});
	};
	await inTurns(compare(), turns);
	return { changed, missing, isComparison, isEmpty: progress.listed === 0 };
}

/**
 * Asks for the items that the list shows as gone: one that is private by now may be missing in it for this
 * account only, and is nobody's deletion.
 */
export async function addMissing(
	access: TwoWayAccess,
	{ listed, externalIds, state }: Pick<Reading, 'externalIds' | 'state'> & { listed: Listed },
): Promise<void> {
	if (listed.missing.size === 0) return;
	const found = await access.outlines([...listed.missing]);
	for (const id of listed.missing) {
		const externalId = externalIds.get(id);
		const outline = found.get(id);
		if (outline === undefined) state.gone.add(id);
		else if (outline !== 'hidden') listed.changed.add(id);
		else if (externalId !== undefined) state.hidden.set(externalId, id);
	}
}
