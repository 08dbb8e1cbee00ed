import type { MailboxSync } from './refuseRepeated';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import { ExchangeError } from '../../exchange/errors';
import { getChanges, type Position } from '../../exchange/changes/getChanges';
import { positionStore, type PositionStore } from '../../exchange/changes/position/store';
import { concurrently } from '../shared/concurrently';
import { isCancelled, toErrorItem, toNodeError, type NodeFailure } from '../shared/errors';
import { isTestRun, nameRun } from './parameters/position';
import { refuseRepeated } from './refuseRepeated';

/** What was read of one mailbox, before its new position counts. */
interface SyncedMailbox {
	sync: MailboxSync;
	changes: INodeExecutionData[];
	position: Position;
	store?: PositionStore;
	/** The position that counts until now. */
	before?: string;
}

/** Mailboxes under way for each connection, so that it has work while another's answer is read. */
const mailboxesPerConnection = 2;

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
	const goesOn = context.continueOnFail();
	const limit = exchange.settings.maxConnections * mailboxesPerConnection;
	const stop = new AbortController();
	const cancelled = context.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([cancelled, stop.signal]) : stop.signal;

	/** Runs one step for every item that has not failed yet. */
	const forEach = async <Input, Result>(
		inputs: ReadonlyArray<Input | NodeFailure>,
		step: (input: Input) => Result | Promise<Result>,
	): Promise<Array<Result | NodeFailure>> => {
		return await concurrently([...inputs.entries()], limit, async ([item, input]) => {
			if (isFailure(input)) return input;
			try {
				return await step(input);
			} catch (error) {
				if (!goesOn) stop.abort();
				return toNodeError(context.getNode(), error, item);
			}
		});
	};

	const items = [...context.getInputData().keys()];
	const asked = await forEach(items, read);
	const distinct = await forEach(asked, refuseRepeated(succeeded(asked)));
	stopAtFailure(distinct, goesOn);

	const synced = await forEach(distinct, async (sync) => await syncMailbox(exchange, sync, signal));
	stopAtFailure(synced, goesOn);
	if (isTestRun(context)) return toOutputs(synced);

	const delivered = await forEach(synced, async (one) => await keepPosition(one, cancelled));
	const allIsLost = cancelled?.aborted || (!goesOn && delivered.some(isFailure));
	await restorePositions(
		succeeded(synced).filter(({ sync }) => {
			const outcome = delivered[sync.item];
			return isFailure(outcome) ? mayHaveMoved(outcome) : allIsLost;
		}),
	);
	stopAtFailure(delivered, goesOn);
	return toOutputs(delivered);
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
	const changes: INodeExecutionData[] = [];
	for (;;) {
		const { done, value } = await reader.next();
		if (done) return { sync, changes, position: value, store, before };
		changes.push(toItem(value, item));
	}
}

/**
 * Makes the new position count, or parks it until it is confirmed. Once begun it is not interrupted: a
 * write whose answer nobody waits for may have been done.
 */
async function keepPosition(
	synced: SyncedMailbox,
	cancelled: AbortSignal | undefined,
): Promise<SyncedMailbox> {
	if (cancelled?.aborted) throw new ExchangeError('cancelled', 'The execution was cancelled');
	const { sync, store, position } = synced;
	if (sync.kept?.delivery === 'onConfirm') await store?.park(position.position, position.syncRun);
	else if (hasMoved(synced)) await store?.write(position.position);
	return synced;
}

/** These changes do not reach the workflow although their positions may count: they have to come again. */
async function restorePositions(lost: SyncedMailbox[]): Promise<void> {
	const moved = lost.filter((one) => one.sync.kept?.delivery === 'onOutput' && hasMoved(one));
	await Promise.allSettled(
		moved.map(async ({ store, before }) => await store?.write(before ?? '')),
	);
}

/** A conflict shows for certain that another run's position stands there, which must stay. */
function mayHaveMoved({ cause }: NodeFailure): boolean {
	return !(cause instanceof ExchangeError && cause.code === 'conflict');
}

function hasMoved({ position, before }: SyncedMailbox): boolean {
	return position.position !== before;
}

/** Throws what stops the node: the first item to blame, or that the execution was cancelled. */
function stopAtFailure(outcomes: unknown[], goesOn: boolean): void {
	const failures = outcomes.filter(isFailure);
	const cancelled = failures.find(isCancelled);
	const toBlame = failures.find((failure) => !isCancelled(failure));
	if (goesOn && cancelled) throw cancelled;
	if (!goesOn && failures.length > 0) throw toBlame ?? cancelled!;
}

function toOutputs(outcomes: Array<SyncedMailbox | NodeFailure>): INodeExecutionData[][] {
	const changes = outcomes.flatMap((outcome, item) =>
		isFailure(outcome) ? toErrorItem(outcome, item) : outcome.changes,
	);
	const positions = succeeded(outcomes).map(({ sync, position }) => toItem(position, sync.item));
	return [changes, positions];
}

function toItem(json: object, item: number): INodeExecutionData {
	return { json: json as IDataObject, pairedItem: { item } };
}

function isFailure(outcome: unknown): outcome is NodeFailure {
	return outcome instanceof Error;
}

function succeeded<Result>(outcomes: Array<Result | NodeFailure>): Result[] {
	return outcomes.filter((outcome): outcome is Result => !isFailure(outcome));
}
