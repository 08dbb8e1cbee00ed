import { instantTextOf } from '../../calendar/civil';
import type { Privacy } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import {
	listAttachments,
	type AttachmentRecord,
	type ItemAttachments,
} from '../../ews/operations/attachments';
import { withDeleted } from '../../ews/deletedOccurrences';
import { call } from '../../ews/request';
import { isOccurrenceDeleted } from '../../ews/responseCodes';
import { abortSignal, anyText, mailboxAddress, type Allowed } from '../../inputs';
import { assertInCalendar, ownCalendarId } from '../events/calendarOfItem';
import { wrongEventId } from '../events/errors';
import type { EventAttachment } from './attachment';

const id: Allowed = {
	isAllowed: (value) => typeof value === 'string' && value.trim() !== '',
	words: 'an id as Exchange gives it, such as "AAMkAD…"',
};

export const attachmentOptions: Readonly<Record<string, Allowed>> = {
	mailbox: mailboxAddress,
	eventId: id,
	attachmentId: id,
	privacy: anyText('maskPrivate'),
	signal: abortSignal,
};

export const privacies: readonly Privacy[] = ['full', 'maskPrivate', 'busyOnly'];

/**
 * The attachments of an event, as they came.
 * @throws InvalidInput naming `eventId` when it is no event's; EventNotFound when the mailbox has none with it
 */
export async function readAttachments(
	exchange: Exchange,
	{ mailbox, eventId, signal }: { mailbox: string; eventId: string; signal?: AbortSignal },
): Promise<ItemAttachments> {
	const request = call(exchange, listAttachments, { itemId: eventId }, { mailbox, signal });
	const item = await request.catch(async (error: unknown) => {
		if (!(error instanceof ExchangeError)) throw error;
		const isOwner = exchange.settings.mailboxAccess === 'impersonation';
		const failures = new Map([[eventId, { responseCode: error.details.responseCode ?? '' }]]);
		const told = await withDeleted(exchange, failures, { mailbox, signal });
		const isGone = [...told.values()].some(isOccurrenceDeleted);
		throw wrongEventId(error, { mailbox, field: 'eventId', isGone, isOwner }) ?? error;
	});
	if (item.calendarItemType !== undefined) return item;
	throw new InvalidInput('eventId', 'The id is that of something else than an event', {
		remedy: 'Give the id of an event, such as getEvents and getChanges give it.',
	});
}

/**
 * The attachments of an event that somebody named, and that lies in a calendar of the mailbox.
 * @throws InvalidInput naming `eventId`; EventNotFound
 */
export async function findAttachments(
	exchange: Exchange,
	options: { mailbox: string; eventId: string; signal?: AbortSignal },
): Promise<ItemAttachments> {
	const ownId = ownCalendarId(exchange, options);
	// Its error is met after that of the event.
	ownId.catch(() => undefined);
	const item = await readAttachments(exchange, options);
	await assertInCalendar(exchange, item, await ownId, options).catch((error: unknown) => {
		if (!(error instanceof InvalidInput)) throw error;
		const { message, remedy } = error;
		throw new InvalidInput('eventId', message, { cause: error, remedy });
	});
	return item;
}

/** True when privacy lets nothing of the event's content be told. */
export function isMasked({ sensitivity = 'Normal' }: ItemAttachments, privacy: Privacy): boolean {
	if (privacy === 'full') return false;
	return privacy === 'busyOnly' || sensitivity === 'Private' || sensitivity === 'Confidential';
}

/** @throws InvalidInput naming `attachmentId` when the event has no such attachment */
export function attachmentOf(item: ItemAttachments, attachmentId: string): AttachmentRecord {
	const found = item.attachments.find((one) => one.id === attachmentId);
	if (found) return found;
	throw new InvalidInput('attachmentId', 'The event has no attachment with this id', {
		remedy: 'Give the id of an attachment of this event, such as getAttachments gives it.',
	});
}

const kinds: Record<string, EventAttachment['kind']> = {
	ItemAttachment: 'item',
	ReferenceAttachment: 'reference',
};

export function shownAttachment(
	{ element, id: own, name = '', ...attachment }: AttachmentRecord,
	masked = false,
): EventAttachment {
	const { contentType, contentId, size, isInline = false } = attachment;
	const lastModified = instantTextOf(attachment.lastModifiedTime);
	const kind = kinds[element] ?? 'file';
	const bytes = size !== undefined && { size };
	if (masked) return { id: own, kind, ...bytes, isInline, masked };
	return {
		id: own,
		kind,
		name,
		...(contentType && { contentType }),
		...bytes,
		isInline,
		...(contentId && { contentId }),
		...(lastModified !== undefined && { lastModifiedDateTime: lastModified }),
	};
}
