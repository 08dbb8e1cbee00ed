import type { Exchange } from '../../connection';
import { deleteAttachment as remove } from '../../ews/operations/attachments';
import { call } from '../../ews/request';
import { isAttachmentGone } from '../../ews/responseCodes';
import { assertExchange, assertOptions } from '../../inputs';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import type { DeleteAttachmentOptions } from './attachment';
import {
	attachmentOf,
	attachmentOptions,
	findAttachments,
	readAttachments,
} from './readAttachments';

/**
 * Removes an attachment from an event. Nobody is mailed.
 * @throws InvalidInput naming the option, also when the event has no such attachment; ExchangeError as the
 * server answers
 */
export async function deleteAttachment(
	exchange: Exchange,
	options: DeleteAttachmentOptions,
): Promise<void> {
	assertExchange(exchange);
	assertOptions(options, attachmentOptions, ['mailbox', 'eventId', 'attachmentId']);
	const { mailbox, attachmentId, signal } = options;
	throwIfCancelled(signal);
	const { name = '' } = attachmentOf(await findAttachments(exchange, options), attachmentId);
	const removed = await outcomeOf(
		call(exchange, remove, { id: attachmentId }, { mailbox, signal }),
	);
	// It was there a moment ago: who asks again after a lost answer is told that it is gone.
	if (!removed.ok && !isAttachmentGone(removed.error.details)) throw removed.error;
	const after = await outcomeOf(readAttachments(exchange, options));
	if (!after.ok || !after.value.attachments.some(({ id }) => id === attachmentId)) return;
	const message = `Exchange answered that the attachment ${name} was removed, and the event has it`;
	throw notDone('DeleteAttachment', mailbox, message);
}
