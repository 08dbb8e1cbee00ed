import type { Call } from '../context';
import type { Operation, XmlElement, XmlNode } from '../contracts';
import { childFolders } from '../folders/folderShape';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';
import { folderIdElement } from './createFolder';
import { descendants } from './findFolder';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/movefolder-operation */
export const moveFolder: Operation = {
	name: 'MoveFolder',
	since: 'Exchange2007',
	handle(request, context) {
		const target = child(request, 'ToFolderId')?.children[0] as XmlNode;
		return answerEach(
			'MoveFolder',
			child(request, 'FolderIds')?.children ?? [],
			(id) => element('m:Folders', move(id, target, context as Call)),
			element('m:Folders'),
		);
	},
};

function move(id: XmlNode, targetNode: XmlNode, call: Call): XmlElement {
	const folder = call.resolveFolder(id);
	const target = call.resolveFolder(targetNode);
	if (folder.distinguishedName !== undefined) {
		throw new ResponseError(
			'ErrorMoveDistinguishedFolder',
			'Distinguished folders cannot be moved.',
		);
	}
	if (!call.rights(folder).owner || !call.rights(target).createSubfolders) {
		throw new ResponseError(
			'ErrorAccessDenied',
			'Access is denied. Check credentials and try again.',
		);
	}
	const name = folder.displayName.toLowerCase();
	const taken = childFolders(target).some(
		(other) => other !== folder && other.displayName.toLowerCase() === name,
	);
	if (taken) {
		throw new ResponseError(
			'ErrorFolderExists',
			'A folder with the specified name already exists.',
		);
	}
	if (target.mailbox !== folder.mailbox || [folder, ...descendants(folder)].includes(target)) {
		throw new ResponseError('ErrorMoveCopyFailed', 'The move or copy operation failed.');
	}
	call.company.store.moveFolder(folder, target);
	return folderIdElement(folder);
}
