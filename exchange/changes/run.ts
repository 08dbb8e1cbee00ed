import type { CalendarChange } from '../calendar/event';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { failureKind } from '../ews/responseCodes';
import { KnownItems } from './position/known';
import type { KnownItem } from './position/knownItem';
import { isBehind, type Window } from './compare';
import { withoutDoubt } from './unconfirmed';
import type { UnreadableItem } from './position/format';
import type { CalendarReads } from './ports';
import {
	changedItems,
	enteringItems,
	isEntering,
	type ListedItem,
	readInBatches,
	type ReadItem,
	type SyncProgress,
} from './items';
import { occurrenceView } from './view';
import type { RunContext, RunOptions } from './runContext';
import { seriesChanges } from './series';
import { lostItem, singleChanges } from './singles';

/** What an earlier run left. */
export interface Remembered {
	/** Undefined when everything has to be read again and compared with `items`. */
	syncState: string | undefined;
	/** What the run changes as it goes. */
	items: KnownItems;
	unreadable: UnreadableItem[];
}

/** What this run leaves. */
export interface RunResult {
	syncState: string;
	items: KnownItems;
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
 * finding it.
 */
export async function* runOver(
	reads: CalendarReads,
	options: RunOptions,
	remembered: Remembered | undefined,
): AsyncGenerator<CalendarChange[], RunResult> {
	const isComparison = remembered !== undefined && remembered.syncState === undefined;
	const run: RunContext = {
		...options,
		reads,
		view: occurrenceView(reads, (single) => isEntering(run, single)),
		known: remembered?.items ?? new KnownItems(),
		isCompared: isComparison,
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
			run.isCompared = true;
			run.known.startComparison();
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
	for (const known of run.known.values()) {
		if (run.turns.isOver) await run.turns.next();
		if (run.isCompared && !known.isSeen) yield [...lostItem(run, known, undefined)];
		else if (known.isRead) continue;
		else if (known.isUnconfirmed) yield [...lostItem(run, known, undefined)];
		else withoutDoubt(known);
	}

	const entering = await enteringItems(run);
	yield* readChanges(
		run,
		(async function* (): AsyncGenerator<ListedItem, void> {
			for (const address of entering) yield { address, request: { id: '', rewritten: false } };
		})(),
	);

	for (const known of run.known.values()) {
		if (run.turns.isOver) await run.turns.next();
		forgetPast(known, run.window);
		if (known.isEmpty) run.known.remove(known);
	}
	return {
		syncState: progress.syncState ?? '',
		items: run.known,
		unreadable: [...run.unreadable.values()].filter(
			({ attempts, reason }) => reason !== '' && attempts < maxAttempts,
		),
		isUnchanged:
			progress.listed === 0 &&
			entering.length === 0 &&
			!remembered?.unreadable.length &&
			!isComparison,
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
				const rewritten = read.request.rewritten && !run.isCompared;
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

/** What the window has left behind is never reported again, nor as deleted. */
function forgetPast(item: KnownItem, window: Window): void {
	const { self, occurrences } = item;
	if (self !== undefined && isBehind(self, window)) item.self = undefined;
	for (const [originalStart, event] of occurrences ?? []) {
		if (isBehind(event, window)) occurrences?.delete(originalStart);
	}
}
