import type { Call } from '../context';
import type { Folder, Operation, XmlElement, XmlNode } from '../contracts';
import { childFolders, folderElement } from '../folders/folderShape';
import { readPermissions } from '../folders/permissions';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child, textOf } from '../xml/node';

const CLASSES: Record<string, string> = {
	CalendarFolder: 'IPF.Appointment',
	ContactsFolder: 'IPF.Contact',
	TasksFolder: 'IPF.Task',
	Folder: 'IPF.Note',
	SearchFolder: 'IPF.Note',
};

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/createfolder-operation */
export const createFolder: Operation = {
	name: 'CreateFolder',
	since: 'Exchange2007',
	handle(request, context) {
		const call = context as Call;
		const parentNode = child(request, 'ParentFolderId')?.children[0] as XmlNode;
		return answerEach(
			'CreateFolder',
			child(request, 'Folders')?.children ?? [],
			(folder) => element('m:Folders', create(folder, call.resolveFolder(parentNode), call)),
			element('m:Folders'),
		);
	},
};

function create(node: XmlNode, parent: Folder, call: Call): XmlElement {
	const displayName = textOf(node, 'DisplayName') ?? '';
	if (!call.rights(parent).createSubfolders) {
		throw new ResponseError(
			'ErrorAccessDenied',
			'Access is denied. Check credentials and try again.',
		);
	}
	if (displayName === '') {
		throw new ResponseError('ErrorFolderSaveFailed', 'The folder save operation failed.');
	}
	const taken = childFolders(parent).some(
		(folder) => folder.displayName.toLowerCase() === displayName.toLowerCase(),
	);
	if (taken) {
		throw new ResponseError(
			'ErrorFolderExists',
			'A folder with the specified name already exists.',
		);
	}
	const folderClass = textOf(node, 'FolderClass') ?? CLASSES[node.name];
	const folder = call.company.store.addFolder(parent, displayName, folderClass);
	readPermissions(child(node, 'PermissionSet'), folder);
	return folderIdElement(folder);
}

export function folderIdElement(folder: Folder): XmlElement {
	return element(
		folderElement(folder),
		element('t:FolderId', undefined, { Id: folder.id, ChangeKey: folder.changeKey }),
	);
}
