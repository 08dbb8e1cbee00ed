import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { DownloadedAttachment, DownloadAttachmentOptions } from './attachment';

/**
 * Reads one attachment with its content.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function downloadAttachment(
	exchange: Exchange,
	options: DownloadAttachmentOptions,
): Promise<DownloadedAttachment> {
	throw notYet(`downloadAttachment ${String(exchange && options)}`);
}
