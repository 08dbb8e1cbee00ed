import { instantOf, instantText } from '../calendar/civil';
import type { CalendarChange } from '../calendar/event';
import { originalStart } from '../calendar/itemTimes';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { contentDigest } from './compareContent';
import { afterTelling, difference, shouldReportDeletion } from './compare';
import { itemDigest } from './digest';
import type { KnownItem } from './position/knownItem';
import { deletedChange, presentChange, type RunContext } from './runContext';

/**
 * The changes of a single appointment; updates what the run remembers of it.
 * @param rewritten the server listed it as written since the last run
 */
export function* singleChanges(
	run: RunContext,
	item: CalendarItemRecord,
	rewritten: boolean,
): Generator<CalendarChange, void> {
	const start = instantOf(item.start);
	const end = instantOf(item.end);
	if (start === undefined || end === undefined) return;
	if (isAlreadyRead(run, item)) return;
	const known = findOrAdd(run, item);
	yield* occurrenceDeletions(run, known);
	const current = { start, end, content: contentDigest(item, run.privacy) };
	const { changeType, remember } = difference(known.self, current, run.window, rewritten);
	known.self = afterTelling(known.self, remember ? current : undefined);
	// A reported single that was moved ahead of the window is remembered already.
	const isAhead = start >= run.window.end && !remember;
	known.nextStart = isAhead ? start : undefined;
	if (changeType) yield presentChange(run, changeType, known.key(), item);
	if (known.isEmpty) run.known.remove(known);
}

/** Servers may list an item on two pages, or again after a restart. */
function isAlreadyRead(run: RunContext, { itemId }: CalendarItemRecord): boolean {
	const known = run.known.byId(itemDigest(itemId.id));
	if (!known?.wasReadAs(itemId.changeKey)) return false;
	known.markSeen();
	return true;
}

/** Finds the known item by ItemId, else by UID, else adds a new one. */
export function findOrAdd(run: RunContext, item: CalendarItemRecord): KnownItem {
	const digest = itemDigest(item.itemId.id);
	const uid = item.uid ?? '';
	const isMaster = item.calendarItemType === 'RecurringMaster';
	const instance = isMaster ? undefined : instantOf(originalStart(item));
	let known = run.known.byId(digest);
	if (known !== undefined && known.uid !== uid) {
		run.known.removeId(known, digest);
		if (known.ids.length === 0) run.replaced.push(known);
		known = undefined;
	}
	known ??= run.known.byUid(uid, instance);
	if (known === undefined) {
		known = run.known.add({ ids: [digest], uid, instance });
	} else {
		if (hasOldIds(run, known)) for (const id of known.ids) run.known.removeId(known, id);
		run.known.addId(known, digest);
	}
	known.markSeen();
	known.markRead(item.itemId.changeKey);
	return known;
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
