/**
 * Get Changes, after the way in which Exchange clients keep a copy of a folder: the server lists the
 * items that changed since a sync state, the client reads those and compares them with its copy. Here
 * the copy is the position: times and a digest of each reported event, no content.
 *
 * 1. List: the server's changes since the sync state, ids only (changedItems). A state that the server
 *    refuses means listing everything and comparing it with all known items.
 * 2. Read: the listed items, in batches while the list goes on (readInBatches).
 * 3. Compare: each event with the known one (compare.ts). Series are expanded to occurrences by their
 *    rule (seriesOccurrences.ts); the server's view decides which of the changed ones exist (view.ts).
 * 4. Delete: what was listed as deleted, or is known but not listed in a full comparison.
 * 5. Enter: the window moves, so known items that come into it are read too (enteringItems). It moves
 *    back when a clock was wrong: then the time between is looked at (itemsInGap).
 * 6. Settle: what an unconfirmed run told otherwise, or what the view can't show, and nothing above has
 *    read, is read (hiddenChanges).
 * 7. Forget what ended before the window. The rest is the next position (position/format.ts).
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/mailbox-synchronization-and-ews-in-exchange
 */
import type { CalendarChange } from '../calendar/event';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { isItemMissing, isOccurrenceDeleted } from '../ews/responseCodes';
import { instantOf } from '../calendar/civil';
import { itemDigest } from './digest';
import { KnownItems } from './position/known';
import type { RestingParts } from './position/restingParts';
import { forgetEnded } from './forget';
import { isDoubtful, keepUnread, leaveUnreported } from './unconfirmed';
import type { UnreadableItem } from './position/format';
import type { CalendarReads, ItemAddress } from './ports';
import {
	changedItems,
	type ListedItem,
	readInBatches,
	type ReadItem,
	type SyncProgress,
} from './items';
import { enteringItems, isEntering, isInGap, itemsInGap } from './entering';
import { Isolation } from './isolation';
import { occurrenceView } from './view';
import type { RefusedTime } from './viewReader';
import {
	failedDigests,
	failedItems,
	maxAttempts,
	noteUnreadable,
	type RunContext,
	type RunOptions,
} from './runContext';
import { seriesChanges } from './series';
import { isSecondOfUid, itemDeletions, singleChanges } from './singles';

/** The position of an earlier run. */
export interface Remembered {
	/** Undefined when everything has to be read again and compared with `items`. */
	syncState: string | undefined;
	/** Changed by the run as it goes. */
	items: KnownItems;
	/** Those that are not read yet. */
	resting?: RestingParts;
	/** Where these are kept, for the next position. */
	store?: string;
	unreadable: UnreadableItem[];
	/** The server did not show what entered the window. */
	isRefused?: boolean;
}

/** The position that this run ends with. */
export interface RunResult {
	syncState: string;
	items: KnownItems;
	unreadable: Array<UnreadableItem & { reason: string }>;
	/** Series that entered and could not be read, by the id of an occurrence. */
	unreadableSeries: Array<{ id: string; reason: string }>;
	/** Times of which the server refused to list the occurrences. */
	unreadableTimes: RefusedTime[];
	/** The server listed nothing, and nothing entered the window. */
	isUnchanged: boolean;
	/** The server did not show what entered the window. */
	isRefused: boolean;
	/** Not all of the gap could be read. */
	isGapOpen: boolean;
	/** The sync state was refused on the way. */
	isRestarted: boolean;
}

/** Masters are taken together up to this many, so that their exceptions are read in full batches. */
const seriesGroupSize = 50;

/**
 * One run over a calendar. Changes come in batches, as passing each on by itself costs more than
 * finding it.
 */
