import type { Call } from '../context';
import type { Attachment, Item, Operation, XmlElement, XmlNode } from '../contracts';
import { findItem } from '../operations/itemIds';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child, isTrue, textOf } from '../xml/node';
import { attachmentElement, readAttachment, rootAttributes } from './attachment';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/createattachment-operation */
const createAttachment: Operation = {
	name: 'CreateAttachment',
	since: 'Exchange2007',
	handle: (request, context) => {
		const call = context as Call;
		return answerEach(
			'CreateAttachment',
			child(request, 'Attachments')?.children ?? [],
			(node) => element('m:Attachments', create(node, request, call)),
			element('m:Attachments'),
		);
	},
};

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getattachment-operation */
const getAttachment: Operation = {
	name: 'GetAttachment',
	since: 'Exchange2007',
	handle: (request, context) =>
		answerEach(
			'GetAttachment',
			child(request, 'AttachmentIds')?.children ?? [],
			(id) => {
				const { attachment } = found(id, context as Call);
				const shape = child(request, 'AttachmentShape');
				const withMime = isTrue(textOf(shape, 'IncludeMimeContent') ?? '');
				return element(
					'm:Attachments',
					attachmentElement(attachment, { withContent: true, withMime }),
				);
			},
			element('m:Attachments'),
		),
};

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteattachment-operation */
const deleteAttachment: Operation = {
	name: 'DeleteAttachment',
	since: 'Exchange2007',
	handle: (request, context) =>
		answerEach('DeleteAttachment', child(request, 'AttachmentIds')?.children ?? [], (id) => {
			const call = context as Call;
			const { item, attachment } = found(id, call);
			call.demand(item.folder, 'edit');
			item.attachments = item.attachments?.filter((one) => one !== attachment);
			call.company.store.touch(item, call.writer, ['attachments']);
			return element('m:RootItemId', undefined, rootAttributes(item));
		}),
};

export const operations: Operation[] = [createAttachment, getAttachment, deleteAttachment];

function create(node: XmlNode, request: XmlNode, call: Call): XmlElement {
	const parent = findItem(call, child(request, 'ParentItemId') as XmlNode);
	if (parent.kind === 'event' && parent.instance.originalStart) {
		throw new ResponseError(
			'ErrorInvalidOperation',
			'This server keeps no attachments of single occurrences.',
		);
	}
	const item = parent.kind === 'event' ? parent.instance.item : parent.item;
	call.demand(item.folder, 'edit');
	const attachment = readAttachment(node, call.company.store.now());
	item.attachments = [...(item.attachments ?? []), attachment];
	call.company.store.touch(item, call.writer, ['attachments']);
	return element(
		't:FileAttachment',
		element('t:AttachmentId', undefined, { Id: attachment.id, ...rootAttributes(item) }),
	);
}

function found(
	{ attributes: { Id } }: XmlNode,
	call: Call,
): { item: Item; attachment: Attachment } {
	const { store } = call.company;
	for (const item of store.items()) {
		const attachment = item.attachments?.find(({ id }) => id === Id);
		if (!attachment) continue;
		call.readableItem(call.parse(item.id));
		return { item, attachment };
	}
	throw new ResponseError('ErrorInvalidAttachmentId', 'The attachment Id is invalid.');
}
