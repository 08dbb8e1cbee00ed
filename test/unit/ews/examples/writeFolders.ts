import type * as operations from '../../../../exchange/ews/operations/writeFolders';
import { answered, type AnswersOf } from './answers';
import { byId, calendar, delegate, type RequestsOf } from './requests';

export const createFolder: RequestsOf<typeof operations.createFolder> = {
	'below the own calendar': { parent: calendar, displayName: 'Project <Noord> & co' },
	'below that of somebody': { parent: delegate, displayName: 'Team' },
};

export const updateFolder: RequestsOf<typeof operations.updateFolder> = {
	'a name': { folder: byId, displayName: 'Project Zuid' },
	permissions: {
		folder: calendar,
		permissions: [
			{ user: { distinguishedUser: 'Default' }, level: 'FreeBusyTimeOnly', canCreateItems: false },
			{ user: { distinguishedUser: 'Anonymous', displayName: 'x' }, level: 'None' },
			{
				user: { sid: 'S-1-5-21-1-2-3-1104', primarySmtpAddress: 'bob@enyoi.example' },
				level: 'Custom',
				canCreateItems: true,
				canCreateSubFolders: false,
				isFolderOwner: false,
				isFolderVisible: true,
				isFolderContact: true,
				editItems: 'Owned',
				deleteItems: 'None',
				readItems: 'TimeAndSubjectAndLocation',
			},
			{ user: { primarySmtpAddress: 'carol@enyoi.example' }, level: 'PublishingEditor' },
			{ user: { externalUserIdentity: 'eve@partner.example' }, level: 'Reviewer' },
		],
	},
};

export const deleteFolder: RequestsOf<typeof operations.deleteFolder> = { one: { folder: byId } };

const written =
	'<m:Folders><t:CalendarFolder><t:FolderId Id="AQ" ChangeKey="Ag"/></t:CalendarFolder></m:Folders>';
const result = { id: 'AQ', changeKey: 'Ag', element: 'CalendarFolder' };

export const answers: AnswersOf<typeof operations> = {
	createFolder: { 'the new folder': { xml: answered('CreateFolder', written), result } },
	updateFolder: { 'the folder': { xml: answered('UpdateFolder', written), result } },
	deleteFolder: { nothing: { xml: answered('DeleteFolder', ''), result: undefined } },
};
