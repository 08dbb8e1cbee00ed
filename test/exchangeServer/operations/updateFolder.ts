import {
	extendedKey,
	readExtendedPath,
	readExtendedProperty,
	withExtendedProperty,
} from '../calendarItems/extendedProperties';
import { itemNotFound, type Call } from '../context';
import type { Folder, Operation, XmlElement, XmlNode } from '../contracts';
import { childFolders } from '../folders/folderShape';
import { readPermissions } from '../folders/permissions';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';
import { folderIdElement } from './createFolder';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/updatefolder-operation */
export const updateFolder: Operation = {
	name: 'UpdateFolder',
	since: 'Exchange2007',
	handle(request, context) {
		const call = context as Call;
		return answerEach(
			'UpdateFolder',
			child(request, 'FolderChanges')?.children ?? [],
			(change) => element('m:Folders', update(change, call)),
			element('m:Folders'),
		);
	},
};

function update(change: XmlNode, call: Call): XmlElement {
	const folder = resolved(change.children[0], call);
	if (!call.rights(folder).owner) {
		throw new ResponseError(
			'ErrorAccessDenied',
			'Access is denied. Check credentials and try again.',
		);
	}
	for (const update of child(change, 'Updates')?.children ?? []) {
		const [path, value] = update.children;
		if (update.name === 'DeleteFolderField') removeProperty(folder, path);
		else if (update.name === 'AppendToFolderField') throw cannotAppend();
		else for (const property of value?.children ?? []) set(folder, property, call);
	}
	call.company.store.touchFolder(folder);
	return folderIdElement(folder);
}

/** As Exchange: a folder that is gone is an item that is gone here, unlike anywhere else. */
function resolved(id: XmlNode, call: Call): Folder {
	try {
		return call.resolveFolder(id);
	} catch (error) {
		const isGone = error instanceof ResponseError && error.code === 'ErrorFolderNotFound';
		throw isGone ? itemNotFound() : error;
	}
}

function removeProperty(folder: Folder, path: XmlNode): void {
	if (path.attributes.FieldURI === 'folder:PermissionSet') {
		folder.permissions.clear();
		return;
	}
	if (path.name !== 'ExtendedFieldURI') {
		throw new ResponseError('ErrorInvalidPropertyDelete', 'Delete action is invalid for property.');
	}
	const { key } = readExtendedPath(path);
	folder.extendedProperties = folder.extendedProperties.filter((one) => extendedKey(one) !== key);
}

function set(folder: Folder, property: XmlNode, call: Call): void {
	switch (property.name) {
		case 'DisplayName':
			if (folder.distinguishedName) {
				throw new ResponseError(
					'ErrorFolderSaveFailed',
					'The folder save operation failed: a default folder keeps its name.',
				);
			}
			rename(folder, property.text);
			return;
		case 'FolderClass':
			if (property.text === folder.folderClass) return;
			throw new ResponseError(
				'ErrorObjectTypeChanged',
				'The type of the object in the store cannot be changed.',
			);
		case 'PermissionSet':
			readPermissions(property, folder, call.company);
			return;
		case 'ExtendedProperty':
			folder.extendedProperties = withExtendedProperty(
				folder.extendedProperties,
				readExtendedProperty(property),
			);
			return;
		default:
			throw new ResponseError('ErrorInvalidPropertySet', 'Set action is invalid for property.');
	}
}

function rename(folder: Folder, displayName: string): void {
	const taken = folder.parent
		? childFolders(folder.parent).some(
				(other) =>
					other !== folder && other.displayName.toLowerCase() === displayName.toLowerCase(),
			)
		: false;
	if (taken) {
		throw new ResponseError(
			'ErrorFolderExists',
			'A folder with the specified name already exists.',
		);
	}
	folder.displayName = displayName;
}

/** No property of a folder can be appended to, whatever the pages about permissions of 2007 say. */
function cannotAppend(): ResponseError {
	return new ResponseError('ErrorInvalidPropertyAppend', 'Append action is invalid for property.');
}
