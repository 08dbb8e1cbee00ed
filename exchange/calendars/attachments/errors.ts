import { ExchangeError, type ExchangeErrorOptions } from '../../errors';

/** The attachment is larger than the server takes, or than the caller allows. */
export class AttachmentTooLarge extends ExchangeError {
	constructor(
		readonly attachmentName: string,
		/** Bytes. */
		readonly size: number,
		options: ExchangeErrorOptions,
	) {
		const kilobytes = Math.ceil(size / 1024);
		super('limit', `The attachment "${attachmentName}" has ${kilobytes} KB, which is too much`, {
			remedyBy: 'you',
			...options,
		});
	}
}
