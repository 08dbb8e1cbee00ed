import type { Exchange } from '../../connection';
import { assertExchange, assertOneOf, assertOptions } from '../../inputs';
import { throwIfCancelled } from '../../transport/errors';
import type { EventAttachment, GetAttachmentsOptions } from './attachment';
import {
	attachmentOptions,
	findAttachments,
	isMasked,
	privacies,
	shownAttachment,
} from './readAttachments';

/**
 * Lists the attachments of an event, inline pictures included, in the order of the server.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function getAttachments(
	exchange: Exchange,
	options: GetAttachmentsOptions,
): Promise<EventAttachment[]> {
	assertExchange(exchange);
	assertOptions(options, attachmentOptions, ['mailbox', 'eventId']);
	assertOneOf('privacy', options.privacy, privacies);
	throwIfCancelled(options.signal);
	const item = await findAttachments(exchange, options);
	const masked = isMasked(item, options.privacy ?? 'maskPrivate');
	return item.attachments.map((attachment) => shownAttachment(attachment, masked));
}
