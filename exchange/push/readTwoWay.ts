import { changedItems, type SyncProgress } from '../changes/items';
import type { Turns } from '../eventLoop';
import type { TwoWayAccess } from './ports';
import { oldestFirst } from './plan/copies';
import { allowedDeletions } from './plan/deletionGuard';
import type { CalendarItemView, SourceEvent } from './plan/plan';
import { isInside } from './plan/sourceReports';
import { rememberedView, withoutContent } from './plan/standIn';
import type { RememberedItem, TwoWayMemory } from './plan/twoWayMemory';

export interface TwoWayReadOptions {
	events: readonly SourceEvent[];
	/** The inputs are all that the source has. */
	isComplete: boolean;
	window: { start: number; end: number };
	newFromExchange: boolean;
	adoptMatching: boolean;
	turns: Turns;
}

/** What two-way planning needs to know of the calendar. */
export interface TwoWayState {
	linked: Map<string, CalendarItemView[]>;
	unlinked: CalendarItemView[];
	/** Ids of remembered items that are gone. */
	gone: Set<string>;
	/** Linked events whose items this account may not see any more, with the ids of those. */
	hidden: Map<string, string>;
	/** Ids of items that the source was told of and lacks. */
	lacking: Set<string>;
	/** Exchange listed no change, and nothing came into the window. */
	isQuiet: boolean;
}

/** Items that are read whole at a time; of more, what they say is not kept. */
const readAtOnce = 400;

/**
 * Reads what changed since the last run, and of the rest what the inputs make necessary; the others are as
 * remembered. Brings `memory` up to date for items that concern nobody.
 */
export async function readTwoWay(
	access: TwoWayAccess,
	memory: TwoWayMemory,
	options: TwoWayReadOptions,
): Promise<TwoWayState> {
	const state: TwoWayState = {
		linked: new Map(),
		unlinked: [],
		gone: new Set(),
		hidden: new Map(),
		lacking: new Set(),
		isQuiet: true,
	};
	const externalIds = new Map<string, string>();
	for (const [externalId, { id, copies = [] }] of memory.links) {
		for (const one of [id, ...copies]) externalIds.set(one, externalId);
	}
	const listed = await listChanges(access, memory, externalIds);
	await addMissing(access, { listed, externalIds, state });
	const wanted = wantedItems(memory, options, state);
	state.isQuiet =
		listed.isEmpty && listed.changed.size === 0 && state.gone.size === 0 && wanted.size === 0;
	const ids = new Set([...listed.changed, ...wanted]);
	const due = await chooseItems(access, memory, { ids, wanted, externalIds, state, options });
	await readInto(state, access, due, { externalIds, options });
	if (!listed.isComparison) await findNewLinks(state, access, memory, { externalIds, options });
	await readDoubled(state, access, memory, { externalIds, options });
	for (const [externalId, id] of state.hidden) {
		if (state.linked.has(externalId)) state.hidden.delete(externalId);
		else state.gone.delete(id);
	}
	addStandIns(state, memory, options);
	return state;
}

interface Listed {
	/** Ids of items that are new, or another version than is remembered. */
	changed: Set<string>;
	/** Ids of remembered items that the list shows as gone. */
	missing: Set<string>;
	/** Everything was listed, not only what changed. */
	isComparison: boolean;
	isEmpty: boolean;
}

async function listChanges(
	access: TwoWayAccess,
	memory: TwoWayMemory,
	externalIds: ReadonlyMap<string, string>,
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
	for await (const { request } of changedItems(reads, progress)) present.add(request.id);
	memory.syncState = progress.syncState;
	const isKnown = (id: string) => externalIds.has(id) || memory.others.has(id);
	const missing = new Set([...progress.deletions.values()].filter(isKnown));
	for (const id of missing) present.delete(id);
	if (isComparison) {
		for (const id of [...externalIds.keys(), ...memory.others.keys()]) {
			if (!present.has(id)) missing.add(id);
		}
	}
	for (const link of memory.links.values()) {
		if (!link.isUnlisted) continue;
		delete link.isUnlisted;
		if (!present.has(link.id)) missing.add(link.id);
	}
	const changed = new Set<string>();
	for (const id of present) {
		const link = memory.links.get(externalIds.get(id) ?? '');
		const known = link?.id === id ? link : memory.others.get(id);
		if (known === undefined || known.changeKey !== changeKeys.get(id)) changed.add(id);
	}
	return { changed, missing, isComparison, isEmpty: progress.listed === 0 };
}

