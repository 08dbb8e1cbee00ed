import { element } from '../contracts';
import type { Mailbox, StoreEvent, XmlElement } from '../contracts';

const magic = 0x01;

/** A place in a mailbox's history, opaque to clients. */
export function watermark(mailbox: Mailbox, sequence: number): string {
	const bytes = Buffer.alloc(25);
	bytes[0] = magic;
	Buffer.from(mailbox.guid.replaceAll('-', ''), 'hex').copy(bytes, 1);
	bytes.writeBigUInt64LE(BigInt(sequence), 17);
	return bytes.toString('base64');
}

/** The sequence number of a watermark; undefined when it is none of that mailbox up to `latest`. */
export function readWatermark(text: string, mailbox: Mailbox, latest: number): number | undefined {
	const bytes = Buffer.from(text.trim(), 'base64');
	if (bytes.length !== 25 || bytes[0] !== magic) return undefined;
	const sequence = Number(bytes.readBigUInt64LE(17));
	return watermark(mailbox, sequence) === text.trim() && sequence <= latest ? sequence : undefined;
}

/** `t:CreatedEvent` and its like; pull notifications carry a watermark, streamed ones none. */
export function eventElement(event: StoreEvent, withWatermark: boolean): XmlElement {
	const { parentFolder, oldParentFolder } = event;
	const movedFrom =
		event.kind === 'Moved' || event.kind === 'Copied'
			? [
					event.itemId === undefined
						? id('t:OldFolderId', event.folderId ?? '')
						: id('t:OldItemId', event.oldItemId ?? event.itemId),
					id('t:OldParentFolderId', (oldParentFolder ?? parentFolder).id),
				]
			: [];
	return element(`t:${event.kind}Event`, [
		withWatermark ? element('t:Watermark', watermark(event.mailbox, event.sequence)) : undefined,
		element('t:TimeStamp', event.time),
		event.itemId === undefined
			? id('t:FolderId', event.folderId ?? '', event.changeKey)
			: id('t:ItemId', event.itemId, event.changeKey),
		id('t:ParentFolderId', parentFolder.id, parentFolder.changeKey),
		...movedFrom,
		event.kind === 'Modified' && event.unreadCount !== undefined
			? element('t:UnreadCount', event.unreadCount)
			: undefined,
	]);
}

function id(name: string, value: string, changeKey?: string): XmlElement {
	return element(name, undefined, { Id: value, ChangeKey: changeKey });
}
