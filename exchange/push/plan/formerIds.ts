import { each } from '../../eventLoop';
import type { SourceEvent } from './plan';
import type { FormerId, TwoWayMemory } from './twoWayMemory';
import type { TwoWayPlanning } from './twoWayPlanning';

type FormerIds = ReadonlyMap<string, FormerId>;

/** The id by which an item is known now; of one that is gone the last one that it had. */
export function currentId(formerIds: FormerIds, id: string): string {
	let now = id;
	for (let left = formerIds.size; left > 0; left--) {
		const next = formerIds.get(now)?.id;
		if (next === undefined) break;
		now = next;
	}
	return now;
}

/** The events with the ids that the items they name have by now. */
export function withCurrentIds(events: SourceEvent[], { formerIds }: TwoWayMemory): SourceEvent[] {
	if (formerIds.size === 0) return events;
	return events.map((event) => {
		const { given } = event;
		if (given?.id === undefined || !formerIds.has(given.id)) return event;
		return { ...event, given: { ...given, id: currentId(formerIds, given.id) } };
	});
}

/** Those of the named ids that the source was told, and whose items people deleted. */
export function goneOfNamed(
	events: readonly SourceEvent[],
	{ memory, gone }: Pick<TwoWayPlanning, 'memory' | 'gone'>,
): ReadonlySet<string> {
	if (memory.formerIds.size === 0 && gone.size === 0) return new Set();
	const isGone = (id: string) =>
		memory.formerIds.has(id) || (gone.has(id) && memory.others.get(id)?.reported !== undefined);
	const named = events.flatMap(({ given }) => given?.id ?? []);
	return new Set(named.filter(isGone));
}

/**
 * The former ids after a run: those of items that are not linked, and those of items that are gone until
 * they would lie before the window and the source names them no more. Yields now and then.
 */
export function* nextFormerIds(
	{ memory, gone, window }: TwoWayPlanning,
	others: TwoWayMemory['others'],
	events: Iterable<SourceEvent>,
): Generator<void, Map<string, FormerId>> {
	const all = new Map(memory.formerIds);
	for (const id of gone) {
		const known = memory.others.get(id);
		if (known?.reported !== undefined) all.set(id, formerId(known));
	}
	const named = new Set<string>();
	yield* each(events, ({ given }) => void (given?.id !== undefined && named.add(given.id)), 32);
	const kept = new Map<string, FormerId>();
	const keep = ([id, former]: [string, FormerId]) => {
		const now = currentId(all, id);
		const last = all.get(now);
		const isOfUse = last
			? (last.end ?? Infinity) > window.start || named.has(now)
			: others.has(now);
		if (isOfUse) kept.set(id, former);
	};
	yield* each(all, keep, 32);
	return kept;
}

/** @param now the id that the item has by now; absent: it is gone */
export function formerId({ iCalUId, start, end }: Omit<FormerId, 'id'>, now?: string): FormerId {
	return {
		...(now !== undefined && { id: now }),
		...(iCalUId !== undefined && { iCalUId }),
		start,
		...(end !== undefined && { end }),
	};
}
