import { dayMs } from '../calendar/civil';
import type { CalendarItemRecord, ItemChange, ItemFailure } from '../ews/calendarItem';
import type { CalendarReads, ItemAddress } from './ports';
import { mapInOrder } from '../concurrency';
import { ExchangeError } from '../errors';
import type { RunContext } from './runContext';
import { itemDigest } from './digest';
import { KnownItemSet } from './position/known';
import type { KnownItem } from './position/knownItem';
import type { ViewEntry } from './view';
import type { Series } from './seriesOccurrences';
import { overlaps } from './compare';

export type ReadItem<Request> = { request: Request } & (
	| { item: CalendarItemRecord; failure?: undefined }
	| { item?: undefined; failure: ItemFailure }
);

/**
 * Reads items batch by batch, several batches under way, in the order asked for. A failure that
 * passes by itself ends the run: the position stays.
 */
export async function* readInBatches<Request>(
	run: Pick<RunContext, 'reads' | 'batchSize' | 'concurrency'>,
	requests: AsyncGenerator<{ address: ItemAddress; request: Request }, void>,
): AsyncGenerator<Array<ReadItem<Request>>, void> {
	yield* mapInOrder(batches(requests, run.batchSize), run.concurrency, async (batch) => {
		const results = await run.reads.items(batch.map(({ address }) => address));
		return batch.map(({ request }, place): ReadItem<Request> => {
			const result = results[place];
			return result.ok ? { request, item: result.item } : { request, failure: result.failure };
		});
	});
}

