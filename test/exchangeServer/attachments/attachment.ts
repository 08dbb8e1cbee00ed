import type { Attachment, Item, XmlElement, XmlNode } from '../contracts';
import { newAttachmentId } from '../model/attachments';
import { ResponseError } from '../responseErrors';
import { element, optionalElement } from '../xml/element';
import { isTrue, textOf } from '../xml/node';

const KEPT = ['Name', 'ContentType', 'ContentId', 'ContentLocation', 'IsInline', 'Content'];
/**
 * Bytes; a new Exchange takes messages of 10 MB. In base64 one this long is just what the schema validator
 * reads as one text.
 */
const LARGEST = 7 * 1024 * 1024;

/**
 * A file of a request.
 * @throws ResponseError for items and references, which this server does not keep, and for huge files
 */
export function readAttachment(node: XmlNode, now: Date): Attachment {
	const lost = node.children.find(({ name }) => !KEPT.includes(name) && name !== 'AttachmentId');
	if (node.name !== 'FileAttachment' || lost) {
		throw new ResponseError(
			'ErrorInvalidOperation',
			`This server keeps no ${node.name === 'FileAttachment' ? lost?.name : node.name}.`,
		);
	}
	const content = Buffer.from(textOf(node, 'Content') ?? '', 'base64');
	if (content.length > LARGEST) {
		throw new ResponseError(
			'ErrorAttachmentSizeLimitExceeded',
			'The size of the attachment exceeds the limit.',
		);
	}
	return {
		id: newAttachmentId(),
		name: textOf(node, 'Name') ?? '',
		contentType: textOf(node, 'ContentType'),
		contentId: textOf(node, 'ContentId'),
		contentLocation: textOf(node, 'ContentLocation'),
		isInline: isTrue(textOf(node, 'IsInline') ?? ''),
		lastModified: now,
		content: content.toString('base64'),
		size: content.length,
	};
}

/** What the store keeps beside the content counts, too. */
const OVERHEAD = 237;

/**
 * t:FileAttachment, t:ItemAttachment or t:ReferenceAttachment; its content only where it is asked for by
 * itself, and the MIME text of an item where that is asked for.
 */
export function attachmentElement(
	attachment: Attachment,
	{ withContent = false, withMime = false } = {},
): XmlElement {
	const { id, kind, name, contentType, contentId, contentLocation, isInline, size } = attachment;
	const elements = { item: 't:ItemAttachment', reference: 't:ReferenceAttachment' } as const;
	return element(kind ? elements[kind] : 't:FileAttachment', [
		element('t:AttachmentId', undefined, { Id: id }),
		element('t:Name', name),
		optionalElement('t:ContentType', contentType),
		optionalElement('t:ContentId', contentId),
		optionalElement('t:ContentLocation', contentLocation),
		element('t:Size', size + OVERHEAD),
		element('t:LastModifiedTime', attachment.lastModified),
		element('t:IsInline', isInline),
		withContent ? contentElement(attachment, withMime) : undefined,
	]);
}

function contentElement({ kind, content, name }: Attachment, withMime: boolean) {
	if (kind === 'reference') return undefined;
	if (kind === undefined) return element('t:Content', content);
	return element(elementOf(content), [
		withMime ? element('t:MimeContent', content, { CharacterSet: 'UTF-8' }) : undefined,
		element('t:Subject', name),
	]);
}

/** The MIME text of an appointment is iCalendar, that of a contact vCard. */
function elementOf(content: string): string {
	const text = Buffer.from(content, 'base64').toString();
	if (text.startsWith('BEGIN:VCALENDAR')) return 't:CalendarItem';
	return text.startsWith('BEGIN:VCARD') ? 't:Contact' : 't:Message';
}

/** t:Attachments of an item; undefined without any. */
export function attachmentsElement({
	attachments = [],
}: Pick<Item, 'attachments'>): XmlElement | undefined {
	return optionalElement(
		't:Attachments',
		attachments.map((one) => attachmentElement(one)),
	);
}

/** The same with nothing but their ids, as the answer to a new item has them. */
export function attachmentIdsElement({ attachments = [] }: Item): XmlElement | undefined {
	return optionalElement(
		't:Attachments',
		attachments.map(({ id }) =>
			element('t:FileAttachment', element('t:AttachmentId', undefined, { Id: id })),
		),
	);
}

/** Inline pictures belong to the body and are no attachments to a reader. */
export function hasAttachments({ attachments = [] }: Pick<Item, 'attachments'>): boolean {
	return attachments.some(({ isInline }) => !isInline);
}

export function rootAttributes(item: Item): { RootItemId: string; RootItemChangeKey: string } {
	return { RootItemId: item.id, RootItemChangeKey: item.changeKey };
}
