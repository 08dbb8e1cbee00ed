import { dayMs } from '../calendar/civil';
import { overlaps } from './compare';
import { itemDigest } from './digest';
import type { ItemAddress } from './ports';
import { KnownItemSet } from './position/known';
import type { KnownItem } from './position/knownItem';
import { failedDigests, type RunContext } from './runContext';
import type { ViewEntry } from './view';

/**
 * The rules of a time zone may differ between the server and here, where it only sends the zone's name:
 * its occurrences lie at most so far from where they are expected.
 */
export const clockDifferenceMs = 26 * 3_600_000;

/** A time that the server did not show is asked for again in each part of the day, of this length. */
const askAgainMs = dayMs / 3;

/** Known items whose next start has come into the window since they were last read. */
export interface EnteringItems {
	addresses: ItemAddress[];
	/** Digests of the ids of those that the view can't show. */
	hidden: Set<number>;
}

/** Without such items nothing is asked; else one view of the slice of the calendar that holds them. */
export async function enteringItems(run: RunContext): Promise<EnteringItems> {
	const addresses: ItemAddress[] = [];
	const hidden = new Set<number>();
	const due = new KnownItemSet();
	let from = Infinity;
	let isToAsk = false;
	const { start, end, edge = start } = run.window;
	/** The end of the window of the run before. */
	const endBefore = end - (start - edge);
	const isNextPart = partOfDay(endBefore) < partOfDay(end) || edge === start;
	const asksAgain = !run.wasRefused || isNextPart;
	const failed = failedDigests(run);
	for (const item of run.known.values()) {
		if (run.turns.isOver) await run.turns.next();
		const { nextStart = Infinity, isRead } = item;
		if (nextStart >= run.window.end || isRead) continue;
		if (item.ids.some((id) => failed.has(id))) continue;
		due.add(item);
		isToAsk ||= asksAgain || nextStart >= endBefore || nextStart <= end - dayMs;
		from = Math.min(from, nextStart);
	}
	run.isRefused = due.size > 0 && !isToAsk;
	if (!isToAsk) return { addresses, hidden };
	for (const { uid } of run.known.rows.hasSeconds ? [...due.values()] : []) {
		if (uid !== '') await run.resting?.needUid(uid);
	}
	run.hasLooked = true;
	// After a long pause the first of them are past, and Exchange shows no more than two years.
	const earliest = Math.max(from - clockDifferenceMs, run.window.start);
	await run.view.load({ start: earliest, end: run.window.end });

	for (const entry of run.view.entries()) {
		const item = knownItemOf(run, entry);
		// Which of several masters it belongs to is not known: all are read.
		const isOccurrence = isOccurrenceEntry(entry);
		const isOfMany = isOccurrence && run.known.isShared(entry.uid);
		if (isOfMany) for (const one of due.values()) if (one.uid === entry.uid) due.delete(one);
		if (!isOfMany && (item === undefined || !due.delete(item))) continue;
		addresses.push(isOccurrence ? { masterOf: entry.itemId.id } : { id: entry.itemId.id });
		if (isOfMany || !isOccurrence || item === undefined) continue;
		// Where the series can't be read, it is looked for at its last start: the view would grow with each run.
		for (const { start: next } of run.view.ofUid(entry.uid).values()) {
			if (next < end) item.nextStart = Math.max(item.nextStart ?? next, next);
		}
	}
	for (const item of due.values()) {
		const { nextStart = Infinity } = item;
		const isRefused = isRefusedAfter(run, nextStart - clockDifferenceMs);
		// Later runs look again; not for ever, as each view begins there.
		run.isRefused ||= isRefused;
		if (isRefused && nextStart > end - dayMs) continue;
		const isNameless = item.uid === '' || !run.view.hasShown;
		// A series goes on behind a start that the windows of two runs passed over.
		const isHidden = isRefused || isNameless || nextStart < edge;
		if (isHidden) for (const id of item.ids) hidden.add(id);
		// Not in the view: a change that the server has yet to list. Look again in a day, not in each run.
		if (nextStart >= start) item.nextStart = end + dayMs;
		// Passed over by the windows of two runs, not by one that was wrong.
		else if (nextStart < edge) item.nextStart = undefined;
	}
	return { addresses, hidden };
}

const partOfDay = (time: number) => Math.floor(time / askAgainMs);

/** True where the server did not show all that begins between that time and the end of the window. */
function isRefusedAfter({ view, window }: RunContext, start: number): boolean {
	return view.refused.some((refused) => refused.end > start && refused.start < window.end);
}

/**
 * The addresses of items with an event in the gap that is not known: the run before had a wrong clock,
 * and took it for past.
 */
export async function itemsInGap(run: RunContext): Promise<ItemAddress[]> {
	if (run.gap === undefined) return [];
	run.hasLooked = true;
	await run.view.load(run.gap);
	const { gap, view } = run;
	if (view.refused.some((refused) => overlaps(refused, gap))) run.isGapOpen = true;
	const addresses: ItemAddress[] = [];
	const met = new Set<string>();
	for (const entry of run.view.entries()) {
		const name = entry.uid || entry.itemId.id;
		if (!isInGap(run, entry) || met.has(name)) continue;
		if (!isOccurrenceEntry(entry)) addresses.push({ id: entry.itemId.id });
		else {
			met.add(name);
			addresses.push({ masterOf: entry.itemId.id });
		}
	}
	return addresses;
}

/** True for an event in the gap that is not known. */
export function isInGap(run: RunContext, entry: ViewEntry): boolean {
	if (run.gap === undefined || !overlaps(entry, run.gap)) return false;
	const known = knownItemOf(run, entry);
	if (known === undefined || known.isRead) return known === undefined;
	return known.self === undefined && !known.occurrences?.has(entry.originalStart);
}

/** True for a single whose start has come into the window. */
export function isEntering(run: RunContext, single: ViewEntry): boolean {
	const { nextStart = Infinity } = knownItemOf(run, single) ?? {};
	return nextStart < run.window.end;
}

/** True for a part of a series, false for what is read under its own id. */
function isOccurrenceEntry({ type }: ViewEntry): boolean {
	return type === 'Occurrence' || type === 'Exception';
}

function knownItemOf(run: RunContext, entry: ViewEntry): KnownItem | undefined {
	if (isOccurrenceEntry(entry)) return run.known.byUid(entry.uid);
	return run.known.byId(itemDigest(entry.itemId.id)) ?? run.known.byUid(entry.uid);
}
