import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { getChanges, type Position } from '../../exchange/changes/getChanges';
import { positionStore, type PositionStore } from '../../exchange/changes/position/store';
import type { Exchange } from '../../exchange/connection';
import { ExchangeError } from '../../exchange/errors';
import { ItemResults } from '../shared/itemResults';
import { shownChange } from '../shared/shownChange';
import type { SyncRun } from './operation';
import { hasPositionOutput, isTestRun, nameRun } from './parameters/position';
import { refuseRepeated, type MailboxSync } from './refuseRepeated';
import { tellOtherSettings } from './tellOtherSettings';
import { tellUnreadable } from './tellUnreadable';
import { tellMovedByTest, tellUnkept, unkeptFields, type UnkeptPosition } from './unkeptPositions';

/** A mailbox whose changes were read, before its new position counts. */
interface SyncedMailbox {
	item: number;
	sync: MailboxSync;
	/** As they come out. */
	changes: object[];
	position: Position;
	store?: PositionStore;
	/** Set when the new position could not be kept, or nobody knows whether it was. */
	unkept?: UnkeptPosition;
}

/** Mailboxes under way for each connection, so that it has work while another's answer is read. */
const mailboxesPerConnection = 2;

/** The outputs of the operation; failed items take their place among the changes. */
const changesOutput = 0;
const positionsOutput = 1;

/**
 * Syncs the mailboxes of all input items at once. No position moves before all of them were read, and
 * none does when a failure stops the node, since n8n then throws away what was read. Once the first
 * position may have moved nothing stops the node any more: all changes are handed out.
 * @returns the changes, with failed items in their place, and where they are wanted the positions; in input order
 * @throws NodeApiError | NodeOperationError when the node stops at errors, or the execution was cancelled
 */
export async function syncMailboxes(
	run: SyncRun,
	read: (item: number) => MailboxSync,
): Promise<INodeExecutionData[][]> {
	const { context, exchange, reword } = run;
	const results = new ItemResults(context, {
		failedOutput: changesOutput,
		stopsAtOnce: true,
		reword,
	});
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

	if (!isTestRun(context)) await keepPositions(context, results, synced, limit);
	for (const { item, sync, changes, position, unkept } of synced) {
		for (const change of changes) results.add(item, change, changesOutput);
		const more = unkept && unkeptFields(results, unkept);
		if (sync.tellsPosition)
			results.add(item, { ...shownPosition(position, sync), ...more }, positionsOutput);
	}
	const positions = synced.map(({ position }) => position);
	tellUnreadable(results, positions);
	tellOtherSettings(results, positions);
	if (synced.some(({ store }) => store)) tellMovedByTest(context);
	tellUnkept(
		results,
		synced.flatMap(({ unkept = [] }) => unkept),
	);
	return results.outputs(hasPositionOutput(context) ? 2 : 1);
}

/** The position itself is a long text that only a workflow needs which keeps it. */
function shownPosition({ position, ...rest }: Position, { kept }: MailboxSync): object {
	return kept ? rest : { ...rest, position };
}

async function syncMailbox(
	exchange: Exchange,
	sync: MailboxSync,
	signal: AbortSignal,
): Promise<SyncedMailbox> {
	const { item, options, kept, isSimple } = sync;
	const { mailbox, calendar } = options;
	const store = kept && positionStore(exchange, { ...kept.place, mailbox, calendar });
	const before = store ? (await store.read(signal)) || undefined : options.position;
	const syncRun = kept?.delivery === 'onConfirm' ? nameRun(kept.place) : undefined;
	const unconfirmed = await store?.unconfirmed(signal);
	const positions = { position: before, unconfirmed, positionIsKept: store !== undefined };
	const reader = getChanges(exchange, { ...options, ...positions, syncRun, signal });
	const changes: object[] = [];
	for (;;) {
		const { done, value } = await reader.next();
		if (done) return { item, sync, changes, position: value, store };
		changes.push(shownChange(value, isSimple));
	}
}

/**
 * Makes the new positions count. One that could not be kept is noted: its changes are handed out all the
 * same, since it may count, and come again if it does not. Only when the execution is cancelled they do
 * not reach the workflow, and the positions are put back.
 */
async function keepPositions(
	context: IExecuteFunctions,
	results: ItemResults,
	synced: readonly SyncedMailbox[],
	limit: number,
): Promise<void> {
	const cancelled = context.getExecutionCancelSignal();
	const begun: SyncedMailbox[] = [];
	await results.forEach(synced, limit, async (one) => {
		if (cancelled?.aborted) throw new ExchangeError('cancelled', 'The execution was cancelled');
		begun.push(one);
		await keepPosition(one).catch((error: unknown) => {
			const { item, sync } = one;
			one.unkept = { item, mailbox: sync.options.mailbox, error };
		});
	});
	if (!cancelled?.aborted || begun.length === 0) return;
	await restorePositions(begun);
	results.fail(begun[0].item, new ExchangeError('cancelled', 'The execution was cancelled'));
}

/**
 * Makes the new position count, or parks it until it is confirmed. Once begun it is not interrupted: a
 * write whose answer nobody waits for may have been done.
 */
async function keepPosition(synced: SyncedMailbox): Promise<void> {
	const { position, syncRun } = synced.position;
	const { sync, store } = synced;
	if (sync.kept?.delivery === 'onConfirm') await store?.park(position, syncRun);
	else await store?.write(position);
}

/** Puts the positions back that may count although their changes do not reach the workflow. */
async function restorePositions(lost: readonly SyncedMailbox[]): Promise<void> {
	await Promise.allSettled(lost.map(async ({ store }) => await store?.putBack()));
}
