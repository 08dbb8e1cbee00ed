import { readExtendedProperty } from '../calendarItems/extendedProperties';
import { cannotSet } from '../calendarItems/readFields';
import type { Call } from '../context';
import type { Folder, OtherItem, Person, XmlElement, XmlNode } from '../contracts';
import { draftOtherItem } from '../model/newItem';
import { EwsFault, ResponseError } from '../responseErrors';
import { element } from '../xml/element';
import { child, childrenNamed, path, textOf } from '../xml/node';

const KINDS: Record<string, { itemClass: string; folder: string }> = {
	Message: { itemClass: 'IPM.Note', folder: 'drafts' },
	Contact: { itemClass: 'IPM.Contact', folder: 'contacts' },
	Task: { itemClass: 'IPM.Task', folder: 'tasks' },
};

/** What is read back of an item beside the calendar's; anything else is refused rather than lost. */
const KEPT = [
	'ItemClass',
	'Subject',
	'DisplayName',
	'Body',
	'Sensitivity',
	'Importance',
	'Categories',
	'ToRecipients',
	'IsRead',
	'ExtendedProperty',
];

/** Messages, contacts and tasks: stored with subject, body and own properties; messages can be sent. */
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
	for (const { name } of node.children) if (!KEPT.includes(name)) throw cannotSet(name);
	const item = draft(node, folder, kind.itemClass, call);
	if (sends) deliver(item, call);
	if (disposition === 'SendOnly') return undefined;
	call.company.store.add(item);
	return element(
		`t:${node.name}`,
		element('t:ItemId', undefined, { Id: item.id, ChangeKey: item.changeKey }),
	);
}

function draft(node: XmlNode, folder: Folder, itemClass: string, call: Call): OtherItem {
	const { store } = call.company;
	const body = child(node, 'Body');
	return draftOtherItem(
		folder,
		{
			element: node.name as OtherItem['element'],
			itemClass: textOf(node, 'ItemClass') ?? itemClass,
			subject: textOf(node, 'Subject') ?? textOf(node, 'DisplayName') ?? '',
			body: {
				type: body?.attributes.BodyType === 'Text' ? 'Text' : 'HTML',
				text: body?.text ?? '',
			},
			sensitivity: textOf(node, 'Sensitivity') ?? 'Normal',
			importance: textOf(node, 'Importance') ?? 'Normal',
			categories: childrenNamed(child(node, 'Categories'), 'String').map(({ text }) => text),
			from: { name: folder.mailbox.displayName, emailAddress: folder.mailbox.smtpAddress },
			to: recipients(child(node, 'ToRecipients')),
			extendedProperties: childrenNamed(node, 'ExtendedProperty').map((property) =>
				readExtendedProperty(property, call.behaviours.propertyValues),
			),
			isRead: textOf(node, 'IsRead') !== 'false',
		},
		store.now(),
	);
}

function recipients(node: XmlNode | undefined): Person[] {
	return childrenNamed(node, 'Mailbox').map((mailbox) => {
		const emailAddress = path(mailbox, 'EmailAddress')?.text ?? '';
		return { emailAddress, name: textOf(mailbox, 'Name') ?? emailAddress };
	});
}

function deliver(item: OtherItem, call: Call): void {
	const { store, outbox } = call.company;
	const to = item.to.map(({ emailAddress }) => emailAddress);
	const from = item.from?.emailAddress ?? '';
	outbox.push({ kind: 'Message', from, to, subject: item.subject, sentAt: store.now() });
	for (const address of to) {
		const inbox = call.company.mailboxOf(address)?.distinguished.get('inbox');
		if (!inbox) continue;
		store.add({ ...item, folder: inbox, isRead: false }, 'NewMail');
	}
}
