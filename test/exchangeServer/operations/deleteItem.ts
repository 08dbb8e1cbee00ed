import type { Call } from '../context';
import type { Folder, Item, Operation, XmlNode } from '../contracts';
import { keepSentCopy } from '../model/meetingMail';
import { sendCancellations, sendOccurrenceCancellation } from '../model/meetings';
import { deleteOccurrence } from '../model/occurrences';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { child } from '../xml/node';
import { findItem } from './itemIds';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteitem-operation */
export const deleteItem: Operation = {
	name: 'DeleteItem',
	since: 'Exchange2007',
	handle(request, context) {
		const ids = child(request, 'ItemIds')?.children ?? [];
		return answerEach('DeleteItem', ids, (id) => {
			deleteOne(id, request, context as Call);
			return undefined;
		});
	},
};

function deleteOne(id: XmlNode, request: XmlNode, call: Call): void {
	const found = findItem(call, id);
	const item = found.kind === 'event' ? found.instance.item : found.item;
	call.demand(item.folder, 'delete');
	if (found.kind === 'event') {
		const sending = request.attributes.SendMeetingCancellations;
		if (sending === undefined) {
			throw new ResponseError(
				'ErrorSendMeetingCancellationsRequired',
				'SendMeetingCancellations attribute is required for calendar items.',
			);
		}
		const { instance } = found;
		const sends =
			sending !== 'SendToNone' &&
			instance.item.isMeeting &&
			instance.item.myResponseType === 'Organizer';
		if (sends && sending === 'SendToAllAndSaveCopy') {
			const subject = `Canceled: ${instance.fields.subject}`;
			keepSentCopy(call.company, instance.item, 'MeetingCancellation', subject);
		}
		if (instance.originalStart) {
			const key = instance.originalStart.getTime();
			if (sends) sendOccurrenceCancellation(call.company, instance.item, key);
			deleteOccurrence(call.company.store, instance.item, key, call.writer);
			return;
		}
		if (sends) sendCancellations(call.company, instance.item);
	}
	dispose(item, request.attributes.DeleteType, call);
}

function dispose(item: Item, deleteType: string, call: Call): void {
	const { store } = call.company;
	const { distinguished } = item.folder.mailbox;
	const deletedItems = distinguished.get('deleteditems') as Folder;
	const recoverable = distinguished.get('recoverableitemsdeletions') as Folder;
	if (deleteType === 'MoveToDeletedItems' && item.folder !== deletedItems) {
		if (call.behaviours.othersDeletedItems === 'refused') call.demand(deletedItems, 'create');
		store.move(item, deletedItems);
	} else if (deleteType !== 'HardDelete' && item.folder !== recoverable) {
		store.move(item, recoverable);
	} else {
		store.remove(item);
	}
}
