import {
	boolean,
	fieldsOf,
	integer,
	into,
	longBinary,
	mapped,
	record,
	text,
	type Field,
} from '../../xml/shapes';
import { assertFilled, element } from '../../xml/writer';
import { contentPlace } from '../envelope';
import { MalformedResponse, WrongAnswer } from '../errors';
import type { ItemReference } from '../itemParts';
import { itemShape } from '../itemShape';
import type { EwsOperation } from '../operation';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { reference } from './itemPartsReader';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/attachment */
export interface AttachmentRecord {
	/** `FileAttachment`, `ItemAttachment`, `ReferenceAttachment`. */
	element: string;
	id: string;
	name?: string;
	contentType?: string;
	contentId?: string;
	/** Bytes with what the server keeps beside the content, some hundred more than it has. */
	size?: number;
	lastModifiedTime?: string;
	isInline?: boolean;
	/** Bytes of a file, or the MIME text of an item; in an answer of GetAttachment alone. */
	content?: Buffer;
}

const idShape = record<{ id?: string }>({}, { attributes: { Id: 'id' } });

const field = fieldsOf<AttachmentRecord>();
const attachmentFields: Record<string, Field> = {
	't:AttachmentId': into(idShape, (attachment: AttachmentRecord, { id = '' }) => {
		attachment.id = id;
	}),
	't:Name': field('name', text),
	't:ContentType': field('contentType', text),
	't:ContentId': field('contentId', text),
	't:Size': field('size', integer),
	't:LastModifiedTime': field('lastModifiedTime', text),
	't:IsInline': field('isInline', boolean),
};

function attachment(more: Record<string, Field> = {}, others?: Field) {
	return mapped(
		record<AttachmentRecord>(
			{ ...attachmentFields, ...more },
			{ initial: () => ({ element: '', id: '' }), others },
		),
		(found, name) => {
			if (found.id === '') throw new MalformedResponse(`${name} without id`);
			found.element = name.slice(2);
			return found;
		},
	);
}

/** The item of an item attachment, whatever its kind: its MIME text. */
const attachedItem = into(
	record<{ content?: Buffer }>({
		't:MimeContent': fieldsOf<{ content?: Buffer }>()('content', longBinary),
	}),
	(target: AttachmentRecord, { content }) => {
		if (content) target.content = content;
	},
);

interface ListAnswer {
	item?: ItemAttachments;
}

export interface ItemAttachments {
	itemId: ItemReference;
	/** The calendar that it is in. */
	parentFolderId?: ItemReference;
	/** `Normal`, `Personal`, `Private`, `Confidential`. */
	sensitivity?: string;
	/** `Single`, `Occurrence`, `Exception`, `RecurringMaster`; absent for what is no appointment. */
	calendarItemType?: string;
	attachments: AttachmentRecord[];
}

const itemField = fieldsOf<ItemAttachments>();
const itemAttachments = record<ItemAttachments>(
	{
		't:ItemId': itemField('itemId', reference),
		't:ParentFolderId': itemField('parentFolderId', reference),
		't:Sensitivity': itemField('sensitivity', text),
		't:CalendarItemType': itemField('calendarItemType', text),
		't:Attachments': into(
			record<{ list: AttachmentRecord[] }>(
				{},
				{
					initial: () => ({ list: [] }),
					others: into(attachment(), ({ list }: { list: AttachmentRecord[] }, one) => {
						list.push(one);
					}),
				},
			),
			(item: ItemAttachments, { list }) => void (item.attachments = list),
		),
	},
	{ initial: () => ({ itemId: { id: '', changeKey: '' }, attachments: [] }) },
);

const listMessages = responseMessages<ListAnswer>('GetItem', {
	'm:Items': into(
		record<ListAnswer>({}, { others: fieldsOf<ListAnswer>()('item', itemAttachments) }),
		(answer: ListAnswer, { item }) => void (answer.item = item),
	),
});

/**
 * Lists the attachments of an item, without their content.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getitem-operation
 */
