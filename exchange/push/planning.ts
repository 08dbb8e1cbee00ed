import { dayMs } from '../calendar/civil';
import { each, inTurns, type Turns } from '../eventLoop';
import { oldestFirst } from './plan/copies';
import { line } from './plan/comparable';
import { idInLinks } from './plan/link';
import type { Privacy } from '../changes/privacy';
import type {
	ConflictPolicy,
	CalendarItemView,
	Planning,
	SourceEvent,
	SendInvitations,
	Stranger,
	UnreadableItem,
} from './plan/plan';
import type { CalendarAccess, ItemLink } from './ports';

export interface CalendarState {
	/** By external id, the oldest first. */
	linked: Map<string, CalendarItemView[]>;
	/** Items of no source, and of other sources. */
	unlinked: CalendarItemView[];
	/** Why items can't be read, by their ids. */
	unreadable?: ReadonlyMap<string, string>;
	/** Ids of items of an event that can't be read, by external id. */
	unreadableLinks?: ReadonlyMap<string, string>;
	/** Items that can't be read, and may be one of the events. */
	unreadableUnlinked?: readonly UnreadableItem[];
	/** Items that the inputs name, and that no event can be linked to, by id. */
	strangers?: ReadonlyMap<string, Stranger>;
}

export interface StateOptions {
	/** Everything linked is needed, not only the inputs' own items. */
	isSnapshot: boolean;
	/** Items that are not linked are needed as well, where they could be one of the events. */
	withUnlinked: boolean;
	turns: Turns;
}

/** Reads what planning needs to know of the calendar, in as few requests as possible. */
export async function readState(
	access: CalendarAccess,
	events: readonly SourceEvent[],
	options: StateOptions,
): Promise<CalendarState> {
	const due = events.filter(({ failure }) => !failure);
	const wanted = [...new Set(due.map(({ externalId }) => externalId))];
	const uids = new Set(due.flatMap(({ given }) => (given?.iCalUId ? [given.iCalUId] : [])));
	const links = await findLinks(access, due, options);
	const subjects = new Set(
		options.withUnlinked ? due.map(({ event }) => line(event?.subject)) : [],
	);
	const inLinks = new Set(wanted.map((externalId) => idInLinks(access.source, externalId)));
	const isNeeded = ({ externalId, iCalUId, subject }: ItemLink) => {
		// The key of a copy is not its own.
		if (iCalUId !== undefined && uids.has(iCalUId)) return true;
		return externalId === undefined
			? subjects.has(line(subject))
			: options.isSnapshot || inLinks.has(externalId);
	};
	const ids = new Set<string>();
	const listed = new Set<string>();
	const linked = new Set<string | undefined>();
	const sort = (link: ItemLink) => {
		if (isNeeded(link)) ids.add(link.id);
		listed.add(link.id);
		linked.add(link.externalId);
	};
	await inTurns(each(links, sort), options.turns);
	const isLinked = ({ externalId }: SourceEvent) =>
		linked.has(idInLinks(access.source, externalId));
	const strangers = new Map<string, Stranger>();
	const givenItems = async (some: readonly SourceEvent[]) => {
		const given = some.flatMap(({ given: { id } = {} }) => (id ? [id] : []));
		const unlisted = new Set(given.filter((id) => !listed.has(id)));
		const found = unlisted.size > 0 ? await access.strangers([...unlisted]) : [];
		for (const [id, stranger] of found) strangers.set(id, stranger);
		return given.filter((id) => !strangers.has(id));
	};
	for (const id of await givenItems(due.filter((event) => !isLinked(event)))) ids.add(id);
	const unreadable = new Map<string, string>();
	const read = async (some: readonly string[]) =>
		await access.read(some, (id, error) => unreadable.set(id, error.message));
	const items = await read([...ids]);
	// A key that a copy or an invitation has alone is no link.
	const own = new Set([...items.values()].map(({ externalId }) => externalId));
	const misled = due.filter((event) => isLinked(event) && !own.has(event.externalId));
	const more = (await givenItems(misled)).filter((id) => !ids.has(id));
	for (const [id, item] of more.length > 0 ? await read(more) : []) items.set(id, item);
	const unreadableLinks = new Map<string, string>();
	for (const { id, externalId } of links) {
		if (externalId !== undefined && unreadable.has(id)) unreadableLinks.set(externalId, id);
	}
	const named = due.map(({ externalId }) => [idInLinks(access.source, externalId), externalId]);
	for (const [inLink, externalId] of named) {
		const id = unreadableLinks.get(inLink);
		if (id !== undefined) unreadableLinks.set(externalId, id);
	}
	return {
		...stateOf(items.values()),
		unreadable,
		unreadableLinks,
		unreadableUnlinked: links.filter(
			({ id, externalId }) => externalId === undefined && unreadable.has(id),
		),
		...(strangers.size > 0 && { strangers }),
	};
}

