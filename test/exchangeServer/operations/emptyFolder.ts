import type { Call } from '../context';
import type { Folder, Operation, XmlNode } from '../contracts';
import { childFolders } from '../folders/folderShape';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { child, isTrue } from '../xml/node';
import { descendants } from './findFolder';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/emptyfolder-operation */
export const emptyFolder: Operation = {
	name: 'EmptyFolder',
	since: 'Exchange2010_SP1',
	handle(request, context) {
		return answerEach('EmptyFolder', child(request, 'FolderIds')?.children ?? [], (id) => {
			empty(id, request, context as Call);
			return undefined;
		});
	},
};

function empty(id: XmlNode, request: XmlNode, call: Call): void {
	const folder = call.resolveFolder(id);
	if (/^IPF\.Appointment|^IPF\.Contact/.test(folder.folderClass)) {
		throw new ResponseError('ErrorCannotEmptyFolder', 'This folder cannot be emptied.');
	}
	call.demand(folder, 'delete');
	const { DeleteType, DeleteSubFolders } = request.attributes;
	dispose(folder, DeleteType, call);
	if (!isTrue(DeleteSubFolders ?? '')) return;
	for (const below of childFolders(folder)) {
		for (const doomed of [...descendants(below), below]) {
			dispose(doomed, DeleteType, call);
			call.company.store.removeFolder(doomed);
		}
	}
}

function dispose(folder: Folder, deleteType: string, call: Call): void {
	const { store } = call.company;
	const { distinguished } = folder.mailbox;
	const target = distinguished.get(
		deleteType === 'MoveToDeletedItems' ? 'deleteditems' : 'recoverableitemsdeletions',
	);
	for (const item of [...folder.items.values()]) {
		if (deleteType === 'HardDelete' || !target || target === folder) store.remove(item);
		else store.move(item, target);
	}
}