interface Reading {
	externalIds: ReadonlyMap<string, string>;
	state: TwoWayState;
	options: TwoWayReadOptions;
}

/**
 * Asks for the items that the list shows as gone: one that is private by now may be missing in it for this
 * account only, and is nobody's deletion.
 */
async function addMissing(
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

/** Items that are to be read although nobody changed them. */
function wantedItems(
	memory: TwoWayMemory,
	{ events, isComplete, window, newFromExchange, adoptMatching }: TwoWayReadOptions,
	state: TwoWayState,
): Set<string> {
	const { ids, uids, starts } = namedBy(events, memory);
	const wanted = new Set(ids);
	const lacking: string[] = [];
	let told = 0;
	for (const [id, item] of memory.others) {
		if (state.gone.has(id)) continue;
		const isNamed = ids.has(id) || (item.iCalUId !== undefined && uids.has(item.iCalUId));
		if (isNamed || item.changeKey === '' || (adoptMatching && starts.has(item.start)))
			wanted.add(id);
		if (!newFromExchange || !isInside(placeOf(item), window)) continue;
		if (item.reported === undefined) wanted.add(id);
		else {
			told++;
			if (isComplete && !isNamed) lacking.push(id);
		}
	}
	for (const { id, copies } of memory.links.values()) {
		for (const one of copies ? [id, ...copies] : []) if (!state.gone.has(one)) wanted.add(one);
	}
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
	const starts = new Set<number>();
	for (const { given, event, externalId } of events) {
		if (memory.links.has(externalId)) continue;
		if (given?.id !== undefined) ids.add(given.id);
		if (given?.iCalUId !== undefined) uids.add(given.iCalUId);
		if (event?.times) starts.add(Date.parse(event.times.start));
	}
	return { ids, uids, starts };
}

function placeOf({ start, end = Infinity }: RememberedItem) {
	return { start, end };
}

/** Looks at the outlines of items, and chooses those that have to be read whole. */
async function chooseItems(
	access: TwoWayAccess,
	memory: TwoWayMemory,
	{ ids, wanted, externalIds, state, options }: Reading & ChooseFrom,
): Promise<string[]> {
	if (ids.size === 0) return [];
	const { window, newFromExchange, adoptMatching, events } = options;
	const { uids, starts } = namedBy(events, memory);
	const due: string[] = [];
	const moved = movedItems(memory, state.gone);
	for (const [id, outline] of await access.outlines([...ids])) {
		const externalId = externalIds.get(id);
		if (outline === 'hidden') {
			if (externalId !== undefined) state.hidden.set(externalId, id);
			continue;
		}
		const { iCalUId = '', start, end, changeKey } = outline;
		rename(memory, state.gone, { from: moved.get(iCalUId), to: id });
		const isDue =
			wanted.has(id) ||
			externalId !== undefined ||
			outline.externalId !== undefined ||
			uids.has(iCalUId) ||
			(newFromExchange && isInside(outline, window)) ||
			(adoptMatching && starts.has(start));
		if (isDue) due.push(id);
		else {
			const reported = memory.others.get(id)?.reported;
			memory.others.set(id, {
				changeKey,
				start,
				...(end !== Infinity && { end }),
				...(iCalUId !== '' && { iCalUId }),
				...(reported !== undefined && { reported }),
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

/** Items that are gone, by UID: a mailbox that was moved gives its items new ids. */
function movedItems({ others }: TwoWayMemory, gone: ReadonlySet<string>): Map<string, string> {
	return new Map(
		[...gone].flatMap((id) => {
			const uid = others.get(id)?.iCalUId;
			return uid === undefined ? [] : [[uid, id]];
		}),
	);
}

function rename(
	{ others }: TwoWayMemory,
	gone: Set<string>,
	{ from, to }: { from: string | undefined; to: string },
): void {
	const known = from === undefined ? undefined : others.get(from);
	if (from === undefined || known === undefined || others.has(to)) return;
	others.delete(from);
	others.set(to, known);
	gone.delete(from);
}

interface ReadingInto {
	externalIds: ReadonlyMap<string, string>;
	options: TwoWayReadOptions;
	/** What the items say is needed. */
	isWhole?: boolean;
}

async function readInto(
	state: TwoWayState,
	access: TwoWayAccess,
	ids: readonly string[],
	{ externalIds, options: { turns }, isWhole = ids.length <= readAtOnce }: ReadingInto,
): Promise<void> {
	for (let at = 0; at < ids.length; at += readAtOnce) {
		const some = ids.slice(at, at + readAtOnce);
		const unreadable = new Set<string>();
		const items = await access.read(some, (id) => unreadable.add(id));
		for (const id of some) {
			if (turns.isOver) await turns.next();
			const item = items.get(id);
			const known = externalIds.get(id);
			if (unreadable.has(id)) {
				if (known !== undefined) state.hidden.set(known, id);
			} else if (item === undefined) {
				// What was never known is nothing to miss.
				state.gone.add(id);
			} else if (item.externalId !== undefined) {
				const own = state.linked.get(item.externalId) ?? [];
				own.push(isWhole ? item : withoutContent(item));
				state.linked.set(item.externalId, own);
			} else if (known !== undefined && item.isPrivate) state.hidden.set(known, id);
			else {
				if (known !== undefined) state.gone.add(id);
				state.unlinked.push(item);
			}
		}
	}
}

/** Events whose items nobody remembers may be there all the same: the position may be an old one. */
async function findNewLinks(
	state: TwoWayState,
	access: TwoWayAccess,
	memory: TwoWayMemory,
	reading: ReadingInto,
): Promise<void> {
	const unknown = reading.options.events
		.filter(({ externalId, failure }) => externalId !== '' && !failure)
		.map(({ externalId }) => externalId)
		.filter((externalId) => !memory.links.has(externalId) && !state.linked.has(externalId));
	if (unknown.length === 0) return;
	const links = await access.linkedTo([...new Set(unknown)]);
	const read = new Set([...state.linked.values()].flat().map(({ id }) => id));
	const ids = links.map(({ id }) => id).filter((id) => !read.has(id));
	await readInto(state, access, ids, reading);
}

/** Of an event that is there a second time all items are read: which one stays depends on them all. */
async function readDoubled(
	state: TwoWayState,
	access: TwoWayAccess,
	memory: TwoWayMemory,
	reading: ReadingInto,
): Promise<void> {
	const remembered: string[] = [];
	for (const [externalId, read] of state.linked) {
		const id = memory.links.get(externalId)?.id;
		if (id === undefined || state.gone.has(id) || state.hidden.has(externalId)) continue;
		if (!read.some((item) => item.id === id)) remembered.push(id);
	}
	if (remembered.length > 0) await readInto(state, access, remembered, reading);
	for (const [externalId, read] of state.linked) {
		if (read.length > 1) state.linked.set(externalId, oldestFirst(read));
	}
}

/** Links that are as remembered: of all that the inputs speak of. */
function addStandIns(
	{ linked, gone, hidden }: TwoWayState,
	{ links }: TwoWayMemory,
	{ events, isComplete }: TwoWayReadOptions,
): void {
	const asked = isComplete ? links.keys() : events.map(({ externalId }) => externalId);
	for (const externalId of new Set([...linked.keys(), ...asked])) {
		const link = links.get(externalId);
		if (link === undefined || hidden.has(externalId) || gone.has(link.id)) continue;
		const read = linked.get(externalId) ?? [];
		if (read.some(({ id }) => id === link.id)) continue;
		linked.set(externalId, [rememberedView(externalId, link), ...read]);
	}
}

/**
 * Reads the items that stand-ins were taken for.
 * @returns false when there was none
 */
export async function readStandIns(
	state: TwoWayState,
	access: TwoWayAccess,
	externalIds: ReadonlySet<string>,
	options: TwoWayReadOptions,
): Promise<boolean> {
	const owners = new Map<string, string>();
	for (const externalId of externalIds) {
		for (const { id, isStandIn } of state.linked.get(externalId) ?? []) {
			if (isStandIn) owners.set(id, externalId);
		}
	}
	if (owners.size === 0) return false;
	for (const externalId of owners.values()) state.linked.delete(externalId);
	const found = await access.outlines([...owners.keys()]);
	const ids: string[] = [];
	for (const [id, externalId] of owners) {
		const outline = found.get(id);
		if (outline === 'hidden') state.hidden.set(externalId, id);
		else if (outline === undefined) state.gone.add(id);
		else ids.push(id);
	}
	await readInto(state, access, ids, { externalIds: owners, options, isWhole: true });
	return true;
}
