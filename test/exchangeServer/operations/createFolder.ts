import { readExtendedProperty } from '../calendarItems/extendedProperties';
import { cannotSet } from '../calendarItems/readFields';
import type { Call } from '../context';
import type { Folder, Operation, XmlElement, XmlNode } from '../contracts';
import { childFolders, folderElement } from '../folders/folderShape';
import { readPermissions } from '../folders/permissions';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child, childrenNamed, textOf } from '../xml/node';

/** A plain folder without a class stays without one. */
const CLASSES: Record<string, string | undefined> = {
	CalendarFolder: 'IPF.Appointment',
	ContactsFolder: 'IPF.Contact',
	TasksFolder: 'IPF.Task',
};

/** What is read back of a folder; anything else is refused rather than lost. */
const KEPT = ['DisplayName', 'FolderClass', 'PermissionSet', 'ExtendedProperty'];

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
	for (const { name } of node.children) if (!KEPT.includes(name)) throw cannotSet(name);
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
	const folderClass = textOf(node, 'FolderClass') ?? CLASSES[node.name] ?? '';
	const folder = call.company.store.addFolder(parent, displayName, folderClass);
	readPermissions(child(node, 'PermissionSet'), folder, call.company);
	folder.extendedProperties = childrenNamed(node, 'ExtendedProperty').map((property) =>
		readExtendedProperty(property, call.behaviours.propertyValues),
	);
	return folderIdElement(folder);
}

export function folderIdElement(folder: Folder): XmlElement {
	return element(
		folderElement(folder),
		element('t:FolderId', undefined, { Id: folder.id, ChangeKey: folder.changeKey }),
	);
}