async function* batches<Entry>(
	source: AsyncGenerator<Entry, void>,
	size: number,
): AsyncGenerator<Entry[], void> {
	let batch: Entry[] = [];
	for await (const entry of source) {
		batch.push(entry);
		if (batch.length < size) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}

/** The progress of a run through the server's list of changes. */
export interface SyncProgress {
	/** The state to continue from; changes with each page. */
	syncState: string | undefined;
	/** ItemIds of deleted items by their digest; handled after everything else. */
	deletions: Map<number, string>;
	/** Number of changes of any kind that the server has listed so far. */
	listed: number;
	/** Called when the state cannot be continued and everything is listed from the beginning. */
	onRestart(): void;
}

export interface ListedItem {
	address: ItemAddress;
	/** False in a full listing, which shows that an item exists, not that it was written. */
	request: { id: string; rewritten: boolean };
}

/**
 * The items that were created or updated, as the server lists them, page by page; the next page is
 * asked for while this one's items are read. Deletions are gathered in `progress`.
 */
export async function* changedItems(
	reads: CalendarReads,
	progress: SyncProgress,
): AsyncGenerator<ListedItem, void> {
	let isIncremental = progress.syncState !== undefined;
	let isComplete = false;
	while (!isComplete) {
		const page = await reads.changedItems(progress.syncState).catch((error: unknown) => {
			if (!isIncremental || !isInvalidState(error)) throw error;
			return undefined;
		});
		if (page === undefined) {
			isIncremental = false;
			progress.syncState = undefined;
			progress.deletions.clear();
			progress.onRestart();
			continue;
		}
		progress.listed += page.changes.length;
		for (const change of page.changes) {
			const { id } = change.itemId;
			if (change.kind === 'delete') {
				progress.deletions.set(itemDigest(id), id);
			} else if (isCalendarItem(change)) {
				if (progress.deletions.size > 0) progress.deletions.delete(itemDigest(id));
				yield { address: { id }, request: { id, rewritten: isIncremental } };
			}
		}
		isComplete = page.includesLastItemInRange;
		if (!isComplete && page.syncState === progress.syncState) {
			throw new ExchangeError(
				'malformedResponse',
				'The server lists the same changes again and again',
				{
					remedyBy: 'exchangeAdmin',
				},
			);
		}
		progress.syncState = page.syncState;
	}
}

function isCalendarItem({ kind, element }: ItemChange): boolean {
	return kind !== 'readFlag' && (element === undefined || element === 'CalendarItem');
}

/** True when the state is no longer valid, or its folder was replaced by another one. */
function isInvalidState(error: unknown): boolean {
	if (!(error instanceof ExchangeError)) return false;
	return error.code === 'syncState' || error.details.responseCode === 'ErrorSyncFolderNotFound';
}

/**
 * The addresses of known items whose next start has come into the window since they were last read.
 * Without such items nothing is asked; else one view of the slice of the calendar that holds them.
 */
export async function enteringItems(run: RunContext): Promise<ItemAddress[]> {
	const due = new KnownItemSet();
	let from = Infinity;
	for (const item of run.known.values()) {
		if (run.turns.isOver) await run.turns.next();
		const { nextStart = Infinity, isRead } = item;
		if (nextStart >= run.window.end || isRead) continue;
		due.add(item);
		from = Math.min(from, nextStart);
	}
	if (due.size === 0) return [];
	run.hasLooked = true;
	// After a long pause the first of them are past, and Exchange shows no more than two years.
	await run.view.load({ start: Math.max(from, run.window.start), end: run.window.end });

	const addresses: ItemAddress[] = [];
	for (const entry of run.view.entries()) {
		const item = knownItemOf(run, entry);
		if (item === undefined || !due.delete(item)) continue;
		addresses.push(
			entry.type === 'Single' ? { id: entry.itemId.id } : { masterOf: entry.itemId.id },
		);
	}
	const { start, end, edge = start } = run.window;
	for (const item of due.values()) {
		const { nextStart = Infinity } = item;
		// Not in the view: a change that the server has yet to list. Look again in a day, not in each run.
		if (nextStart >= start) item.nextStart = end + dayMs;
		// Passed over by the windows of two runs, not by one that was wrong.
		else if (nextStart < edge) item.nextStart = undefined;
	}
	return addresses;
}

/**
 * The addresses of items with an event in the gap that is not known: the run before had a wrong clock,
 * and took it for past.
 */
export async function itemsInGap(run: RunContext): Promise<ItemAddress[]> {
	if (run.gap === undefined) return [];
	run.hasLooked = true;
	await run.view.load(run.gap);
	const addresses: ItemAddress[] = [];
	const met = new Set<string>();
	for (const entry of run.view.entries()) {
		if (!isInGap(run, entry) || met.has(entry.uid)) continue;
		if (entry.type === 'Single') addresses.push({ id: entry.itemId.id });
		else {
			met.add(entry.uid);
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

function knownItemOf(run: RunContext, entry: ViewEntry): KnownItem | undefined {
	if (entry.type !== 'Single') return run.known.byUid(entry.uid);
	return run.known.byId(itemDigest(entry.itemId.id)) ?? run.known.byUid(entry.uid);
}

interface SeriesWithExceptions {
	series: Series;
	known: KnownItem;
	exceptions: Map<number, CalendarItemRecord>;
}

/**
 * Reads the modified occurrences of a group of series: those in the window, and reported ones that
 * have left it. An occurrence that cannot be read keeps the master's content, at its own time; its
 * series is read again in the next run.
 */
export async function readExceptions(
	run: RunContext,
	group: readonly SeriesWithExceptions[],
): Promise<void> {
	const wanted: Array<{ entry: SeriesWithExceptions; originalStart: number; id: string }> = [];
	for (const entry of group) {
		for (const [originalStart, occurrence] of entry.series.modified) {
			const isReported = entry.known.occurrences?.has(originalStart);
			if (!isReported && !overlaps(occurrence, run.window)) continue;
			wanted.push({ entry, originalStart, id: occurrence.id });
		}
	}
	if (wanted.length === 0) return;
	const addresses = (async function* () {
		for (const request of wanted) yield { address: { id: request.id }, request };
	})();
	for await (const batch of readInBatches(run, addresses)) {
		for (const { request, item, failure } of batch) {
			if (item) {
				request.entry.exceptions.set(request.originalStart, item);
				continue;
			}
			const { id } = request.entry.series.master.itemId;
			const attempts = run.unreadable.get(id)?.attempts ?? 0;
			run.unreadable.set(id, { id, attempts: attempts + 1, reason: failure.responseCode });
		}
	}
}
