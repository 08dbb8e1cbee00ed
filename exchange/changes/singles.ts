import { instantOf, instantText } from '../calendar/civil';
import type { CalendarChange } from '../calendar/event';
import { originalStart } from '../calendar/toEvent';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { contentDigest } from './compareContent';
import { difference, isLoss } from './compare';
import { itemDigest } from './digest';
import type { KnownItem } from './position/knownItem';
import { deletedChange, presentChange, type RunContext } from './runContext';

/**
 * Changes that a single appointment brings, and what is to be remembered of it.
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
	if (wasTold(run, item)) return;
	const known = recognize(run, item);
	if (known.occurrences) yield* lostOccurrences(run, known);
	known.occurrences = undefined;
	const current = { start, end, content: contentDigest(item, run.privacy) };
	const { changeType, remember } = difference(known.self, current, run.window, rewritten);
	known.self = remember ? current : undefined;
	// What was reported and has moved ahead comes back unchanged, or listed as changed.
	const isAhead = start >= run.window.end && !remember;
	known.nextStart = isAhead ? start : undefined;
	if (changeType) yield presentChange(run, changeType, known.key(), item);
	if (!remember && !isAhead) run.known.remove(known);
}

/** Servers may list an item on two pages, or again after a restart: it was told of in this run. */
function wasTold(run: RunContext, { itemId }: CalendarItemRecord): boolean {
	const known = run.known.byId(itemDigest(itemId.id));
	if (!known?.wasReadAs(itemId.changeKey)) return false;
	known.noteSeen();
	return true;
}

/** The known item that this is, by ItemId or else by UID; a new one when it is neither. */
export function recognize(run: RunContext, item: CalendarItemRecord): KnownItem {
	const digest = itemDigest(item.itemId.id);
	const uid = item.uid ?? '';
	const isMaster = item.calendarItemType === 'RecurringMaster';
	const instance = isMaster ? undefined : instantOf(originalStart(item));
	let known = run.known.byId(digest);
	if (known !== undefined && known.uid !== uid) {
		run.known.removeId(known, digest);
		if (known.ids.length === 0) run.orphans.push(known);
		known = undefined;
	}
	known ??= run.known.byUid(uid, instance);
	if (known === undefined) {
		known = run.known.add({ ids: [digest], uid, instance });
	} else {
		if (hasOldIds(run, known)) for (const id of known.ids) run.known.removeId(known, id);
		run.known.addId(known, digest);
	}
	known.noteSeen();
	known.noteRead(item.itemId.changeKey);
	return known;
}

/**
 * Whether an item, met for the first time in this run, goes only by the ids that it is listed under
 * now: compared in full, as a moved mailbox gives new ones, or known from an unconfirmed run alone,
 * whose ids the server never lists as deleted.
 */
function hasOldIds({ isCompared }: RunContext, known: KnownItem): boolean {
	return isCompared ? !known.isSeen : known.isUnconfirmed && !known.isRead;
}

/** The item and everything of it that was reported is gone. */
export function* lostItem(
	run: RunContext,
	known: KnownItem,
	itemId: string | undefined,
): Generator<CalendarChange, void> {
	if (isLoss(known.self, run.window)) {
		yield deletedChange(run, known.key(), { id: itemId, iCalUId: known.uid || undefined });
	}
	yield* lostOccurrences(run, known, itemId);
	run.known.remove(known);
}

/** All reported occurrences of a series are gone. */
export function* lostOccurrences(
	run: RunContext,
	known: KnownItem,
	seriesMasterId?: string,
): Generator<CalendarChange, void> {
	for (const [start, event] of known.occurrences ?? []) {
		if (isLoss(event, run.window)) yield lostOccurrence(run, known, start, seriesMasterId);
	}
}

export function lostOccurrence(
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