export async function* runOver(
	reads: CalendarReads,
	options: RunOptions,
	remembered: Remembered | undefined,
): AsyncGenerator<CalendarChange[], RunResult> {
	const isComparison = remembered !== undefined && remembered.syncState === undefined;
	const isolation = new Isolation();
	const deletions = new Map<number, string>();
	const run: RunContext = {
		...options,
		reads,
		view: occurrenceView(reads, (single) => isEntering(run, single) || isInGap(run, single)),
		known: remembered?.items ?? new KnownItems(),
		resting: remembered?.resting,
		isCompared: isComparison,
		replaced: [],
		unreadable: new Map(),
		missing: new Set(),
		unreadableSeries: [],
		deletions,
		postponed: [],
		hasLooked: false,
		wasRefused: remembered?.isRefused ?? false,
		isRefused: false,
		isGapOpen: false,
		isolation,
	};
	let isRestarted = false;
	const progress: SyncProgress = {
		syncState: remembered?.syncState,
		deletions,
		listed: 0,
		onRestart: async () => {
			isRestarted = true;
			run.isCompared = true;
			await run.resting?.needAll();
			run.known.startComparison();
		},
	};

	// Before the first view: of its singles those stay that enter.
	await run.resting?.needStarting(run.window.end);
	const listed = startingWith(unreadableItems(run, remembered), changedItems(reads, progress));
	yield* readChanges(run, listed);
	yield* postponedChanges(run);
	yield* deletedChanges(run);
	const { addresses, hidden } = await enteringItems(run);
	yield* readChanges(run, unlistedItems(addresses));
	yield* readChanges(run, unlistedItems(await itemsInGap(run)));
	yield* hiddenChanges(run, hidden);
	await forgetPast(run);
	isolation.throwIfNothingReturned();
	return {
		syncState: progress.syncState ?? '',
		items: run.known,
		unreadable: failedItems(run)
			.map((item) => (isolation.hasSucceeded ? item : { ...item, attempts: item.attempts - 1 }))
			.filter(({ attempts }) => attempts < maxAttempts),
		unreadableSeries: run.unreadableSeries,
		unreadableTimes: run.view.refused,
		isUnchanged:
			progress.listed === 0 && !run.hasLooked && !remembered?.unreadable.length && !isComparison,
		isRefused: run.isRefused,
		isGapOpen: run.isGapOpen,
		isRestarted,
	};
}

/** Reads items and turns them into changes: singles as they come, masters in groups. */
async function* readChanges(
	run: RunContext,
	listed: AsyncGenerator<readonly ListedItem[], void>,
): AsyncGenerator<CalendarChange[], void> {
	let masters: CalendarItemRecord[] = [];
	for await (const batch of readInBatches(run, listed)) {
		const changes: CalendarChange[] = [];
		for (const read of batch) {
			if (run.resting) await needItem(run.resting, read);
			if (read.item === undefined) noteFailure(run, read);
			else if (lacksTimes(read.item)) noteFailure(run, { ...read, failure: missingTimes });
			else if (isSecondOfUid(run, read.item)) run.postponed.push(read.item);
			else if (read.item.calendarItemType === 'RecurringMaster') masters.push(read.item);
			else for (const change of singleChanges(run, read.item)) changes.push(change);
		}
		yield changes;
		if (masters.length < seriesGroupSize) continue;
		yield* seriesChanges(run, masters);
		masters = [];
	}
	yield* seriesChanges(run, masters);
}

/** An appointment without a start or an end can't be told, nor taken for gone. */
function lacksTimes({ start, end, calendarItemType }: CalendarItemRecord): boolean {
	if (calendarItemType === 'RecurringMaster') return false;
	return instantOf(start) === undefined || instantOf(end) === undefined;
}

const missingTimes = { responseCode: 'MissingTimes' };

/** Reads what is known of an item before it is compared, or found to be missing. */
async function needItem(
	resting: RestingParts,
	{ request, item }: ReadItem<ListedItem['request']>,
): Promise<void> {
	if (item === undefined) await resting.needId(itemDigest(request.id));
	else await resting.need(itemDigest(item.itemId.id), item.uid ?? '', request.isNew === true);
}

/** The changes of items whose UID another item has, now that all deletions are listed. */
async function* postponedChanges(run: RunContext): AsyncGenerator<CalendarChange[], void> {
	const isMaster = (item: CalendarItemRecord) => item.calendarItemType === 'RecurringMaster';
	for (const item of run.postponed) {
		if (!isMaster(item)) yield [...singleChanges(run, item)];
	}
	yield* seriesChanges(run, run.postponed.filter(isMaster));
	run.postponed = [];
}

/** The deletions of items that the server listed as deleted, or that a full comparison did not meet. */
async function* deletedChanges(run: RunContext): AsyncGenerator<CalendarChange[], void> {
	for (const [digest, id] of run.deletions) {
		run.unreadable.delete(id);
		await run.resting?.needId(digest);
		const known = run.known.byId(digest);
		if (known === undefined) continue;
		if (known.ids.length > 1) run.known.removeId(known, digest);
		else yield [...itemDeletions(run, known, id)];
	}
	for (const known of run.replaced) {
		if (known.ids.length === 0) yield [...itemDeletions(run, known, undefined)];
	}
	// Where everything is listed, what is neither listed nor there is gone.
	if (run.isCompared) for (const id of run.missing) run.unreadable.delete(id);
	// What can't be read is there, as far as anybody knows.
	const unreadable = failedDigests(run);
	for (const known of run.known.values()) {
		if (run.turns.isOver) await run.turns.next();
		if (unreadable.size > 0 && known.ids.some((id) => unreadable.has(id))) continue;
		if (run.isCompared && !known.isSeen) yield [...itemDeletions(run, known, undefined)];
		else if (known.isUnconfirmed && !known.isRead) yield [...itemDeletions(run, known, undefined)];
	}
}

