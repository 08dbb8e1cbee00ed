import { dayMs, instantOf, instantText, minuteMs } from '../calendar/civil';
import type { CalendarChange } from '../calendar/event';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { contentDigest } from './compareContent';
import {
	afterTelling,
	type CurrentOccurrence,
	endedBefore,
	isUncertain,
	shouldReportDeletion,
	type KnownEvent,
	type OccurrenceDifference,
	occurrenceDifferences,
	overlaps,
	type RunWindow,
	type Window,
} from './compare';
import type { KnownItem } from './position/knownItem';
import {
	extentOf,
	hasOccurrenceIn,
	nextModifiedStart,
	nextStart,
	occurrenceAt,
	readSeries,
	unmodifiedStarts,
	type Series,
} from './seriesOccurrences';
import { clockDifferenceMs } from './entering';
import { readExceptions } from './items';
import {
	deletedChange,
	isGivenUp,
	noteUnreadable,
	presentChange,
	type RunContext,
} from './runContext';
import { occurrenceDeletion, findOrAdd, withKnownUid } from './singles';

/** An occurrence with its own record; an unmodified one has none, its event comes from the master. */
interface Occurrence extends CurrentOccurrence {
	exception?: CalendarItemRecord;
}

interface SeriesInRun {
	series: Series;
	known: KnownItem;
	/** Records of the modified occurrences, by original start. */
	exceptions: Map<number, CalendarItemRecord>;
}

/** The range in which the server is asked for the next occurrence of a series without a usable rule. */
const lookAheadMs = 32 * dayMs;

/** The changes of a group of series: of the masters, or of their occurrences. */
export async function* seriesChanges(
	run: RunContext,
	masters: readonly CalendarItemRecord[],
): AsyncGenerator<CalendarChange[], void> {
	const group: SeriesInRun[] = [];
	for (const master of masters) {
		if (run.turns.isOver) await run.turns.next();
		const series = readSeries(master, run.format.zones);
		if (series === undefined) continue;
		group.push({ series, known: findOrAdd(run, master), exceptions: new Map() });
	}
	await readExceptions(run, group);
	for (const entry of group) {
		if (run.turns.isOver) await run.turns.next();
		if (run.expand === 'series') yield [...masterChanges(run, entry)];
		else yield await occurrenceChanges(run, entry);
		if (entry.known.isEmpty) run.known.remove(entry.known);
	}
}

/** `expand: series`: the master is an event, and each modified occurrence is one. */
function* masterChanges(
	run: RunContext,
	{ series, known, exceptions }: SeriesInRun,
): Generator<CalendarChange, void> {
	const { master } = series;
	const content = contentDigest(master, run.privacy, true);
	const before = known.self?.uncertain === 'gone' ? undefined : known.self;
	const isInside = hasOccurrenceIn(series, run.window);
	const isDifferent =
		before !== undefined &&
		(before.content !== content || isUncertain(before)) &&
		(isInside || !endedBefore(before, run.window));
	const extent = extentOf(series);
	const staysKnown = isInside || (before !== undefined && !endedBefore(extent, run.window));
	known.self = afterTelling(known.self, staysKnown ? { ...extent, content } : undefined);
	if (isDifferent || (isInside && before === undefined)) {
		const changeType = isDifferent ? 'updated' : 'created';
		yield presentChange(run, changeType, known.key(), withKnownUid(master, known));
	}
	const current = exceptionsOf(run, series, exceptions, known.occurrences);
	const { differences, remember } = occurrenceDifferences(known.occurrences, current, run.window);
	for (const found of differences) yield occurrenceChange(run, series, known, found);
	known.occurrences = remember.size > 0 ? remember : undefined;
	known.nextStart = isInside
		? nextModifiedStart(series, run.window.end, remember)
		: nextStartOf(series, run.window.end);
}

function nextStartOf(series: Series, from: number): number | undefined {
	if (series.rule !== undefined) return nextStart(series, from);
	return series.start >= from ? series.start : nextModifiedStart(series, from);
}