async function findLinks(
	access: CalendarAccess,
	due: readonly SourceEvent[],
	{ isSnapshot, withUnlinked }: StateOptions,
): Promise<ItemLink[]> {
	const wanted = [...new Set(due.map(({ externalId }) => externalId))];
	const inLinks = (externalId: string) => idInLinks(access.source, externalId);
	if (isSnapshot || withUnlinked) {
		const withDetails = withUnlinked || due.some(({ given }) => given?.iCalUId);
		return await everyLink(access, wanted, withDetails);
	}
	const links = await access.linkedTo(wanted);
	const known = new Set(links.map(({ externalId }) => externalId));
	// The whole calendar is listed only for events that are named, and not linked yet.
	const isNamed = due.some(
		({ externalId, given }) => given?.iCalUId && !known.has(inLinks(externalId)),
	);
	return isNamed ? [...(await access.all({ withDetails: true })), ...links] : links;
}

/** Sorts items by their events; those that are there more than once as every run sorts them. */
export function stateOf(items: Iterable<CalendarItemView>): CalendarState {
	const state: CalendarState = { linked: new Map(), unlinked: [] };
	for (const item of items) {
		const { externalId } = item;
		if (externalId === undefined) state.unlinked.push(item);
		else state.linked.set(externalId, [...(state.linked.get(externalId) ?? []), item]);
	}
	for (const [externalId, some] of state.linked) {
		if (some.length > 1) state.linked.set(externalId, oldestFirst(some));
	}
	return state;
}

/**
 * Every item of the calendar. What a list lacks of the wanted ids is looked up by its key: a list may be
 * cut, and what it lacks would be created again.
 */
async function everyLink(
	access: CalendarAccess,
	wanted: readonly string[],
	withDetails = false,
): Promise<ItemLink[]> {
	const links = await access.all({ withDetails });
	const known = new Set(links.map(({ externalId }) => externalId));
	const missing = wanted.filter((externalId) => !known.has(idInLinks(access.source, externalId)));
	if (missing.length === 0) return links;
	const ids = new Set(links.map(({ id }) => id));
	const found = await access.linkedTo(missing, { listed: ids.size });
	return [...links, ...found.filter(({ id }) => !ids.has(id))];
}

/** How many events the source has in the calendar: what shares of `maxDeletes` are of. */
export async function countLinked(access: CalendarAccess): Promise<number> {
	const links = await access.all();
	return new Set(links.flatMap(({ externalId }) => externalId ?? [])).size;
}
interface PlanningOptions {
	action?: 'upsert' | 'delete' | 'snapshot';
	conflictPolicy?: ConflictPolicy;
	window?: { pastDays: number; futureDays: number };
	allowAttendeeCopies?: boolean;
	adoptMatching?: boolean;
	sendInvitations?: SendInvitations;
	privacy?: Privacy;
	now?: Date;
}

export function planningFor(
	options: PlanningOptions,
	state: CalendarState,
	rest: Pick<Planning, 'zones' | 'isIncomplete' | 'deletedInExchange'>,
): Planning {
	const { pastDays, futureDays } = options.window ?? { pastDays: 30, futureDays: 365 };
	const now = (options.now ?? new Date()).getTime();
	return {
		mode: options.action === 'snapshot' ? 'snapshot' : 'changes',
		policy: options.conflictPolicy ?? 'exchangeWins',
		privacy: options.privacy ?? 'maskPrivate',
		window: { start: now - pastDays * dayMs, end: now + futureDays * dayMs },
		allowAttendeeCopies: options.allowAttendeeCopies === true,
		adoptMatching: options.adoptMatching === true,
		mailsChangedOnly: options.sendInvitations === 'changed',
		...state,
		...rest,
	};
}
