import { dayMs } from '../calendar/civil';
import type { Privacy } from '../changes/privacy';
import type { ConflictPolicy, CalendarItemView, Planning, SourceEvent } from './plan/plan';
import type { CalendarAccess, ItemLink } from './ports';

export interface CalendarState {
	linked: Map<string, CalendarItemView[]>;
	unlinked: CalendarItemView[];
}

/** Up to this many ids are looked up one by one; for more, all links of the source are read. */
const fewIds = 200;

interface StateOptions {
	/** Everything linked is needed, not only the inputs' own items. */
	isSnapshot: boolean;
	/** Items without a link are needed as well, to find those that match. */
	withUnlinked: boolean;
}

/** Reads what planning needs to know of the calendar, in as few requests as possible. */
export async function readState(
	access: CalendarAccess,
	events: readonly SourceEvent[],
	{ isSnapshot, withUnlinked }: StateOptions,
): Promise<CalendarState> {
	const wanted = new Set(
		events.filter(({ failure }) => !failure).map(({ externalId }) => externalId),
	);
	const links = await findLinks(access, [...wanted], { isSnapshot, withUnlinked });
	const named = new Set(events.flatMap(({ given }) => (given?.id ? [given.id] : [])));
	const ids = new Set(
		links
			.filter(({ externalId }) =>
				externalId === undefined ? withUnlinked : isSnapshot || wanted.has(externalId),
			)
			.map(({ id }) => id),
	);
	for (const id of named) ids.add(id);
	const items = await access.read([...ids]);
	const state: CalendarState = { linked: new Map(), unlinked: [] };
	for (const item of items.values()) {
		const { externalId } = item;
		if (externalId === undefined) state.unlinked.push(item);
		else state.linked.set(externalId, [...(state.linked.get(externalId) ?? []), item]);
	}
	return state;
}

async function findLinks(
	access: CalendarAccess,
	ids: string[],
	{ isSnapshot, withUnlinked }: StateOptions,
): Promise<ItemLink[]> {
	if (withUnlinked) return await access.all();
	if (isSnapshot || ids.length > fewIds) return await access.linked();
	return ids.length === 0 ? [] : await access.linkedTo(ids);
}

/** The number of items that the source has in the calendar: a share in `maxDeletes` is one of it. */
export async function countLinked(access: CalendarAccess): Promise<number> {
	return new Set((await access.linked()).map(({ externalId }) => externalId)).size;
}

interface PlanningOptions {
	action?: 'upsert' | 'delete' | 'snapshot';
	conflictPolicy?: ConflictPolicy;
	window?: { pastDays: number; futureDays: number };
	allowAttendeeCopies?: boolean;
	adoptMatching?: boolean;
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
		...state,
		...rest,
	};
}
