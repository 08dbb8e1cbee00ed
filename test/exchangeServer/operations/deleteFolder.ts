import type { Call } from '../context';
import type { Operation, XmlNode } from '../contracts';
import { childFolders } from '../folders/folderShape';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { child } from '../xml/node';
import { descendants } from './findFolder';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/deletefolder-operation */
export const deleteFolder: Operation = {
	name: 'DeleteFolder',
	since: 'Exchange2007',
	handle(request, context) {
		return answerEach('DeleteFolder', child(request, 'FolderIds')?.children ?? [], (id) => {
			const toDeletedItems = request.attributes.DeleteType === 'MoveToDeletedItems';
			remove(id, context as Call, toDeletedItems);
			return undefined;
		});
	},
};

/** For good, unless it goes to Deleted Items; one that lies there already is gone for good, too. */
function remove(id: XmlNode, call: Call, toDeletedItems: boolean): void {
	const folder = call.resolveFolder(id);
	if (folder.distinguishedName !== undefined) {
		throw new ResponseError(
			'ErrorDeleteDistinguishedFolder',
			'Distinguished folders cannot be deleted.',
		);
	}
	if (!call.rights(folder).owner) {
		throw new ResponseError(
			'ErrorAccessDenied',
			'Access is denied. Check credentials and try again.',
		);
	}
	const bin = folder.mailbox.distinguished.get('deleteditems');
	if (toDeletedItems && bin && !descendants(bin).includes(folder)) {
		const names = new Set(childFolders(bin).map(({ displayName }) => displayName));
		const { displayName } = folder;
		for (let count = 1; names.has(folder.displayName); count++) {
			folder.displayName = `${displayName}${count}`;
		}
		call.company.store.moveFolder(folder, bin);
		return;
	}
	for (const doomed of [...descendants(folder), folder]) call.company.store.removeFolder(doomed);
}
