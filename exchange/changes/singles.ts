import { instantOf, instantText } from '../calendar/civil';
import type { CalendarChange } from '../calendar/event';
import { originalStart } from '../calendar/itemTimes';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { contentDigest } from './compareContent';
import { afterTelling, difference, isSame, shouldReportDeletion, type KnownEvent } from './compare';
import { itemDigest } from './digest';
import type { KnownItem } from './position/knownItem';
import { deletedChange, presentChange, type RunContext } from './runContext';

/** The changes of a single appointment; updates what the run remembers of it. */
export function* singleChanges(
	run: RunContext,
	item: CalendarItemRecord,
): Generator<CalendarChange, void> {
	const start = instantOf(item.start);
	const end = instantOf(item.end);
	if (start === undefined || end === undefined) return;
	if (isAlreadyRead(run, item)) return;
	const current = { start, end, content: contentDigest(item, run.privacy) };
	const known = findOrAdd(run, item, current);
	yield* occurrenceDeletions(run, known);
	const { changeType, remember } = difference(known.self, current, run.window);
	known.self = afterTelling(known.self, remember ? current : undefined);
	// A reported single that was moved ahead of the window is remembered already.
	const isAhead = start >= run.window.end && !remember;
	known.nextStart = isAhead ? start : undefined;
	if (changeType) yield presentChange(run, changeType, known.key(), withKnownUid(item, known));
	if (known.isEmpty) run.known.remove(known);
}

/** Servers may list an item on two pages, or again after a restart. */
function isAlreadyRead(run: RunContext, { itemId }: CalendarItemRecord): boolean {
	const known = run.known.byId(itemDigest(itemId.id));
	if (!known?.wasReadAs(itemId.changeKey)) return false;
	known.markSeen();
	return true;
}

/** True for an item that is not known, but whose UID another item has that is there as well. */
export function isSecondOfUid(run: RunContext, item: CalendarItemRecord): boolean {
	if (run.known.byId(itemDigest(item.itemId.id)) !== undefined) return false;
	const same = run.known.byUid(item.uid ?? '', instanceOf(item));
	return same !== undefined && !isReplaceable(run, same);
}

/** True for a known item that goes on under another ItemId: an accepted invitation, a moved mailbox. */
function isReplaceable(run: RunContext, known: KnownItem): boolean {
	if (run.isCompared) return !known.isSeen;
	if (known.isUnconfirmed && !known.isRead) return true;
	return known.ids.every((id) => run.deletions.has(id));
}

function instanceOf(item: CalendarItemRecord): number | undefined {
	const isMaster = item.calendarItemType === 'RecurringMaster';
	return isMaster ? undefined : instantOf(originalStart(item));
}

/**
 * Finds the known item by ItemId, else by UID where the item with that UID is gone, else adds a new one.
 * Of items of one UID that are all there each is an event of its own, except copies that look the same.
 * @param current what a single says now
 */
export function findOrAdd(
	run: RunContext,
	item: CalendarItemRecord,
	current?: KnownEvent,
): KnownItem {
	const digest = itemDigest(item.itemId.id);
	const uid = item.uid ?? '';
	const instance = instanceOf(item);
	let known = run.known.byId(digest);
	// Servers that mask an item for a delegate may leave out its UID: it is the same all the same.
	if (known !== undefined && item.uid !== undefined && known.uid !== uid) {
		run.known.removeId(known, digest);
		if (known.ids.length === 0) run.replaced.push(known);
		known = undefined;
	}
	if (known !== undefined && known.ids.length > 1 && !isCopy(known, current)) {
		run.known.removeId(known, digest);
		known = undefined;
	}
	const same = known ?? run.known.byUid(uid, instance);
	if (same !== undefined && (isCopy(same, current) || isReplaceable(run, same))) known ??= same;
	if (known === undefined) {
		known = run.known.add({ ids: [digest], uid, instance, isSecond: same !== undefined });
	} else {
		if (hasOldIds(run, known)) for (const id of known.ids) run.known.removeId(known, id);
		run.known.addId(known, digest);
	}
	known.markSeen();
	known.markRead(item.itemId.changeKey);
	return known;
}

/** The item with the UID under which it is known, where the server hides that from a delegate. */
export function withKnownUid(item: CalendarItemRecord, { uid }: KnownItem): CalendarItemRecord {
	return item.uid === undefined && uid !== '' ? { ...item, uid } : item;
}

function isCopy({ self }: KnownItem, current: KnownEvent | undefined): boolean {
	return self !== undefined && current !== undefined && isSame(self, current);
}

/**
 * True when the item's remembered ids are to be replaced by the one it is listed under now, at its
 * first reading in this run: in a full comparison, as a moved mailbox gives new ids; and for an item
 * from an unconfirmed run alone, as the server never lists its old ids as deleted.
 */
function hasOldIds({ isCompared }: RunContext, known: KnownItem): boolean {
	return isCompared ? !known.isSeen : known.isUnconfirmed && !known.isRead;
}

/** The changes when an item is gone: it and all its reported occurrences are deleted. */
export function* itemDeletions(
	run: RunContext,
	known: KnownItem,
	itemId: string | undefined,
): Generator<CalendarChange, void> {
	if (shouldReportDeletion(known.self, run.window)) {
		yield deletedChange(run, known.key(), { id: itemId, iCalUId: known.uid || undefined });
	}
	known.self = afterTelling(known.self, undefined);
	known.nextStart = undefined;
	yield* occurrenceDeletions(run, known, itemId);
	if (known.isEmpty) run.known.remove(known);
}

/** The changes when all reported occurrences of a series are gone; they are not remembered as such. */
function* occurrenceDeletions(
	run: RunContext,
	known: KnownItem,
	seriesMasterId?: string,
): Generator<CalendarChange, void> {
	for (const [start, event] of known.occurrences ?? []) {
		if (shouldReportDeletion(event, run.window))
			yield occurrenceDeletion(run, known, start, seriesMasterId);
		const after = afterTelling(event, undefined);
		if (after) known.occurrences?.set(start, after);
		else known.occurrences?.delete(start);
	}
	if (known.occurrences?.size === 0) known.occurrences = undefined;
}

export function occurrenceDeletion(
	run: RunContext,
	known: KnownItem,
	start: number,
	seriesMasterId?: string,
): CalendarChange {
	return deletedChange(run, known.key(start), {
		iCalUId: known.uid || undefined,
		type: 'occurrence',
		seriesMasterId,
		originalStart: instantText(start),
	});
}
