import { attachmentIdsElement } from '../attachments/attachment';
import type { Call } from '../context';
import type { Folder, OtherItem, XmlElement, XmlNode } from '../contracts';
import { deliverMessage } from '../model/mail';
import { draftOtherItem } from '../model/newItem';
import { setProperty } from '../otherItems/write';
import { EwsFault, ResponseError } from '../responseErrors';
import { element } from '../xml/element';

const KINDS: Record<string, { itemClass: string; folder: string }> = {
	Message: { itemClass: 'IPM.Note', folder: 'drafts' },
	/** Becomes a message. */
	Item: { itemClass: 'IPM.Note', folder: 'drafts' },
	Contact: { itemClass: 'IPM.Contact', folder: 'contacts' },
	Task: { itemClass: 'IPM.Task', folder: 'tasks' },
};

/** Messages, contacts and tasks; messages can be sent. */
export function createMessage(
	node: XmlNode,
	request: XmlNode,
	wantedFolder: XmlNode | undefined,
	call: Call,
): XmlElement | undefined {
	const kind = KINDS[node.name];
	if (!kind) throw new ResponseError('ErrorInvalidItemForOperationCreateItem', 'Invalid item.');
	const disposition = request.attributes.MessageDisposition;
	if (node.name === 'Message' && disposition === undefined) {
		throw new EwsFault(
			'ErrorMessageDispositionRequired',
			'MessageDisposition attribute is required for messages.',
		);
	}
	const sends = node.name === 'Message' && disposition !== 'SaveOnly';
	const folderName = sends ? 'sentitems' : kind.folder;
	const folder = wantedFolder
		? call.resolveFolder(wantedFolder)
		: call.actor?.distinguished.get(folderName);
	if (!folder) {
		throw new ResponseError('ErrorMissingEmailAddress', 'The account does not have a mailbox.');
	}
	call.demand(folder, 'create');
	const item = draft(node, folder, kind.itemClass, call);
	if (!sends && item.element === 'Message') item.fields.IsDraft = 'true';
	if (sends) deliverMessage(call.company, item);
	if (disposition !== 'SendOnly') call.company.store.add(item);
	// What was sent has another id than what was written, and the answer names neither.
	if (sends) return undefined;
	return element(`t:${item.element}`, [
		element('t:ItemId', undefined, { Id: item.id, ChangeKey: item.changeKey }),
		attachmentIdsElement(item),
	]);
}

function draft(node: XmlNode, folder: Folder, itemClass: string, call: Call): OtherItem {
	const { displayName, smtpAddress } = folder.mailbox;
	const item = draftOtherItem(
		folder,
		{
			element: node.name === 'Item' ? 'Message' : (node.name as OtherItem['element']),
			itemClass,
			subject: '',
			from: { name: displayName, emailAddress: smtpAddress },
			isRead: true,
		},
		call.company.store.now(),
	);
	for (const property of node.children) setProperty(item, property, call);
	return item;
}
