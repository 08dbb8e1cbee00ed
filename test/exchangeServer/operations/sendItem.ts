import type { Call } from '../context';
import type { Operation, XmlNode } from '../contracts';
import { deliverMessage } from '../model/mail';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { child, isTrue } from '../xml/node';
import { findItem } from './itemIds';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/senditem-operation */
export const sendItem: Operation = {
	name: 'SendItem',
	since: 'Exchange2007',
	handle(request, context) {
		return answerEach('SendItem', child(request, 'ItemIds')?.children ?? [], (id) => {
			sendOne(id, request, context as Call);
			return undefined;
		});
	},
};

function sendOne(id: XmlNode, request: XmlNode, call: Call): void {
	const found = findItem(call, id);
	if (found.kind !== 'other' || found.item.element !== 'Message') {
		throw new ResponseError(
			'ErrorInvalidItemForOperationSendItem',
			'The item is invalid for the operation.',
		);
	}
	const { item } = found;
	call.demand(item.folder, 'delete');
	if ([...item.to, ...(item.cc ?? []), ...(item.bcc ?? [])].length === 0) {
		throw new ResponseError('ErrorInvalidRecipients', 'At least one recipient is not valid.');
	}
	const savesCopy = isTrue(request.attributes.SaveItemToFolder);
	const folderNode = child(request, 'SavedItemFolderId')?.children[0];
	const folder = folderNode
		? call.resolveFolder(folderNode)
		: item.folder.mailbox.distinguished.get('sentitems');
	delete item.fields.IsDraft;
	deliverMessage(call.company, item);
	if (savesCopy && folder) call.company.store.move(item, folder);
	else call.company.store.remove(item);
}
