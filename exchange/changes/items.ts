import type { CalendarItemRecord, ItemChange, ItemFailure } from '../ews/calendarItem';
import { reasonOf } from './isolation';
import type { CalendarReads, ItemAddress, ItemResult } from './ports';
import { batchesFrom } from '../batches';
import { keepCompiled } from '../compiledCode';
import { mapInOrder } from '../concurrency';
import { ExchangeError } from '../errors';
import { noteUnreadable, type RunContext } from './runContext';
import { Digest, itemDigest } from './digest';
import type { KnownItem } from './position/knownItem';
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
	run: Pick<RunContext, 'reads' | 'batchSize' | 'concurrency' | 'isolation'>,
	requests: AsyncGenerator<ReadonlyArray<{ address: ItemAddress; request: Request }>, void>,
): AsyncGenerator<Array<ReadItem<Request>>, void> {
	yield* mapInOrder(batchesFrom(requests, run.batchSize), run.concurrency, async (batch) => {
		const results = await readItems(
			run,
			batch.map(({ address }) => address),
		);
		return batch.map(({ request }, place) => readItem(request, results[place]));
	});
}

/** Held by batches under way, so not made by a literal: see `list` of `xml/shapes`. */
class HeldItem {
	constructor(
		readonly request: unknown,
		readonly item: CalendarItemRecord | undefined,
		readonly failure: ItemFailure | undefined,
	) {}
}

function readItem<Request>(request: Request, result: ItemResult): ReadItem<Request> {
	const { item, failure } = result as { item?: CalendarItemRecord; failure?: ItemFailure };
	return new HeldItem(request, item, failure) as ReadItem<Request>;
}

/** Undefined also for an item of which the server says by itself that it can't be read. */
function errorOf(result: ItemResult): ExchangeError | undefined {
	return result.ok ? undefined : result.failure.error;
}

/** Reads items, half by half where the server fails to return them together. */
export async function readItems(
	run: Pick<RunContext, 'reads' | 'isolation'>,
	addresses: readonly ItemAddress[],
): Promise<ItemResult[]> {
	const whole = await run.reads.items(addresses).then(
		(results) => {
			// What could be read counts before what could not.
			for (const result of results) if (!errorOf(result)) run.isolation.succeed();
			for (const result of results) {
				const error = errorOf(result);
				if (!error) continue;
				if (!result.ok && result.failure.isOfItem) run.isolation.failOfItem(error);
				else run.isolation.failAlone(error);
			}
			return results;
		},
		(error: unknown) => {
			if (!run.isolation.divides(error)) throw error;
			if (addresses.length > 1) return undefined;
			run.isolation.failAlone(error);
			return [{ ok: false as const, failure: { responseCode: reasonOf(error) } }];
		},
	);
	if (whole !== undefined) return whole;
	const middle = Math.ceil(addresses.length / 2);
	const first = await readItems(run, addresses.slice(0, middle));
	return [...first, ...(await readItems(run, addresses.slice(middle)))];
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
	onRestart(): void | Promise<void>;
}

export interface ListedItem {
	address: ItemAddress;
	/** `isNew` for one that the server calls created. */
	request: {
		id: string;
		isNew?: boolean;
		/** One that an earlier run could not read; whether it is listed as well is not known. */
		isAgain?: true;
		/** What the server showed in its view of a time, and did not list. A series has the id of an occurrence. */
		shown?: 'single' | 'series';
	};
}

/** One that waits for its batch; see `HeldItem`. */
class ChangedItem implements ListedItem {
	constructor(
		readonly id: string,
		readonly isNew: boolean,
	) {}

	get address() {
		return this;
	}

	get request() {
		return this;
	}
}

/**
 * The items that were created or updated, as the server lists them, page by page; the next page is
 * asked for while this one's items are read. Deletions are gathered in `progress`.
 */
export async function* changedItems(
	reads: Pick<CalendarReads, 'changedItems'>,
	progress: SyncProgress,
): AsyncGenerator<ListedItem[], void> {
	let isIncremental = progress.syncState !== undefined;
	let isComplete = false;
	const repetition = new Repetition();
	while (!isComplete) {
		const page = await reads.changedItems(progress.syncState).catch((error: unknown) => {
			if (!isIncremental || !isInvalidState(error)) throw error;
			return undefined;
		});
		if (page === undefined) {
			isIncremental = false;
			progress.syncState = undefined;
			progress.deletions.clear();
			await progress.onRestart();
			continue;
		}
		progress.listed += page.changes.length;
		const listed: ListedItem[] = [];
		for (const change of page.changes) {
			const { id } = change.itemId;
			if (change.kind === 'delete') {
				progress.deletions.set(itemDigest(id), id);
			} else if (isCalendarItem(change)) {
				if (progress.deletions.size > 0) progress.deletions.delete(itemDigest(id));
				listed.push(new ChangedItem(id, change.kind === 'create'));
			}
		}
		yield listed;
		// Servers say that there is more, and give the same state again, when there is nothing more.
		isComplete =
			page.includesLastItemInRange ||
			page.syncState === progress.syncState ||
			repetition.isEndless(page.changes);
		progress.syncState = page.syncState;
	}
}

/** Pages without a change, or with the changes of an earlier page, after which a list counts as ended. */
const maxRepeated = 10;

/** Notices a list whose pages bring nothing new, though each has another state. */
class Repetition {
	private readonly pages = new Set<number>();
	private repeated = 0;

	isEndless(changes: readonly ItemChange[]): boolean {
		const digest = new Digest();
		for (const { kind, itemId } of changes) {
			digest.text(kind).text(itemId.id).text(itemId.changeKey);
		}
		const page = digest.number();
		if (this.pages.has(page)) this.repeated++;
		this.pages.add(page);
		return this.repeated >= maxRepeated;
	}
}

function isCalendarItem({ kind, element }: ItemChange): boolean {
	return kind !== 'readFlag' && (element === undefined || element === 'CalendarItem');
}

/**
 * Answers to a request with a state that another beginning may get over: its folder was replaced, or what the
 * mailbox store wrote into it can't be read.
 */
const stateCodes = new Set(['ErrorSyncFolderNotFound', 'ErrorCorruptData']);

function isInvalidState(error: unknown): boolean {
	if (!(error instanceof ExchangeError)) return false;
	return error.code === 'syncState' || stateCodes.has(error.details.responseCode ?? '');
}

interface SeriesWithExceptions {
	series: Series;
	known: KnownItem;
	exceptions: Map<number, CalendarItemRecord>;
}

/**
 * Reads the modified occurrences of a group of series: those in the window, and reported ones that
 * have left it. An occurrence that cannot be read stays as it was told, or has the master's content at its
 * own time; its series is read again in the next run.
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
		yield wanted.map((request) => ({ address: { id: request.id }, request }));
	})();
	for await (const batch of readInBatches(run, addresses)) {
		for (const { request, item, failure } of batch) {
			if (item) {
				request.entry.exceptions.set(request.originalStart, item);
				continue;
			}
			noteUnreadable(run, request.entry.series.master.itemId.id, failure.responseCode);
		}
	}
}

keepCompiled(new ChangedItem('', true), new HeldItem(undefined, undefined, undefined));
