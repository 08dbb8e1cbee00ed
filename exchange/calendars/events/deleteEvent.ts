import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import { assertOneOf } from '../../inputs';
import { isAttendeeCopy } from '../../push/carryOut/items';
import { OccurrencesLost } from '../../push/carryOut/seriesErrors';
import { withExceptions } from '../../push/series/withExceptions';
import { assertSeen } from './assertSeen';
import { deleteItem } from './deleteItem';
import { findEvent, type FoundEvent } from './findEvent';
import type { DeletedEvent, DeleteEventOptions } from './options';
import { readReference } from './reference';
import { checkOptions } from './shown';
import { endBefore, isFirstOf } from './splitSeries';
import type { Writing } from './writing';

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
	const id = found.seriesId ?? item.itemId.id;
	if (scope === 'thisAndFollowing' && master && pivot !== undefined) {
		if (isFirstOf(found)) {
			await deleteItem(exchange, master.itemId.id, deleteType, writing);
		} else {
			assertOrganizer(master);
			const series = await withExceptions(exchange, master, writing, pivot);
			await assertSeen(exchange, series, writing, { end: pivot });
			const { unwritten } = await endBefore(exchange, series, pivot, writing, deleteType);
			if (unwritten) throw new OccurrencesLost(unwritten);
		}
		return { action: 'deleted', id, scope };
	}
	await deleteItem(exchange, item.itemId.id, deleteType, writing);
	return { action: 'deleted', id, scope };
}

function assertOrganizer(master: NonNullable<FoundEvent['master']>): void {
	if (!isAttendeeCopy(master)) return;
	throw new InvalidInput('scope', 'Only the organizer ends a meeting that others take part in', {
		remedy: 'Delete single occurrences or the series from this calendar, or decline it.',
	});
}
