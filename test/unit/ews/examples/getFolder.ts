import type * as operations from '../../../../exchange/ews/operations/getFolder';
import { answered, type AnswersOf } from './answers';
import { byId, calendar, delegate, tagged, type RequestsOf } from './requests';

export const getFolder: RequestsOf<typeof operations.getFolder> = {
	'all its properties': { folders: [calendar, delegate, byId] },
	'chosen properties': {
		folders: [calendar],
		properties: ['folder:DisplayName'],
		extendedProperties: [tagged],
	},
	'ids only': { folders: [calendar], properties: [] },
};

export const answers: AnswersOf<typeof operations> = {
	getFolder: {
		'a calendar with its rights': {
			request: { folders: [calendar] },
			xml: answered(
				'GetFolder',
				'<m:Folders><t:CalendarFolder><t:FolderId Id="AAMk" ChangeKey="AQAA"/><t:ParentFolderId Id="AAMp"/><t:FolderClass>IPF.Appointment</t:FolderClass><t:DisplayName>Kalender</t:DisplayName><t:TotalCount>7</t:TotalCount><t:ChildFolderCount>0</t:ChildFolderCount><t:EffectiveRights><t:CreateAssociated>false</t:CreateAssociated><t:CreateContents>true</t:CreateContents><t:CreateHierarchy>false</t:CreateHierarchy><t:Delete>false</t:Delete><t:Modify>true</t:Modify><t:Read>true</t:Read></t:EffectiveRights></t:CalendarFolder></m:Folders>',
			),
			result: [
				{
					ok: true,
					folder: {
						id: 'AAMk',
						changeKey: 'AQAA',
						parentId: 'AAMp',
						folderClass: 'IPF.Appointment',
						displayName: 'Kalender',
						element: 'CalendarFolder',
						totalCount: 7,
						childFolderCount: 0,
						effectiveRights: {
							createAssociated: false,
							createContents: true,
							createHierarchy: false,
							delete: false,
							modify: true,
							read: true,
						},
					},
				},
			],
		},
	},
};
