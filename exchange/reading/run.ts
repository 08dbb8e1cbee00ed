import type { CalendarChange } from '../calendar/event';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { failureKind } from '../ews/responseCodes';
import { knownItems, type KnownItem } from '../sync/known';
import { isBehind, type Window } from '../sync/window';
import { withoutDoubt } from '../sync/unconfirmed';
import type { UnreadableItem } from '../sync/positionText';
import type { CalendarReads } from './calendarReads';
import { changedItems, type ListedItem, type SyncProgress } from './changedItems';
import { enteringItems } from './enteringItems';
import { occurrenceView } from './occurrenceView';
import { readInBatches, type ReadItem } from './readItems';
import type { RunContext, RunOptions } from './runContext';
import { seriesChanges } from './seriesChanges';
import { lostItem, singleChanges } from './singleChanges';

/** What an earlier run left. */
export interface Remembered {
	/** Undefined when everything has to be read again and compared with `items`. */
	syncState: string | undefined;
	items: KnownItem[];
	unreadable: UnreadableItem[];
}

/** What this run leaves. */
export interface RunResult {
	syncState: string;
	items: Iterable<KnownItem>;
	unreadable: Array<UnreadableItem & { reason: string }>;
	/** The server listed nothing, and nothing entered the window. */
	isUnchanged: boolean;
	/** The sync state was refused on the way. */
	isRestarted: boolean;
}

/** Masters are taken together up to this many, so that their exceptions are read in full batches. */
const seriesGroupSize = 50;

/** After this many runs an item that cannot be read is left alone until the server lists it again. */
const maxAttempts = 20;

/**
 * One run over a calendar: the server's list of changes, then what was deleted, then what has come
 * into the window by itself. Changes come in batches, as passing each on by itself costs more than
 * finding it. Works on a copy of what is remembered and hands the new state back.
 */
export async function* runOver(
	reads: CalendarReads,
	options: RunOptions,
	remembered: Remembered | undefined,
): AsyncGenerator<CalendarChange[], RunResult> {
	const isCompared = remembered !== undefined && remembered.syncState === undefined;
	const run: RunContext = {
		...options,
		reads,
		view: occurrenceView(reads),
		known: knownItems(remembered?.items),
		touched: new Map(),
		seen: isCompared ? new Set() : undefined,
		orphans: [],
		unreadable: new Map(),
	};
	let isRestarted = false;
	const progress: SyncProgress = {
		syncState: remembered?.syncState,
		deletions: new Map(),
		listed: 0,
		onRestart: () => {
			isRestarted = true;
			run.seen = new Set();
		},
	};

	const listed = startingWith(unreadableItems(run, remembered), changedItems(reads, progress));
	yield* readChanges(run, listed);

	for (const [digest, id] of progress.deletions) {
		const known = run.known.byId(digest);
		if (known === undefined) continue;
		run.known.removeId(known, digest);
		if (known.ids.length === 0) yield [...lostItem(run, known, id)];
	}
	for (const known of run.orphans)
		if (known.ids.length === 0) yield [...lostItem(run, known, undefined)];
	if (run.seen !== undefined) {
		for (const known of [...run.known.values()]) {
			if (!run.seen.has(known)) yield [...lostItem(run, known, undefined)];
		}
	}

	for (const known of [...run.known.values()]) {
		if (run.touched.has(known)) continue;
		if (known.isUnconfirmed) yield [...lostItem(run, known, undefined)];
		else withoutDoubt(known);
	}

	const entering = await enteringItems(run);
	yield* readChanges(
		run,
		(async function* (): AsyncGenerator<ListedItem, void> {
			for (const address of entering) yield { address, request: { id: '', rewritten: false } };
		})(),
	);

	forgetPast(run.known.values(), run.window, (known) => run.known.remove(known));
	return {
		syncState: progress.syncState ?? '',
		items: run.known.values(),
		unreadable: [...run.unreadable.values()].filter(
			({ attempts, reason }) => reason !== '' && attempts < maxAttempts,
		),
		isUnchanged:
			progress.listed === 0 &&
			entering.length === 0 &&
			!remembered?.unreadable.length &&
			!isCompared,
		isRestarted,
	};
}

/** Reads items and turns them into changes: singles as they come, masters in groups. */
async function* readChanges(
	run: RunContext,
	listed: AsyncGenerator<ListedItem, void>,
): AsyncGenerator<CalendarChange[], void> {
	let masters: CalendarItemRecord[] = [];
	for await (const batch of readInBatches(run, listed)) {
		const changes: CalendarChange[] = [];
		for (const read of batch) {
			if (read.item === undefined) noteFailure(run, read);
			else if (read.item.calendarItemType === 'RecurringMaster') masters.push(read.item);
			else {
				const rewritten = read.request.rewritten && run.seen === undefined;
				for (const change of singleChanges(run, read.item, rewritten)) changes.push(change);
			}
		}
		yield changes;
		if (masters.length < seriesGroupSize) continue;
		yield* seriesChanges(run, masters);
		masters = [];
	}
	yield* seriesChanges(run, masters);
}

/** What is gone by now, the next run hears of as deleted; anything else is tried again then. */
function noteFailure(run: RunContext, { request, failure }: ReadItem<ListedItem['request']>): void {
	if (failure === undefined || request.id === '' || failureKind(failure) === 'notFound') return;
	const attempts = (run.unreadable.get(request.id)?.attempts ?? 0) + 1;
	run.unreadable.set(request.id, { id: request.id, attempts, reason: failure.responseCode });
}

async function* unreadableItems(
	run: RunContext,
	remembered: Remembered | undefined,
): AsyncGenerator<ListedItem, void> {
	if (remembered?.syncState === undefined) return;
	for (const item of remembered.unreadable) {
		run.unreadable.set(item.id, { ...item, reason: '' });
		yield { address: { id: item.id }, request: { id: item.id, rewritten: true } };
	}
}

async function* startingWith<T>(
	first: AsyncGenerator<T, void>,
	second: AsyncGenerator<T, void>,
): AsyncGenerator<T, void> {
	yield* first;
	yield* second;
}

/** What the window has left behind is forgotten: it is never reported again, nor as deleted. */
function forgetPast(
	items: Iterable<KnownItem>,
	window: Window,
	forget: (item: KnownItem) => void,
): void {
	for (const item of [...items]) {
		if (item.self !== undefined && isBehind(item.self, window)) item.self = undefined;
		for (const [originalStart, event] of item.occurrences ?? []) {
			if (isBehind(event, window)) item.occurrences?.delete(originalStart);
		}
		if (item.self || item.occurrences?.size || item.nextStart !== undefined) continue;
		forget(item);
	}
}
