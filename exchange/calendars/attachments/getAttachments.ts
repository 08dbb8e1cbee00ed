import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { EventAttachment, GetAttachmentsOptions } from './attachment';

/**
 * Lists the attachments of an event, inline pictures included.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function getAttachments(
	exchange: Exchange,
	options: GetAttachmentsOptions,
): Promise<EventAttachment[]> {
	throw notYet(`getAttachments ${String(exchange && options)}`);
}
