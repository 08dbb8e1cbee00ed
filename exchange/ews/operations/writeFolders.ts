import { fieldsOf, into, record } from '../../xml/shapes';
import { assertFilled, element, type Xml } from '../../xml/writer';
import { MalformedResponse } from '../errors';
import { folderId, type FolderTarget } from '../folderId';
import { fieldUri } from '../itemShape';
import type { EwsOperation } from '../operation';
import { permissionSetElement, type CalendarPermissionRecord } from '../permissions';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { folder, type FolderRecord } from './folderReader';

interface CreateCalendarFolderRequest {
	parent: FolderTarget;
	displayName: string;
}

interface Answer {
	folder?: FolderRecord;
}

const folders = into(
	record<Answer>({}, { others: fieldsOf<Answer>()('folder', folder) }),
	(answer: Answer, { folder: found }) => {
		if (found) answer.folder = found;
	},
);

/** The id of the folder that was written. */
function writtenFolder(operation: string) {
	const messages = responseMessages<Answer>(operation, { 'm:Folders': folders });
	return new SoapReader(operation, messages, (found, context) => {
		const { folder: one } = onlyMessage(found, context);
		if (one) return one;
		throw new MalformedResponse('a response message without its folder');
	});
}

/**
 * Creates a calendar. Not repeatable: a second one of the same name is refused (ErrorFolderExists).
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/createfolder-operation
 */
export const createFolder: EwsOperation<CreateCalendarFolderRequest, FolderRecord> = {
	name: 'CreateFolder',
	repeatable: false,

	request({ parent, displayName }) {
		assertFilled('name', displayName);
		return element('m:CreateFolder', [
			element('m:ParentFolderId', folderId(parent)),
			element('m:Folders', element('t:CalendarFolder', element('t:DisplayName', displayName))),
		]);
	},

	response: () => writtenFolder('CreateFolder'),
};

type UpdateCalendarFolderRequest = { folder: FolderTarget } & (
	| { displayName: string }
	/** Replaces all of them: who is missing has no entry any more, Default and Anonymous get None. */
	| { permissions: readonly CalendarPermissionRecord[] }
);

/**
 * Changes the name or the permissions of a calendar. Sent again it sets the same.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/updatefolder-operation
 */
export const updateFolder: EwsOperation<UpdateCalendarFolderRequest, FolderRecord> = {
	name: 'UpdateFolder',
	repeatable: true,

	request({ folder: target, ...change }) {
		const [property, value]: [string, Xml] =
			'displayName' in change
				? ['folder:DisplayName', element('t:DisplayName', change.displayName)]
				: ['folder:PermissionSet', permissionSetElement(change.permissions)];
		const update = element('t:SetFolderField', [
			fieldUri(property),
			element('t:CalendarFolder', value),
		]);
		return element(
			'm:UpdateFolder',
			element(
				'm:FolderChanges',
				element('t:FolderChange', [folderId(target), element('t:Updates', update)]),
			),
		);
	},

	response: () => writtenFolder('UpdateFolder'),
};

/**
 * Moves a folder to Deleted Items. Not repeatable: one that lies there already would be gone for good.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/deletefolder-operation
 */
export const deleteFolder: EwsOperation<{ folder: FolderTarget }, void> = {
	name: 'DeleteFolder',
	repeatable: false,

	request: ({ folder: target }) =>
		element('m:DeleteFolder', element('m:FolderIds', folderId(target)), {
			DeleteType: 'MoveToDeletedItems',
		}),

	response: () =>
		new SoapReader(
			'DeleteFolder',
			responseMessages('DeleteFolder', {}),
			(found, context) => void onlyMessage(found, context),
		),
};
