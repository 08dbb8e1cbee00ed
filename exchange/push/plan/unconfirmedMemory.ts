import { each } from '../../eventLoop';
import { unknown, type Fingerprints, type RememberedLink, type TwoWayMemory } from './twoWayMemory';

/** Makes a memory one that counts: all that it told has arrived. Yields now and then. */
export function* settleMemory(memory: TwoWayMemory): Generator<void, void> {
	const { links, others, deleted } = memory;
	yield* each(links.values(), (link) => {
		delete link.doubts;
		if (link.restored) link.restored = 'told';
	});
	yield* each(others, ([id, item]) => {
		if (item.isGone) others.delete(id);
		else delete item.doubt;
	});
	yield* each(deleted.values(), (deletion) => void delete deletion.toldId);
}

/**
 * Adds what a run remembers whose changes were handed out and never confirmed. They may or may not have
 * arrived, so all that it told is told again, as it is by now, and as deleted where it is gone. What it
 * wrote into the calendar counts in any case. The memory that this run ends with holds the same doubts,
 * until one is confirmed. Yields now and then.
 */
export function* addUnconfirmedMemory(
	counted: TwoWayMemory,
	unconfirmed: TwoWayMemory,
): Generator<void, void> {
	// A first run is none any more once it was handed out.
	counted.writtenAt ||= unconfirmed.writtenAt;
	yield* each(unconfirmed.links, ([externalId, link]) => {
		const before = counted.links.get(externalId);
		const doubts = toldSince(before, link);
		counted.links.set(externalId, {
			...(before ?? link),
			source: link.source,
			reported: { ...before?.reported, ...link.reported },
			...(before === undefined && { isUnlisted: true as const }),
			...(doubts.length > 0 && { doubts }),
			restored: link.restored && (before?.restored ?? 'doubt'),
		});
		if (before === undefined) counted.others.delete(link.id);
	});
	const linked = new Set([...counted.links.values()].map(({ id }) => id));
	yield* each(unconfirmed.others, ([id, item]) => {
		if (linked.has(id) || item.reported === undefined) return;
		const before = counted.others.get(id);
		// Both are looked at in any case: were one gone by now, nothing would be listed.
		if (before?.reported === undefined) {
			counted.others.set(id, { ...item, changeKey: '', doubt: 'created' });
		} else if (before.reported !== item.reported || item.doubt) {
			counted.others.set(id, { ...before, changeKey: '', doubt: before.doubt ?? 'updated' });
		}
	});
	yield* each(unconfirmed.formerIds, ([id, former]) => {
		if (counted.others.has(id) || counted.formerIds.has(id)) return;
		counted.formerIds.set(id, former);
	});
	yield* each(unconfirmed.deleted, ([externalId, { source, id, toldId }]) => {
		if (counted.links.has(externalId) || counted.deleted.has(externalId)) return;
		const isTold = toldId !== undefined;
		counted.deleted.set(externalId, {
			source,
			...((isTold || id !== undefined) && { id: toldId ?? id }),
			...(isTold && { isDoubtful: true as const }),
		});
	});
}

/** The fields of which the source may have been told. */
function toldSince(before: RememberedLink | undefined, after: RememberedLink): string[] {
	return [
		...new Set([
			...(before?.doubts ?? []),
			...(after.doubts ?? []),
			...differing(before?.reported, after.reported),
			...differing(before?.otherFields, after.otherFields),
		]),
	];
}

function differing(before: Fingerprints = {}, after: Fingerprints = {}): string[] {
	const names = new Set([...Object.keys(before), ...Object.keys(after)]);
	return [...names].filter((name) => (before[name] ?? unknown) !== (after[name] ?? unknown));
}
