import type { INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import { positionStore, type PositionStore } from '../../../exchange/changes/position/store';
import { twoWay, type TwoWayResult } from '../../../exchange/push/twoWay';
import { mapConcurrently } from '../../../exchange/concurrency';
import { ItemResults } from '../../shared/itemResults';
import type { SyncRun } from '../operation';
import { isTestRun, nameRun } from '../parameters/position';
import {
	conflicts,
	forSource,
	inExchange,
	readTwoWaySettings,
	type TwoWaySettings,
} from '../parameters/twoWay';
import { refusePartialSets } from './partialSets';
import { reportZone, SetResults } from './setResults';
import { refuseSameCalendar } from './sameCalendar';
import { gatherSourceSets, type SourceSet } from './sourceSets';
import { wholeChange } from '../../shared/shownChange';
import { tellUnkept, type UnkeptPosition } from '../unkeptPositions';

interface SyncedSet {
	set: SourceSet<TwoWaySettings>;
	results: SetResults;
	synced: TwoWayResult;
	store: PositionStore;
	/** The position that counted until now. */
	before?: string;
	/** Positions of runs whose changes were handed out and never confirmed. */
	unconfirmed: string[];
}

/**
 * Syncs both ways for all sets, then lets their positions count. Once the first of them may count
 * nothing stops the node any more: all changes are handed out, and come again where a position could not
 * be kept. What was written to Exchange is never reported back.
 */
export async function twoWaySets(run: SyncRun): Promise<INodeExecutionData[][]> {
	const { context, exchange, reword } = run;
	const results = new ItemResults(context, { failedOutput: inExchange, reword });
	const cancelled = context.getExecutionCancelSignal();
	const gathered = gatherSourceSets(run, results, {
		settingsOf: (parameters) => readTwoWaySettings(context, parameters),
		mayNameMailboxOnly: () => true,
	});
	const limit = exchange.settings.maxConnections;
	const done: SyncedSet[] = [];
	const resultsOf = (set: SourceSet<TwoWaySettings>) =>
		new SetResults(set, results, reportZone(set));
	const fail = (set: SourceSet<TwoWaySettings>, error: unknown) => resultsOf(set).failRest(error);
	const whole = refusePartialSets(context, gathered, fail);
	// Even without deletions they share a position, and each would take it from the other.
	const sets = await refuseSameCalendar(exchange, whole, () => true, { fail, signal: cancelled });
	await mapConcurrently(sets, limit, async (set) => {
		const setResults = resultsOf(set);
		try {
			done.push(await syncSet(exchange, set, setResults, cancelled));
		} catch (error) {
			setResults.failRest(error);
		}
	});
	for (const one of done) handOutWritten(one);

	if (!isTestRun(context) && !results.stopsNode) {
		tellUnkept(results, await keepPositions(done, limit, cancelled));
	}
	for (const one of done) handOutChanges(one, results);
	return results.outputs(3);
}

/** Makes the new positions count. @returns those that could not be kept */
async function keepPositions(
	done: readonly SyncedSet[],
	limit: number,
	cancelled: AbortSignal | undefined,
): Promise<UnkeptPosition[]> {
	const unkept: UnkeptPosition[] = [];
	const written = done.filter(({ set }) => !set.settings.dryRun);
	await mapConcurrently(written, limit, async (one) => {
		const { items, mailbox } = one.set;
		await keepPosition(one, cancelled).catch((error: unknown) => {
			unkept.push({ item: items.at(-1)!, mailbox, error });
		});
	});
	if (!cancelled?.aborted || written.length === 0) return unkept;
	await Promise.allSettled(written.map(async ({ store }) => await store.putBack()));
	written[0].results.failSet(new ExchangeError('cancelled', 'The execution was cancelled'));
	return unkept;
}

async function syncSet(
	exchange: Exchange,
	set: SourceSet<TwoWaySettings>,
	results: SetResults,
	signal: AbortSignal | undefined,
): Promise<SyncedSet> {
	const { mailbox, calendar, source, settings, inputs } = set;
	const { action, kind, positionName, delivery, ...options } = settings;
	const place = { kind, name: JSON.stringify([positionName, source]), calendar };
	const store = positionStore(exchange, { ...place, mailbox });
	const before = (await store.read(signal)) || undefined;
	const unconfirmed = await store.unconfirmed(signal);
	const synced = await twoWay(
		exchange,
		{
			...options,
			mailbox,
			calendar,
			source,
			input: action === 'snapshot' ? 'snapshot' : 'changes',
			position: before,
			unconfirmed,
			positionIsKept: true,
			syncRun: delivery === 'onConfirm' ? nameRun(place) : undefined,
			signal,
		},
		inputs,
	);
	return { set, results, synced, store, before, unconfirmed };
}

function handOutWritten({ set, results, synced }: SyncedSet): void {
	if (set.settings.dryRun) {
		const { plan, forSource: changes, conflicts: open } = synced;
		results.addPlan(plan, inExchange, { forSource: changes, conflicts: open });
		for (const failed of synced.inExchange.filter(({ action }) => action === 'failed')) {
			results.add(failed, inExchange);
		}
		return;
	}
	for (const written of synced.inExchange) results.add(written, inExchange);
	for (const conflict of synced.conflicts) results.add(conflict, conflicts);
}

function handOutChanges({ set, synced }: SyncedSet, results: ItemResults): void {
	if (set.settings.dryRun) return;
	for (const change of synced.forSource)
		results.add(set.items.at(-1)!, wholeChange(change), forSource);
}

/**
 * Makes the new position count, or parks it until it is confirmed. Where there is nothing to apply in the
 * source there is nothing to confirm either, unless something of an earlier run is.
 */
async function keepPosition(
	{ set, synced, store, before, unconfirmed }: SyncedSet,
	cancelled: AbortSignal | undefined,
): Promise<void> {
	if (cancelled?.aborted) return;
	const { position, forSource: changes } = synced;
	// What waits beside the position that counts is told in each run until another is kept.
	if (position === before && unconfirmed.length === 0) return;
	const isWaiting = changes.length > 0 || unconfirmed.length > 0;
	if (set.settings.delivery === 'onConfirm' && isWaiting) {
		await store.park(position, changes[0]?.syncRun ?? '');
	} else {
		await store.write(position);
	}
}
