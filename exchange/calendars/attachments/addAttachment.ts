import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { EventAttachment, AddAttachmentOptions } from './attachment';

/**
 * Adds a file to an event. After a lost answer it looks before it sends again.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function addAttachment(
	exchange: Exchange,
	options: AddAttachmentOptions,
): Promise<EventAttachment> {
	throw notYet(`addAttachment ${String(exchange && options)}`);
}
