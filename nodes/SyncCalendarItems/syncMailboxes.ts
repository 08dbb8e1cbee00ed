import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CalendarChange } from '../../exchange/calendar/event';
import { getChanges, type Position } from '../../exchange/changes/getChanges';
import { positionStore, type PositionStore } from '../../exchange/changes/position/store';
import type { Exchange } from '../../exchange/connection';
import { ExchangeError } from '../../exchange/errors';
import { ItemResults } from '../shared/itemResults';
import { isTestRun, nameRun } from './parameters/position';
import { refuseRepeated, type MailboxSync } from './refuseRepeated';

/** A mailbox whose changes were read, before its new position counts. */
interface SyncedMailbox {
	item: number;
	sync: MailboxSync;
	changes: CalendarChange[];
	position: Position;
	store?: PositionStore;
	/** The position that counts until now. */
	before?: string;
}

/** Mailboxes under way for each connection, so that it has work while another's answer is read. */
const mailboxesPerConnection = 2;

/** The outputs of the operation; failed items take their place among the changes. */
const changesOutput = 0;
const positionsOutput = 1;

/**
 * Syncs the mailboxes of all input items at once. No position moves before all of them were read, and
 * none does when a failure stops the node, since n8n then throws away what was read.
 * @returns the changes, with failed items in their place, and the positions; both in input order
 * @throws NodeApiError | NodeOperationError when the node stops at errors, or the execution was cancelled
 */
export async function syncMailboxes(
	context: IExecuteFunctions,
	exchange: Exchange,
	read: (item: number) => MailboxSync,
): Promise<INodeExecutionData[][]> {
	const results = new ItemResults(context, { failedOutput: changesOutput, stopsAtOnce: true });
	const limit = exchange.settings.maxConnections * mailboxesPerConnection;

	const asked = results.readEach(read);
	const refuse = refuseRepeated(asked);
	const distinct = await results.forEach(asked, limit, async (sync) => refuse(sync));
	const synced = await results.forEach(
		distinct,
		limit,
		async (sync) => await syncMailbox(exchange, sync, results.signal),
	);
	results.throwIfStopped();

	const delivered = isTestRun(context)
		? synced
		: await keepPositions(context, results, synced, limit);
	for (const { item, changes, position } of delivered) {
		for (const change of changes) results.add(item, change, changesOutput);
		results.add(item, position, positionsOutput);
	}
	return results.outputs(2);
}

async function syncMailbox(
	exchange: Exchange,
	sync: MailboxSync,
	signal: AbortSignal,
): Promise<SyncedMailbox> {
	const { item, options, kept } = sync;
	const { mailbox, calendar } = options;
	const store = kept && positionStore(exchange, { ...kept.place, mailbox, calendar });
	const before = store ? (await store.read(signal)) || undefined : options.position;
	const syncRun = kept?.delivery === 'onConfirm' ? nameRun(kept.place) : undefined;
	const unconfirmed = (await store?.unconfirmed(signal)) || undefined;
	const positions = { position: before, unconfirmed };
	const reader = getChanges(exchange, { ...options, ...positions, syncRun, signal });
	const changes: CalendarChange[] = [];
	for (;;) {
		const { done, value } = await reader.next();
		if (done) return { item, sync, changes, position: value, store, before };
		changes.push(value);
	}
}

/**
 * Makes the new positions count. Changes of which that fails, or all of them when the node stops, do not
 * reach the workflow and have to come again: their positions are put back.
 * @returns the mailboxes whose changes are delivered
 */
async function keepPositions(
	context: IExecuteFunctions,
	results: ItemResults,
	synced: readonly SyncedMailbox[],
	limit: number,
): Promise<SyncedMailbox[]> {
	const cancelled = context.getExecutionCancelSignal();
	const unsure: SyncedMailbox[] = [];
	const kept = await results.forEach(synced, limit, async (one) => {
		if (cancelled?.aborted) throw new ExchangeError('cancelled', 'The execution was cancelled');
		await keepPosition(one).catch((error: unknown) => {
			if (mayHaveMoved(error)) unsure.push(one);
			throw error;
		});
		return one;
	});
	const allIsLost = results.stopsNode || cancelled?.aborted;
	await restorePositions(allIsLost ? [...unsure, ...kept] : unsure);
	return kept;
}

/**
 * Makes the new position count, or parks it until it is confirmed. Once begun it is not interrupted: a
 * write whose answer nobody waits for may have been done.
 */
async function keepPosition(synced: SyncedMailbox): Promise<void> {
	const { sync, store, position } = synced;
	if (sync.kept?.delivery === 'onConfirm') await store?.park(position.position, position.syncRun);
	else if (hasMoved(synced)) await store?.write(position.position);
}

/** Puts the positions back that may count although their changes do not reach the workflow. */
async function restorePositions(lost: readonly SyncedMailbox[]): Promise<void> {
	const moved = lost.filter((one) => one.sync.kept?.delivery === 'onOutput' && hasMoved(one));
	await Promise.allSettled(
		moved.map(async ({ store, before }) => await store?.write(before ?? '')),
	);
}

/** A conflict shows for certain that another run's position stands there, which must stay. */
function mayHaveMoved(error: unknown): boolean {
	return !(error instanceof ExchangeError && error.code === 'conflict');
}

function hasMoved({ position, before }: SyncedMailbox): boolean {
	return position.position !== before;
}
