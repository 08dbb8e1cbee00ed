import { type KnownItems, KnownItemSet } from './position/known';
import { endedBefore, isUncertain, type KnownEvent, type RunWindow } from './compare';
import type { KnownContent, KnownItem } from './position/knownItem';
import { each } from '../eventLoop';

/**
 * The worth of a position once it counts: everything that it told is certain, and what it told as
 * deleted is gone. Yields now and then.
 */
export function* confirm(counted: KnownItems): Generator<void, void> {
	if (!counted.rows.hasDoubts) return;
	counted.rows.hasDoubts = false;
	yield* each(counted.values(), (item) => {
		const { self, occurrences } = item;
		if (self?.uncertain) item.self = confirmed(self);
		for (const [start, event] of occurrences ?? []) {
			if (event.uncertain === undefined) continue;
			const after = confirmed(event);
			if (after) occurrences?.set(start, after);
			else occurrences?.delete(start);
		}
		if (item.isEmpty) counted.remove(item);
	});
}

function confirmed({ uncertain, ...event }: KnownEvent): KnownEvent | undefined {
	return uncertain === 'gone' ? undefined : event;
}

/**
 * Merges the items of an unconfirmed run into those that count as reported. Its changes may or may
 * not have arrived, so each event that it knows differently becomes uncertain: reported again if it
 * exists, and as deleted if it is gone by now. Otherwise an event that was created, delivered, never
 * confirmed and then deleted would stay downstream for ever. The position that the next run ends with
 * remembers them in turn, until one is confirmed. Yields now and then.
 */
export function* addUnconfirmed(
	counted: KnownItems,
	unconfirmed: KnownItems,
): Generator<void, void> {
	const met = new KnownItemSet();
	counted.rows.hasDoubts = true;
	yield* each(unconfirmed.values(), (item) => {
		const { ids, uid, instance, isSecond } = item;
		const same = counted.byId(ids[0]) ?? (isSecond ? undefined : counted.byUid(uid, instance));
		if (same === undefined || (same.isUnconfirmed && met.has(same))) {
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
			item.occurrences?.set(start, outdated(event)!);
		}
	});
}

/** True for an item with an event, not past, that has to be told whatever it is now. */
export function isDoubtful({ self, occurrences }: KnownItem, window: RunWindow): boolean {
	const isDue = (event: KnownEvent) => isUncertain(event) && !endedBefore(event, window);
	return (self && isDue(self)) || [...(occurrences?.values() ?? [])].some(isDue);
}

/** Keeps the unreported events of an item that the run did not read in mind, as such that may be there. */
export function leaveUnreported(item: KnownItem): void {
	if (item.self?.uncertain === 'unreported') item.self = { ...item.self, uncertain: 'gone' };
	for (const [start, event] of item.occurrences ?? []) {
		if (event.uncertain === 'unreported')
			item.occurrences?.set(start, { ...event, uncertain: 'gone' });
	}
}

/**
 * Keeps the doubtful events of an item that is there and that the run could not read: whatever it says when
 * it is read is told, and so is its deletion, also once this run counts.
 */
export function keepUnread(item: KnownItem): void {
	const { self, occurrences } = item;
	if (self && isUncertain(self)) item.self = unread(self);
	for (const [start, event] of occurrences ?? []) {
		if (isUncertain(event)) occurrences?.set(start, unread(event));
	}
}

/** No digest of a content is that large: each reading differs from it. */
const noContent = 2 ** 53;

function unread(event: KnownEvent): KnownEvent {
	return { ...event, content: noContent, uncertain: 'retold' };
}

function merged(counted?: KnownEvent, unconfirmed?: KnownEvent): KnownEvent | undefined {
	if (counted === undefined) return unconfirmed && { ...unconfirmed, uncertain: 'unreported' };
	const isSame =
		unconfirmed?.uncertain === undefined &&
		unconfirmed?.start === counted.start &&
		unconfirmed.end === counted.end &&
		unconfirmed.content === counted.content;
	return isSame ? counted : outdated(counted);
}

/** A doubt stays one, whatever another run knows of the item. */
function outdated(event: KnownEvent | undefined): KnownEvent | undefined {
	return event && { ...event, uncertain: event.uncertain ?? 'outdated' };
}

function unreported(item: KnownItem): KnownContent {
	const { ids, uid, instance, isSecond, self, occurrences, nextStart } = item;
	return {
		ids,
		uid,
		instance,
		isSecond,
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
