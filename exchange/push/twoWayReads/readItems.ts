import { each } from '../../eventLoop';
import { oldestFirst } from '../plan/copies';
import { idInLinks } from '../plan/link';
import { rememberedView, withoutContent } from '../plan/standIn';
import type { TwoWayMemory } from '../plan/twoWayMemory';
import type { TwoWayAccess } from '../ports';
import { hideOmitted } from './omitted';
import type { TwoWayReadOptions, TwoWayState } from './state';

/** Items that are read whole at a time; of more, what they say is not kept. */
const readAtOnce = 400;

export interface ReadingInto {
	externalIds: ReadonlyMap<string, string>;
	options: TwoWayReadOptions;
	/** The content of the items is needed. */
	isWhole?: boolean;
}

export async function readInto(
	state: TwoWayState,
	access: TwoWayAccess,
	ids: readonly string[],
	{ externalIds, options: { turns }, isWhole = ids.length <= readAtOnce }: ReadingInto,
): Promise<void> {
	for (let at = 0; at < ids.length; at += readAtOnce) {
		const some = ids.slice(at, at + readAtOnce);
		const unreadable = new Map<string, string>();
		const items = await access.read(some, (id, { message }) => unreadable.set(id, message));
		for (const id of some) {
			if (turns.isOver) await turns.next();
			const item = items.get(id);
			const known = externalIds.get(id);
			const why = unreadable.get(id);
			if (why !== undefined) {
				if (known !== undefined) state.hidden.set(known, id);
				else state.unreadable.set(id, why);
			} else if (item === undefined) {
				// What was never known is nothing to miss.
				state.gone.add(id);
			} else if (item.externalId !== undefined) {
				const own = state.linked.get(item.externalId) ?? [];
				own.push(isWhole ? item : withoutContent(item));
				state.linked.set(item.externalId, own);
			} else if (known !== undefined && (item.isPrivate || item.isAttendeeCopy)) {
				// Its link can't be read, or an update of its organizer has taken the place of it.
				state.hidden.set(known, id);
			} else {
				if (known !== undefined) state.gone.add(id);
				state.unlinked.push(item);
			}
		}
	}
}

/**
 * Events whose items nobody remembers may be there all the same: the position may be an old one, or the
 * item can't be read.
 */
export async function findNewLinks(
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
	const items = [...[...state.linked.values()].flat(), ...state.unlinked];
	const read = new Set(items.map(({ id }) => id));
	const ids = links.map(({ id }) => id);
	const due = ids.filter((id) => !read.has(id) && !state.unreadable.has(id));
	await readInto(state, access, due, reading);
	const named = new Map(
		unknown.map((externalId) => [idInLinks(access.source, externalId), externalId]),
	);
	for (const { id, externalId = '' } of links) {
		const name = named.get(externalId);
		if (name !== undefined && state.unreadable.has(id)) state.hidden.set(name, id);
	}
}

/** Of an event that is there a second time all items are read: which one stays depends on them all. */
export async function readDoubled(
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

/** Links that are as remembered: of all that the inputs speak of. Yields now and then. */
export function* addStandIns(
	{ linked, gone, hidden }: TwoWayState,
	{ links }: TwoWayMemory,
	{ events, isComplete }: TwoWayReadOptions,
): Generator<void, void> {
	const asked = isComplete ? links.keys() : events.map(({ externalId }) => externalId);
	yield* each(new Set([...linked.keys(), ...asked]), (externalId) => {
		const link = links.get(externalId);
		if (link === undefined || hidden.has(externalId) || gone.has(link.id)) return;
		const read = linked.get(externalId) ?? [];
		if (read.some(({ id }) => id === link.id)) return;
		linked.set(externalId, [rememberedView(externalId, link), ...read]);
	});
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
	await hideOmitted(access, state, owners);
	return true;
}
