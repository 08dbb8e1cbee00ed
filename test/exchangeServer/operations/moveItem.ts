import type { Call } from '../context';
import type { Folder, Item, Operation, XmlElement, XmlNode } from '../contracts';
import { copiesOf } from '../model/attachments';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';
import { findItem } from './itemIds';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/moveitem-operation */
export const moveItem: Operation = {
	name: 'MoveItem',
	since: 'Exchange2007',
	handle: (request, context) =>
		transfer('MoveItem', request, context as Call, (item, target, call) => {
			call.demand(item.folder, 'delete');
			call.company.store.move(item, target);
			return item;
		}),
};

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/copyitem-operation */
export const copyItem: Operation = {
	name: 'CopyItem',
	since: 'Exchange2007',
	handle: (request, context) =>
		transfer('CopyItem', request, context as Call, (item, target, call) =>
			call.company.store.add({
				...structuredCloneOf(item),
				folder: target,
				attachments: copiesOf(item.attachments),
			}),
		),
};

function transfer(
	operation: string,
	request: XmlNode,
	call: Call,
	carry: (item: Item, target: Folder, call: Call) => Item,
): XmlElement {
	const targetNode = child(request, 'ToFolderId')?.children[0] as XmlNode;
	return answerEach(
		operation,
		child(request, 'ItemIds')?.children ?? [],
		(id) => {
			const target = call.resolveFolder(targetNode);
			const found = findItem(call, id);
			if (found.kind === 'event' && found.instance.originalStart) {
				throw new ResponseError(
					'ErrorMoveCopyFailed',
					'The move or copy operation failed: an occurrence can not leave its series.',
				);
			}
			call.demand(target, 'create');
			const item = found.kind === 'event' ? found.instance.item : found.item;
			const { id: newId, changeKey, element: name } = carry(item, target, call);
			return element(
				'm:Items',
				element(`t:${name}`, element('t:ItemId', undefined, { Id: newId, ChangeKey: changeKey })),
			);
		},
		element('m:Items'),
	);
}

/** A copy that shares nothing that can be changed, but the folder's mailbox. */
function structuredCloneOf(item: Item): Item {
	const { folder, ...rest } = item;
	return { ...structuredClone(rest), folder } as Item;
}
