import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { DeleteAttachmentOptions } from './attachment';

/**
 * Removes an attachment from an event. One that is gone already counts as removed.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function deleteAttachment(
	exchange: Exchange,
	options: DeleteAttachmentOptions,
): Promise<void> {
	throw notYet(`deleteAttachment ${String(exchange && options)}`);
}