/** `expand: occurrences`: each occurrence is an event, the master is not. */
async function occurrenceChanges(
	run: RunContext,
	{ series: asRead, known, exceptions }: SeriesInRun,
): Promise<CalendarChange[]> {
	const { window } = run;
	let series = asRead;
	const changes: CalendarChange[] = [];
	if (shouldReportDeletion(known.self, window)) {
		const gone = { id: series.master.itemId.id, iCalUId: known.uid || undefined };
		changes.push(deletedChange(run, known.key(), gone));
	}
	known.self = afterTelling(known.self, undefined);
	if (series.rule === undefined) await run.view.load(rangeWithKnown(series, known, window));
	if (series.doubtfulRule) {
		await run.view.prove(series.start);
		if (!canShow(run, known)) series = { ...series, rule: series.doubtfulRule };
	}
	let found = differencesOf(run, series, known, exceptions);
	// Only the server's view has the ids of occurrences, and it is right about which ones exist.
	const asked = rangeToAsk(found.differences, window);
	if (asked !== undefined && series.rule !== undefined) {
		await run.view.load(asked);
		found = differencesOf(run, series, known, exceptions, asked);
		if (found.isLacking) {
			await run.view.prove(series.start);
			if (!canShow(run, known)) found = differencesOf(run, series, known, exceptions);
		}
		if (found.isContradicted) {
			series = { ...series, rule: undefined };
			await run.view.load(rangeWithKnown(series, known, window));
			found = differencesOf(run, series, known, exceptions);
		}
	}
	for (const change of found.differences) {
		changes.push(occurrenceChange(run, series, known, change));
	}
	known.occurrences = found.remember.size > 0 ? found.remember : undefined;
	if (series.rule === undefined) {
		noteUnlisted(run, series);
		known.nextStart = await nextStartInView(run, series, known);
	} else known.nextStart = nextStart(series, window.end, found.remember);
	return changes;
}

function differencesOf(
	run: RunContext,
	series: Series,
	known: KnownItem,
	exceptions: Map<number, CalendarItemRecord>,
	asked?: Window,
) {
	const { view, window, privacy, known: items } = run;
	const { master, rule } = series;
	const content = contentDigest(master, privacy);
	const elsewhere = [...(known.occurrences ?? [])]
		.filter(([originalStart, event]) => event.start !== originalStart || !overlaps(event, window))
		.map(([originalStart]) => originalStart);
	const computed = rule === undefined ? [] : unmodifiedStarts(series, window, elsewhere);
	const entries = view.ofUid(known.uid);
	const isAsked = (time: Window) =>
		asked !== undefined &&
		overlaps(time, asked) &&
		!view.refused.some((refused) => overlaps(time, refused));
	const current = exceptionsOf(run, series, exceptions, known.occurrences);
	const plain = new Map<number, Window>();
	// Without UIDs the view's entries of this series cannot be told from others.
	const isOwn = rule === undefined || !items.isShared(known.uid);
	const isKnown = (start: number) => known.occurrences?.has(start) === true;
	// What follows no rule is told as it is shown.
	const isViewUsable = isOwn && (rule === undefined ? known.uid !== '' : canShow(run, known));
	// Deleted and moved ones are not shown in their places: by another clock, our start of them is not among theirs.
	const isAccountedFor = (start: number) =>
		[entries.keys(), series.deleted, series.modified.keys()].some((own) => isNearOne(start, own));
	let isContradicted = false;
	let isLacking = false;
	for (const start of computed) {
		const occurrence = occurrenceAt(series, start);
		const isShown = isViewUsable && isAsked(occurrence);
		const inView = isShown ? entries.get(start) : undefined;
		if (isShown && inView === undefined) {
			isLacking = true;
			isContradicted ||= !isAccountedFor(start);
			continue;
		}
		plain.set(start, inView?.type === 'Occurrence' ? inView : occurrence);
	}
	for (const entry of isViewUsable ? entries.values() : []) {
		const { type, originalStart: start } = entry;
		if (type === 'Exception' || (rule !== undefined && !isAsked(entry))) continue;
		if (series.deleted.has(start) || series.modified.has(start)) continue;
		const isLookedAt = overlaps(entry, window) || (rule === undefined && isKnown(start));
		if (!isLookedAt || plain.has(start)) continue;
		isContradicted ||= rule !== undefined && !isNearOne(start, computed);
		plain.set(start, entry);
	}
	for (const [originalStart, { start, end }] of plain) {
		current.push({ originalStart, start, end, content });
	}
	// What only the server could show, and does not, stays as it was.
	if (rule === undefined && view.refused.length > 0) {
		for (const [originalStart, event] of known.occurrences ?? []) {
			const isShown = plain.has(originalStart) || series.modified.has(originalStart);
			if (isShown || series.deleted.has(originalStart)) continue;
			if (view.refused.some((refused) => overlaps(event, refused))) {
				current.push({ originalStart, ...event, uncertain: undefined });
			}
		}
	}
	return {
		...occurrenceDifferences<Occurrence>(known.occurrences, current, window),
		/** The view shows that the server goes by another rule. */
		isContradicted,
		/** The view lacks an occurrence that the rule gives. */
		isLacking,
	};
}

/** True where the view has the occurrences of series, and tells whose they are. */
function canShow({ view }: RunContext, { uid }: KnownItem): boolean {
	return uid !== '' && view.isExpanded;
}

/** True for a start that is among the others, or off by no more than rules of zones differ. */
function isNearOne(start: number, others: Iterable<number>): boolean {
	for (const other of others) if (Math.abs(other - start) <= clockDifferenceMs) return true;
	return false;
}

