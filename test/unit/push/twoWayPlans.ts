import type { WrittenItem } from '../../../exchange/push/plan/nextMemory';
import type { CalendarItemView, SourceEvent } from '../../../exchange/push/plan/plan';
import { planTwoWay } from '../../../exchange/push/plan/planTwoWay';
import {
	emptyMemory,
	type RememberedDeletion,
	type RememberedItem,
	type RememberedLink,
	type TwoWayMemory,
} from '../../../exchange/push/plan/twoWayMemory';
import type { TwoWayPlanning } from '../../../exchange/push/plan/twoWayPlanning';
import { planning } from './items';

type Known = Pick<
	RememberedLink,
	'id' | 'source' | 'reported' | 'otherFields' | 'untold' | 'copies' | 'restored'
>;

/** What a memory says of both sides, without where and when the items are. */
export interface PlainMemory {
	links?: Record<string, Known>;
	others?: Record<string, Pick<RememberedItem, 'changeKey' | 'iCalUId' | 'reported'>>;
	deleted?: Record<string, RememberedDeletion>;
}

const start = Date.parse('2026-12-01T09:00:00Z');
const place = { start, end: start + 3_600_000 };

export function memoryOf({ links = {}, others = {}, deleted = {} }: PlainMemory): TwoWayMemory {
	const memory = emptyMemory('scope');
	for (const [key, link] of Object.entries(links)) {
		const kind = { isSeries: false, isPrivate: false, isAttendeeCopy: false };
		memory.links.set(key, { changeKey: 'key', ...place, ...kind, ...link });
	}
	for (const [id, other] of Object.entries(others)) memory.others.set(id, { ...place, ...other });
	for (const [key, deletion] of Object.entries(deleted)) memory.deleted.set(key, deletion);
	return memory;
}

/** The planning of items of which this is remembered. */
export function twoWayOf(
	items: readonly CalendarItemView[],
	{
		memory: plain = {},
		present = new Map(items.map(({ id, changeKey }) => [id, changeKey])),
		...more
	}: Partial<Omit<TwoWayPlanning, 'memory'>> & {
		memory?: PlainMemory | TwoWayMemory;
		/** Ids of the items that are there, read or not. */
		present?: ReadonlyMap<string, string>;
	} = {},
): TwoWayPlanning {
	const memory = 'scope' in plain ? plain : memoryOf(plain);
	const known = [...[...memory.links.values()].map(({ id }) => id), ...memory.others.keys()];
	return {
		...planning(items),
		policy: 'report',
		gone: new Set(known.filter((id) => !present.has(id))),
		lacking: new Set(),
		newFromExchange: true,
		...more,
		memory,
	};
}

function plain({ links, others, deleted }: TwoWayMemory): Required<PlainMemory> {
	return {
		links: Object.fromEntries(
			[...links].map(([key, { id, source, reported, otherFields, untold, copies }]) => [
				key,
				{ id, source, reported, otherFields, untold, copies },
			]),
		),
		others: Object.fromEntries(
			[...others].map(([id, { changeKey, iCalUId, reported }]) => [
				id,
				{ changeKey, iCalUId, reported },
			]),
		),
		deleted: Object.fromEntries(
			[...deleted].map(([key, { source, id }]) => [
				key,
				{ source, ...(id !== undefined && { id }) },
			]),
		),
	};
}

/** A plan in one go, with memories as records. */
export function planned(events: readonly SourceEvent[], planning: TwoWayPlanning) {
	const running = planTwoWay(events, planning);
	for (;;) {
		const { done, value } = running.next();
		if (!done) continue;
		const next = (written: ReadonlyMap<string, WrittenItem>) => ended(value.remember(written));
		const remember = (written: ReadonlyMap<string, WrittenItem>) => plain(next(written));
		return { ...value, remember, next };
	}
}

/** What work in turns comes to, without others in between. */
export function ended<T>(work: Generator<void, T>): T {
	for (;;) {
		const { done, value } = work.next();
		if (done) return value;
	}
}
