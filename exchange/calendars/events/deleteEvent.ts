import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import { assertOneOf } from '../../inputs';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import { isAttendeeCopy } from '../../push/carryOut/items';
import { EventNotFound } from './errors';
import { findEvent, type FindOptions, type FoundEvent } from './findEvent';
import type { DeletedEvent, DeleteEventOptions } from './options';
import { readReference } from './reference';
import { withExceptions } from './seriesOfEvent';
import { checkOptions } from './shown';
import { endBefore, isFirstOf } from './splitSeries';
import { deleteOnce, type DeleteType, type Writing } from './writing';

/**
 * Deletes an appointment, one occurrence, a series, or a series from one occurrence on.
 * @throws InvalidInput naming the field
 * @throws EventNotFound when the event is gone
 * @throws ExchangeError as the server answers
 */
export async function deleteEvent(
	exchange: Exchange,
	options: DeleteEventOptions,
): Promise<DeletedEvent> {
	checkOptions(exchange, options, {}, []);
	assertOneOf('scope', options.scope, ['occurrence', 'thisAndFollowing', 'series']);
	assertOneOf('sendInvitations', options.sendInvitations, ['none', 'all']);
	assertOneOf('deleteType', options.deleteType, ['toDeletedItems', 'soft', 'hard']);
	readReference(options.event);
	const { mailbox, signal, sendInvitations: sending = 'none' } = options;
	const { deleteType = 'toDeletedItems' } = options;
	const writing: Writing = { mailbox, sending, signal };
	const found = await findEvent(exchange, {
		...options,
		reads: ['push', 'changes'],
		body: 'Best',
		isToWrite: options.scope === 'thisAndFollowing',
	});
	const { item, scope, master, pivot } = found;
	const id = master?.itemId.id ?? item.itemId.id;
	if (scope === 'thisAndFollowing' && master && pivot !== undefined) {
		if (isFirstOf(found)) {
			await deleteItem(exchange, master.itemId.id, deleteType, writing);
		} else {
			assertOrganizer(master);
			const series = await withExceptions(exchange, master, writing);
			await endBefore(exchange, series, pivot, writing);
		}
		return { action: 'deleted', id, scope };
	}
	await deleteItem(exchange, item.itemId.id, deleteType, writing);
	return { action: 'deleted', id, scope };
}

/** Times that a deletion is sent of which no answer came. */
const attempts = 3;

/**
 * Deletes one item, and looks whether it is gone: after a lost answer the deletion is sent again only if
 * the item is still there.
 * @throws ExchangeError as the server answers, and where it answers that it is done and the item is there
 */
export async function deleteItem(
	exchange: Exchange,
	id: string,
	how: DeleteType,
	writing: Writing,
): Promise<void> {
	const { mailbox } = writing;
	for (let attempt = 1; attempt <= attempts; attempt++) {
		const look = async () => await findAgain(exchange, id, writing, { reads: ['view'] });
		if (!(await deleteOnce(exchange, { id }, how, writing))) {
			if (await look()) continue;
			return;
		}
		// A look that fails makes nothing of the server's word.
		const there = await outcomeOf(look());
		if (!there.ok || !there.value) return;
		const message = 'Exchange answered that the event was deleted, and it is there';
		throw notDone('DeleteItem', mailbox, message);
	}
	throw new ExchangeError(
		'unreachable',
		'The answer to the deletion was lost, and the event is there',
		{
			field: 'event',
			remedyBy: 'you',
			remedy: 'Try again later.',
			details: { operation: 'DeleteItem', mailbox },
		},
	);
}

/** An event that was found before; undefined for what is gone, or in no calendar any more. */
export async function findAgain(
	exchange: Exchange,
	event: string,
	{ mailbox, signal }: Writing,
	reading: Pick<FindOptions, 'reads' | 'body'>,
): Promise<FoundEvent | undefined> {
	const options = { mailbox, signal, event, ...reading };
	return await findEvent(exchange, options).catch((error: unknown) => {
		// What was moved to Deleted Items under its old id is in no calendar.
		if (error instanceof EventNotFound || error instanceof InvalidInput) return undefined;
		throw error;
	});
}

function assertOrganizer(master: NonNullable<FoundEvent['master']>): void {
	if (!isAttendeeCopy(master)) return;
	throw new InvalidInput('scope', 'Only the organizer ends a meeting that others take part in', {
		remedy: 'Delete single occurrences or the series from this calendar, or decline it.',
	});
}
