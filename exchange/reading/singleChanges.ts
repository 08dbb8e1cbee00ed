import { instantOf, instantText } from '../calendar/civil';
import type { CalendarChange } from '../calendar/event';
import { originalStart } from '../calendar/toEvent';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { contentDigest } from '../sync/contentDigest';
import { difference, isLoss } from '../sync/differences';
import { itemDigest, knownKey, type KnownItem } from '../sync/known';
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
	if (isRepeated(run, item)) return;
	const known = recognize(run, item);
	if (known.occurrences) yield* lostOccurrences(run, known);
	known.occurrences = undefined;
	const current = { start, end, content: contentDigest(item, run.privacy) };
	const found = difference(known.self, current, run.window, rewritten);
	known.self = found.remember ? current : undefined;
	// What was reported and has moved ahead comes back unchanged, or listed as changed.
	known.nextStart = start >= run.window.end && !known.self ? start : undefined;
	if (found.changeType) {
		yield presentChange(run, found.changeType, knownKey(known), item);
	}
	if (known.self === undefined && known.nextStart === undefined) run.known.remove(known);
}

/** Servers may list an item on two pages; what was told of it in this run is not told again. */
function isRepeated(run: RunContext, { itemId }: CalendarItemRecord): boolean {
	const known = run.known.byId(itemDigest(itemId.id));
	if (known === undefined || !itemId.changeKey) return false;
	return run.touched.get(known) === itemId.changeKey;
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
		known = { ids: [digest], uid, instance };
		run.known.add(known);
	} else {
		if (hasOldIds(run, known)) for (const id of known.ids) run.known.removeId(known, id);
		run.known.addId(known, digest);
	}
	run.seen?.add(known);
	run.touched.set(known, item.itemId.changeKey);
	return known;
}

/**
 * Whether an item, met for the first time in this run, goes only by the ids that it is listed under
 * now: compared in full, as a moved mailbox gives new ones, or known from an unconfirmed run alone,
 * whose ids the server never lists as deleted.
 */
function hasOldIds({ seen, touched }: RunContext, known: KnownItem): boolean {
	if (seen !== undefined) return !seen.has(known);
	return known.isUnconfirmed === true && !touched.has(known);
}

/** The item and everything of it that was reported is gone. */
export function* lostItem(
	run: RunContext,
	known: KnownItem,
	itemId: string | undefined,
): Generator<CalendarChange, void> {
	if (isLoss(known.self, run.window)) {
		yield deletedChange(run, knownKey(known), { id: itemId, iCalUId: known.uid || undefined });
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
	return deletedChange(run, knownKey(known, start), {
		iCalUId: known.uid || undefined,
		type: 'occurrence',
		seriesMasterId,
		originalStart: instantText(start),
	});
}