/**
 * The changes of items that enter and that the view can't show, and of those of which an unconfirmed run
 * told another state, and which the server did not list: that run read the calendar before the one that
 * counts, and its changes may have arrived later.
 * @param due digests of the ids of the first
 */
async function* hiddenChanges(
	run: RunContext,
	due: Set<number>,
): AsyncGenerator<CalendarChange[], void> {
	const { hasDoubts } = run.known.rows;
	for (const known of hasDoubts ? run.known.values() : []) {
		if (run.turns.isOver) await run.turns.next();
		if (known.isRead || !isDoubtful(known, run.window)) continue;
		for (const id of known.ids) due.add(id);
	}
	for (const one of failedDigests(run)) due.delete(one);
	if (due.size > 0) {
		yield* readChanges(run, listedAgain(run, due));
		yield* postponedChanges(run);
	}
	const failed = failedDigests(run);
	for (const known of hasDoubts ? run.known.values() : []) {
		if (run.turns.isOver) await run.turns.next();
		if (known.isRead) continue;
		if (known.ids.some((id) => failed.has(id))) keepUnread(known);
		else leaveUnreported(known);
	}
}

/** Those of such digests: a position has no ids, so all items are listed, though not read. */
async function* listedAgain(
	{ reads }: RunContext,
	due: ReadonlySet<number>,
): AsyncGenerator<ListedItem[], void> {
	const progress = { syncState: undefined, deletions: new Map(), listed: 0, onRestart: () => {} };
	for await (const listed of changedItems(reads, progress)) {
		yield listed.flatMap(({ address, request: { id } }) =>
			due.has(itemDigest(id)) ? [{ address, request: { id } }] : [],
		);
	}
}

/**
 * Notes an item to be tried again in the next run, and not taken for deleted before: a known one that is
 * listed and not given is either listed as deleted then, or its owner made it private and it is hidden from
 * the account. Nobody misses an unknown one. A series that enters is only named: it enters again, with one of
 * its occurrences.
 */
function noteFailure(
	run: RunContext,
	{ request, failure }: Pick<ReadItem<ListedItem['request']>, 'request' | 'failure'>,
): void {
	if (failure === undefined) return;
	const { id, shown, isAgain = false } = request;
	run.missing.delete(id);
	if (isItemMissing(failure)) {
		if (isAgain) run.missing.add(id);
		if (run.known.byId(itemDigest(id))) noteUnreadable(run, id, failure.responseCode);
		return;
	}
	const reason = failure.responseCode;
	if (shown === 'series') {
		if (isOccurrenceDeleted(failure)) return;
		run.unreadableSeries.push({ id, reason });
		run.isGapOpen ||= run.gap !== undefined;
		return;
	}
	noteUnreadable(run, id, reason);
	const known = shown && run.known.byId(itemDigest(id));
	if (known === undefined) return;
	known.nextStart = undefined;
	if (known.isEmpty) run.known.remove(known);
}

async function* unreadableItems(
	run: RunContext,
	remembered: Remembered | undefined,
): AsyncGenerator<ListedItem[], void> {
	if (remembered?.syncState === undefined) return;
	for (const item of remembered.unreadable) {
		run.unreadable.set(item.id, { ...item, reason: '' });
	}
	yield remembered.unreadable.map(({ id }) => ({
		address: { id },
		request: { id, isAgain: true },
	}));
}

async function* unlistedItems(addresses: ItemAddress[]): AsyncGenerator<ListedItem[], void> {
	yield addresses.map((address): ListedItem => {
		const request: ListedItem['request'] =
			'id' in address
				? { id: address.id, shown: 'single' }
				: { id: address.masterOf, shown: 'series' };
		return { address, request };
	});
}

async function* startingWith<T>(
	first: AsyncGenerator<T, void>,
	second: AsyncGenerator<T, void>,
): AsyncGenerator<T, void> {
	yield* first;
	yield* second;
}

async function forgetPast({ known, window, turns }: RunContext): Promise<void> {
	for (const item of known.values()) {
		if (turns.isOver) await turns.next();
		forgetEnded(known, item, window);
	}
}
