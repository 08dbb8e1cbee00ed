import { type KnownItems, KnownItemSet } from './position/known';
import type { KnownEvent } from './compare';
import type { KnownItem } from './position/knownItem';
import { each } from '../eventLoop';

/**
 * Merges the items of an unconfirmed run into those that count as reported. Its changes may or may
 * not have arrived, so each event that it knows differently becomes uncertain: reported again if it
 * exists, and as deleted if it is gone by now. Otherwise an event that was created, delivered, never
 * confirmed and then deleted would stay downstream for ever. Yields now and then.
 */
export function* addUnconfirmed(
	counted: KnownItems,
	unconfirmed: KnownItems,
): Generator<void, void> {
	const met = new KnownItemSet();
	yield* each(unconfirmed.values(), (item) => {
		const { ids, uid, instance } = item;
		const same = counted.byId(ids[0]) ?? counted.byUid(uid, instance);
		if (same === undefined || same.isUnconfirmed) {
			met.add(counted.add(unreported(item)));
			return;
		}
		met.add(same);
		same.self = merged(same.self, item.self);
		const starts = new Set([
			...(same.occurrences?.keys() ?? []),
			...(item.occurrences?.keys() ?? []),
		]);
		const occurrences = new Map<number, KnownEvent>();
		for (const start of starts) {
			const event = merged(same.occurrences?.get(start), item.occurrences?.get(start));
			if (event) occurrences.set(start, event);
		}
		if (occurrences.size > 0) same.occurrences = occurrences;
	});
	// The unconfirmed run may have reported these as deleted.
	yield* each(counted.values(), (item) => {
		if (met.has(item)) return;
		item.self = outdated(item.self);
		for (const [start, event] of item.occurrences ?? []) {
			item.occurrences?.set(start, { ...event, uncertain: 'outdated' });
		}
	});
}

/** Removes the unreported events of an item that the run did not read. */
export function dropUnreported(item: KnownItem): void {
	if (item.self?.uncertain === 'unreported') item.self = undefined;
	for (const [start, event] of item.occurrences ?? []) {
		if (event.uncertain === 'unreported') item.occurrences?.delete(start);
	}
}

function merged(counted?: KnownEvent, unconfirmed?: KnownEvent): KnownEvent | undefined {
	if (counted === undefined) return unconfirmed && { ...unconfirmed, uncertain: 'unreported' };
	const isSame =
		unconfirmed?.start === counted.start &&
		unconfirmed.end === counted.end &&
		unconfirmed.content === counted.content;
	return isSame ? counted : outdated(counted);
}

function outdated(event: KnownEvent | undefined): KnownEvent | undefined {
	return event && { ...event, uncertain: 'outdated' };
}

function unreported({ ids, uid, instance, self, occurrences, nextStart }: KnownItem) {
	return {
		ids,
		uid,
		instance,
		nextStart,
		isUnconfirmed: true,
		self: merged(undefined, self),
		occurrences:
			occurrences &&
			new Map(
				[...occurrences].map(([start, event]) => [
					start,
					{ ...event, uncertain: 'unreported' as const },
				]),
			),
	};
}
