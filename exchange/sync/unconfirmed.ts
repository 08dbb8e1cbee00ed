import { knownItems, type KnownEvent, type KnownItem } from './known';

/**
 * Lays what an unconfirmed run reported over what counts as reported. Its changes may or may not have
 * arrived, so what it knows differently is in doubt: it is reported again when it is met, and as
 * deleted when it is gone by now. Without this an event that was created, delivered, never confirmed
 * and then deleted would stay downstream for ever.
 */
export function withUnconfirmed(counted: KnownItem[], unconfirmed: KnownItem[]): KnownItem[] {
	const result = counted.map(copy);
	const known = knownItems(result);
	const met = new Set<KnownItem>();
	for (const item of unconfirmed) {
		const same = known.byId(item.ids[0]) ?? known.byUid(item.uid, item.instance);
		if (same === undefined) {
			result.push(unreported(item));
			continue;
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
	}
	// The unconfirmed run may have reported these as deleted.
	for (const item of result) {
		if (met.has(item) || item.isUnconfirmed) continue;
		item.self = outdated(item.self);
		for (const [start, event] of item.occurrences ?? []) {
			item.occurrences?.set(start, { ...event, doubt: 'outdated' });
		}
	}
	return result;
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

function unreported(item: KnownItem): KnownItem {
	const { self, occurrences } = item;
	return {
		...item,
		isUnconfirmed: true,
		self: merged(undefined, self),
		occurrences:
			occurrences &&
			new Map([...occurrences].map(([start, event]) => [start, { ...event, doubt: 'unreported' }])),
	};
}

function copy(item: KnownItem): KnownItem {
	return {
		...item,
		ids: [...item.ids],
		occurrences: item.occurrences && new Map(item.occurrences),
	};
}