export const listAttachments: EwsOperation<{ itemId: string }, ItemAttachments> = {
	name: 'GetItem',
	repeatable: true,

	request({ itemId }) {
		assertFilled('itemId', itemId);
		return element('m:GetItem', [
			itemShape({
				base: 'IdOnly',
				properties: [
					'item:ParentFolderId',
					'item:Attachments',
					'item:Sensitivity',
					'calendar:CalendarItemType',
				],
			}),
			element('m:ItemIds', element('t:ItemId', undefined, { Id: itemId })),
		]);
	},

	response: ({ itemId }) =>
		new SoapReader('GetItem', listMessages, (found, context) => {
			const { item } = onlyMessage(found, context);
			if (!item) throw new MalformedResponse('a response message without its item');
			if (item.itemId.id !== itemId) {
				throw new WrongAnswer('an item with another id than the one asked for');
			}
			return item;
		}),
};

interface AttachmentAnswer {
	attachment?: AttachmentRecord;
}

const attachmentsField = into(
	record<AttachmentAnswer>(
		{},
		{
			others: fieldsOf<AttachmentAnswer>()(
				'attachment',
				attachment({ 't:Content': field('content', longBinary) }, attachedItem),
			),
		},
	),
	(answer: AttachmentAnswer, { attachment: one }) => void (answer.attachment = one),
);

interface GetAttachmentRequest {
	id: string;
	/** For an item: its MIME text. A file has no such thing. */
	asMime: boolean;
}

/**
 * Reads one attachment with its content.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getattachment-operation
 */
export const getAttachment: EwsOperation<GetAttachmentRequest, AttachmentRecord> = {
	name: 'GetAttachment',
	repeatable: true,

	request: ({ id, asMime }) =>
		element('m:GetAttachment', [
			asMime && element('m:AttachmentShape', element('t:IncludeMimeContent', true)),
			attachmentIds(id),
		]),

	response: ({ id }) => {
		const messages = responseMessages<AttachmentAnswer>('GetAttachment', {
			'm:Attachments': attachmentsField,
		});
		return new SoapReader('GetAttachment', messages, (found, context) => {
			const { attachment: one } = onlyMessage(found, context);
			if (!one) throw new MalformedResponse('a response message without its attachment');
			if (one.id !== id) throw new WrongAnswer('another attachment than the one asked for');
			return one;
		});
	},
};

interface CreateAttachmentRequest {
	itemId: string;
	name: string;
	contentType?: string;
	contentId?: string;
	isInline: boolean;
	content: Uint8Array;
}

/**
 * Adds a file to an item. Not repeatable: a second one makes a second attachment.
 * @returns the id of the attachment
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/createattachment-operation
 */
export const createAttachment: EwsOperation<CreateAttachmentRequest, string> = {
	name: 'CreateAttachment',
	repeatable: false,

	request({ itemId, name, contentType, contentId, isInline }) {
		assertFilled('itemId', itemId);
		assertFilled('name', name);
		return element('m:CreateAttachment', [
			element('m:ParentItemId', undefined, { Id: itemId }),
			element(
				'm:Attachments',
				element('t:FileAttachment', [
					element('t:Name', name),
					contentType && element('t:ContentType', contentType),
					contentId && element('t:ContentId', contentId),
					element('t:IsInline', isInline),
					element('t:Content', contentPlace),
				]),
			),
		]);
	},

	content: ({ content }) => content,

	response: () => {
		const messages = responseMessages<AttachmentAnswer>('CreateAttachment', {
			'm:Attachments': attachmentsField,
		});
		return new SoapReader('CreateAttachment', messages, (found, context) => {
			const { attachment: one } = onlyMessage(found, context);
			if (one) return one.id;
			throw new MalformedResponse('a response message without its attachment');
		});
	},
};

/**
 * Removes an attachment. One that is not there is an error (ErrorInvalidAttachmentId, ErrorItemNotFound),
 * so that it is safe to send again only for who takes that for done.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteattachment-operation
 */
export const deleteAttachment: EwsOperation<{ id: string }, void> = {
	name: 'DeleteAttachment',
	repeatable: true,
	request: ({ id }) => element('m:DeleteAttachment', attachmentIds(id)),
	response: () =>
		new SoapReader(
			'DeleteAttachment',
			responseMessages('DeleteAttachment', {}),
			(found, context) => void onlyMessage(found, context),
		),
};

function attachmentIds(id: string) {
	assertFilled('attachmentId', id);
	return element('m:AttachmentIds', element('t:AttachmentId', undefined, { Id: id }));
}
