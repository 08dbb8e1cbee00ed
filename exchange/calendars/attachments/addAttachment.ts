import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import {
	createAttachment,
	deleteAttachment,
	getAttachment,
	type AttachmentRecord,
} from '../../ews/operations/attachments';
import { call } from '../../ews/request';
import { anyText, assertExchange, assertOptions, yesOrNo, type Allowed } from '../../inputs';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import { isOccurrence } from '../../calendar/itemTimes';
import type { AddAttachmentOptions, EventAttachment } from './attachment';
import { AttachmentTooLarge } from './errors';
import { typeOfFile } from './fileTypes';
import {
	attachmentOptions,
	findAttachments,
	readAttachments,
	shownAttachment,
} from './readAttachments';

const fileName: Allowed = {
	isAllowed: (value) =>
		typeof value === 'string' &&
		value.trim() !== '' &&
		value.length <= 255 &&
		// eslint-disable-next-line no-control-regex -- what no file name may hold
		!/[\u0000-\u001f\u007f]/.test(value),
	words: 'a file name of 1 to 255 characters on one line, such as "plan.pdf"',
};

const content: Allowed = {
	isAllowed: (value) => value instanceof Uint8Array,
	words: 'bytes, such as a Buffer of fs.readFile',
};

/** Times that the file is sent while nobody knows what came of it. */
const mostAttempts = 3;

/**
 * Adds a file to an event. Nobody is mailed. After a lost answer the event is looked at before the file is
 * sent again; where it came twice all the same, one is removed.
 * @returns the attachment as the event has it
 * @throws InvalidInput naming the option; AttachmentTooLarge when the server does not take it; ExchangeError
 * as the server answers
 */
export async function addAttachment(
	exchange: Exchange,
	options: AddAttachmentOptions,
): Promise<EventAttachment> {
	assertExchange(exchange);
	const allowed = {
		...attachmentOptions,
		name: fileName,
		content,
		contentType: anyText('application/pdf'),
		isInline: yesOrNo,
		contentId: anyText('logo@enyoi.com'),
	};
	assertOptions(options, allowed, ['mailbox', 'eventId', 'name', 'content']);
	if (options.isInline && !options.contentId?.trim()) {
		throw new InvalidInput('contentId', 'An inline attachment needs a contentId', {
			remedy: 'Give the name that the body uses after "cid:", such as "logo@enyoi.com".',
		});
	}
	throwIfCancelled(options.signal);
	return await new Addition(exchange, options).carryOut();
}

/** One file on its way into an event. */
class Addition {
	private readonly target: { mailbox: string; signal?: AbortSignal };
	/** Ids of what was there before. */
	private before: ReadonlySet<string> = new Set();
	private isOccurrence = false;

	constructor(
		private readonly exchange: Exchange,
		private readonly options: AddAttachmentOptions,
	) {
		const { mailbox, signal } = options;
		this.target = { mailbox, signal };
	}

	async carryOut(): Promise<EventAttachment> {
		const item = await findAttachments(this.exchange, this.options);
		this.before = new Set(item.attachments.map(({ id }) => id));
		this.isOccurrence = isOccurrence(item);
		for (let attempt = 1; ; attempt++) {
			const sent = await outcomeOf(this.send());
			if (sent.ok) {
				const look = this.lookAfter(sent.value, attempt > 1);
				const looked = await outcomeOf(look, ({ code }) => code === 'cancelled');
				// It is there: who would add it once more would have it twice.
				if (!looked.ok) return this.added(sent.value);
				if (looked.value) return shownAttachment(looked.value);
				const { mailbox, name } = this.options;
				const message = `Exchange answered that the file ${name} was added, and the event does not have it`;
				throw notDone('CreateAttachment', mailbox, message);
			}
			if (sent.error.outcome !== 'unknown') throw this.explained(sent.error);
			throwIfCancelled(this.options.signal);
			const [found] = await this.equal(await this.listed());
			if (found) return shownAttachment(found);
			if (attempt === mostAttempts || sent.error.code === 'limit') throw this.explained(sent.error);
		}
	}

	private async send(): Promise<string> {
		const { eventId, name, contentId, isInline = false } = this.options;
		const { contentType = typeOfFile(name) } = this.options;
		const file = { itemId: eventId, name, contentType, contentId, isInline };
		const request = { ...file, content: this.options.content };
		return await call(this.exchange, createAttachment, request, this.target);
	}

	private async lookAfter(id: string, mayBeCopied: boolean): Promise<AttachmentRecord | undefined> {
		const added = await this.listed();
		if (mayBeCopied) await this.removeCopies(added, id);
		return added.find((one) => one.id === id) ?? (await this.equal(added))[0];
	}

	private added(id: string): EventAttachment {
		const { name, contentId, isInline = false } = this.options;
		const { contentType = typeOfFile(name) } = this.options;
		return shownAttachment({
			element: 'FileAttachment',
			id,
			name,
			contentType,
			contentId,
			isInline,
		});
	}

	private async listed(): Promise<AttachmentRecord[]> {
		return (await readAttachments(this.exchange, this.options)).attachments;
	}

	/** Files that came since, with the same name and bytes. The size that servers tell is never the same. */
	private async equal(attachments: readonly AttachmentRecord[]): Promise<AttachmentRecord[]> {
		const found: AttachmentRecord[] = [];
		for (const attachment of attachments) {
			const { id, name, element } = attachment;
			if (this.before.has(id) || name !== this.options.name || element !== 'FileAttachment') {
				continue;
			}
			const request = { id, asMime: false };
			const { content: bytes } = await call(this.exchange, getAttachment, request, this.target);
			if (bytes?.equals(this.options.content)) found.push(attachment);
		}
		return found;
	}

	/** A request that was given up may have been carried out late. */
	private async removeCopies(
		attachments: readonly AttachmentRecord[],
		kept: string,
	): Promise<void> {
		const others = attachments.filter(({ id }) => id !== kept);
		for (const { id } of await this.equal(others)) {
			await call(this.exchange, deleteAttachment, { id }, this.target);
		}
	}

	private explained(error: ExchangeError): ExchangeError {
		const { name, content: bytes } = this.options;
		const { responseCode, httpStatus } = error.details;
		if (this.isOccurrence && responseCode === 'ErrorInvalidOperation') {
			return new InvalidInput('eventId', 'This Exchange keeps no files of a single occurrence', {
				cause: error,
				details: error.details,
				remedy: 'Give the id of its series (seriesMasterId), or put a link into its body.',
			});
		}
		const isTooLarge =
			error.code === 'limit' &&
			(responseCode === undefined || /Size(Limit)?Exceeded$/.test(responseCode));
		// What Exchange 2013 answers to more than its limit, and the web server to more than its own.
		if (!isTooLarge && httpStatus !== 507 && httpStatus !== 413) return error;
		return new AttachmentTooLarge(name, bytes.length, {
			cause: error,
			details: error.details,
			field: 'content',
			remedy:
				'Put the file somewhere else and a link to it into the body. Or have the administrator raise the limits: maxReceiveSize and maxSendSize of the organization and the mailbox (10 MB at first), and maxAllowedContentLength and maxRequestLength of the EWS web site.',
		});
	}
}