/** The window with the reported occurrences outside of it: it was larger, or began earlier, when they were told. */
function rangeWithKnown(
	{ modified, deleted }: Series,
	{ occurrences }: KnownItem,
	window: RunWindow,
): Window {
	let { start, end } = window;
	for (const [originalStart, event] of occurrences ?? []) {
		if (modified.has(originalStart) || deleted.has(originalStart)) continue;
		if (overlaps(event, window) || endedBefore(event, window)) continue;
		start = Math.min(start, originalStart);
		end = Math.max(end, originalStart + minuteMs);
	}
	return { start, end };
}

/**
 * The modified occurrences. One that could not be read says what its series says, unless it was told
 * otherwise. Then it stays as it was told; where it has other times, until nobody tries to read it again.
 */
function exceptionsOf(
	run: RunContext,
	{ master, modified }: Series,
	exceptions: Map<number, CalendarItemRecord>,
	reported: ReadonlyMap<number, KnownEvent> | undefined,
): Occurrence[] {
	const list: Occurrence[] = [];
	const masterContent = contentDigest(master, run.privacy);
	const isLastAttempt = isGivenUp(run, master.itemId.id);
	for (const [originalStart, occurrence] of modified) {
		const exception = exceptions.get(originalStart);
		const told = reported?.get(originalStart);
		const isCertain = told !== undefined && told.uncertain === undefined;
		const isMoved = told?.start !== occurrence.start || told.end !== occurrence.end;
		const staysTold = isCertain && told.content !== masterContent && !(isMoved && isLastAttempt);
		if (exception === undefined && staysTold) {
			list.push({ originalStart, ...told });
			continue;
		}
		list.push({
			originalStart,
			start: instantOf(exception?.start) ?? occurrence.start,
			end: instantOf(exception?.end) ?? occurrence.end,
			content: exception ? contentDigest(exception, run.privacy) : masterContent,
			exception: exception ?? { ...master, itemId: { id: occurrence.id, changeKey: '' } },
		});
	}
	return list;
}

/**
 * The range of the unmodified occurrences to report, in the window; undefined when there are none. An
 * occurrence may be years long, or years away.
 */
function rangeToAsk(
	differences: ReadonlyArray<OccurrenceDifference<Occurrence>>,
	window: Window,
): Window | undefined {
	let range: Window | undefined;
	for (const { current } of differences) {
		if (current === undefined || current.exception !== undefined) continue;
		if (!overlaps(current, window)) continue;
		const start = Math.max(current.start, window.start);
		range = {
			start: Math.min(range?.start ?? Infinity, start),
			end: Math.max(range?.end ?? -Infinity, start + minuteMs),
		};
	}
	return (
		range && {
			start: Math.max(range.start - clockDifferenceMs, window.start),
			end: Math.min(range.end + clockDifferenceMs, window.end),
		}
	);
}

function occurrenceChange(
	run: RunContext,
	series: Series,
	known: KnownItem,
	{ changeType, originalStart, current }: OccurrenceDifference<Occurrence>,
): CalendarChange {
	const seriesMasterId = series.master.itemId.id;
	if (current === undefined) return occurrenceDeletion(run, known, originalStart, seriesMasterId);
	const { exception, start, end } = current;
	const isOwn = known.uid !== '' && !run.known.isShared(known.uid);
	const inView = isOwn ? run.view.ofUid(known.uid).get(originalStart) : undefined;
	const shown = inView?.type === 'RecurringMaster' ? undefined : inView?.itemId;
	const reference = exception?.itemId ?? shown;
	const item = exception ?? series.master;
	return presentChange(run, changeType, known.key(originalStart), item, {
		itemId: reference && {
			id: reference.id || undefined,
			changeKey: reference.changeKey || undefined,
		},
		iCalUId: known.uid || undefined,
		type: exception ? 'exception' : 'occurrence',
		seriesMasterId,
		originalStart: instantText(originalStart),
		start,
		end,
	});
}

/** Has a series that only the server can expand read again, where it refused to list a part of it. */
function noteUnlisted(run: RunContext, series: Series): void {
	const extent = extentOf(series);
	const refused = run.view.refused.find(
		(time) => overlaps(time, run.window) && overlaps(time, extent),
	);
	if (refused) noteUnreadable(run, series.master.itemId.id, refused.reason);
}

/** The start of the next occurrence after the window, of a series that only the server can expand. */
async function nextStartInView(
	run: RunContext,
	series: Series,
	{ uid }: KnownItem,
): Promise<number | undefined> {
	const { end } = run.window;
	if (extentOf(series).end <= end) return nextModifiedStart(series, end);
	await run.view.load({ start: end, end: end + lookAheadMs });
	let next = end + lookAheadMs;
	for (const { start } of run.view.ofUid(uid).values()) {
		if (start >= end) next = Math.min(next, start);
	}
	// What was not shown may be the next one.
	for (const refused of run.view.refused) {
		if (refused.end > end) next = Math.min(next, Math.max(refused.start, end));
	}
	return next;
}
