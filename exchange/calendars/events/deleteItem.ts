import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import { EventNotFound } from './errors';
import { findEvent, type FindOptions, type FoundEvent } from './findEvent';
import { afterLostAnswer, deleteOnce, type DeleteType, type Writing } from './writing';

/** Times that a deletion is sent of which no answer came. */
const attempts = 3;

/**
 * Deletes one item, and looks whether it is gone: after a lost answer the deletion is sent again only if
 * the item is still there.
 * @throws ExchangeError as the server answers, and where it answers that it is done and the item is there;
 * after a lost answer its outcome is unknown
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
		const sent = deleteOnce(exchange, { id }, how, writing);
		const isLateDone = (error: ExchangeError) => attempt > 1 && error instanceof EventNotFound;
		const done = await outcomeOf(
			afterLostAnswer(() => attempt > 1, sent),
			(error) => !isLateDone(error),
		);
		if (!done.ok) return;
		if (!done.value) {
			if (await afterLostAnswer(() => true, look())) continue;
			return;
		}
		// A look that fails makes nothing of the server's word.
		const there = await outcomeOf(look());
		if (!there.ok || !there.value) return;
		const message = 'Exchange answered that the event was deleted, and it is there';
		throw notDone('DeleteItem', mailbox, message);
	}
	const message = 'The answer to the deletion was lost, and the event is there';
	const failure = new ExchangeError('unreachable', message, {
		field: 'event',
		remedyBy: 'you',
		remedy: 'Try again later.',
		details: { operation: 'DeleteItem', mailbox },
	});
	failure.outcome = 'unknown';
	throw failure;
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
