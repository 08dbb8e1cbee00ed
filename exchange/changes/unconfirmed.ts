import type { KnownItems } from './position/known';
import type { KnownEvent, KnownItem } from './position/knownItem';
import { each } from '../eventLoop';

/**
 * Lays what an unconfirmed run reported over what counts as reported. Its changes may or may not have
 * arrived, so what it knows differently is in doubt: it is reported again when it is met, and as
 * deleted when it is gone by now. Without this an event that was created, delivered, never confirmed
 * and then deleted would stay downstream for ever. Yields now and then.
 */
export function* addUnconfirmed(
	counted: KnownItems,
	unconfirmed: KnownItems,
): Generator<void, void> {
	const met = new Set<number>();
	yield* each(unconfirmed.values(), (item) => {
		const { ids, uid, instance } = item;
		const same = counted.byId(ids[0]) ?? counted.byUid(uid, instance);
		if (same === undefined || same.isUnconfirmed) {
			met.add(counted.add(unreported(item)).row);
			return;
		}
		met.add(same.row);
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
		if (met.has(item.row)) return;
		item.self = outdated(item.self);
		for (const [start, event] of item.occurrences ?? []) {
			item.occurrences?.set(start, { ...event, doubt: 'outdated' });
		}
	});
}

/** Takes out what stayed in doubt: the run met nothing of it. */
export function withoutDoubt(item: KnownItem): void {
	if (item.self?.doubt === 'unreported') item.self = undefined;
	for (const [start, event] of item.occurrences ?? []) {
		if (event.doubt === 'unreported') item.occurrences?.delete(start);
	}
}

function merged(counted?: KnownEvent, unconfirmed?: KnownEvent): KnownEvent | undefined {
	if (counted === undefined) return unconfirmed && { ...unconfirmed, doubt: 'unreported' };
	const isSame =
		unconfirmed?.start === counted.start &&
		unconfirmed.end === counted.end &&
		unconfirmed.content === counted.content;
	return isSame ? counted : outdated(counted);
}

function outdated(event: KnownEvent | undefined): KnownEvent | undefined {
	return event && { ...event, doubt: 'outdated' };
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
					{ ...event, doubt: 'unreported' as const },
				]),
			),
	};
}
