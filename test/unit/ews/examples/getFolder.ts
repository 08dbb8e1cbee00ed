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
	permissions: { folders: [byId], properties: ['folder:PermissionSet'] },
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
		'the permissions of a calendar': {
			request: { folders: [calendar] },
			xml: answered(
				'GetFolder',
				'<m:Folders><t:CalendarFolder><t:FolderId Id="AAMk"/><t:PermissionSet><t:CalendarPermissions><t:CalendarPermission><t:UserId><t:DistinguishedUser>Default</t:DistinguishedUser></t:UserId><t:CanCreateItems>false</t:CanCreateItems><t:CanCreateSubFolders>false</t:CanCreateSubFolders><t:IsFolderOwner>false</t:IsFolderOwner><t:IsFolderVisible>false</t:IsFolderVisible><t:IsFolderContact>false</t:IsFolderContact><t:EditItems>None</t:EditItems><t:DeleteItems>None</t:DeleteItems><t:ReadItems>TimeOnly</t:ReadItems><t:CalendarPermissionLevel>FreeBusyTimeOnly</t:CalendarPermissionLevel></t:CalendarPermission><t:CalendarPermission><t:UserId><t:SID>S-1-5-21-1-2-3-1104</t:SID><t:PrimarySmtpAddress>bob@enyoi.example</t:PrimarySmtpAddress><t:DisplayName>Bob</t:DisplayName></t:UserId><t:CalendarPermissionLevel>Editor</t:CalendarPermissionLevel></t:CalendarPermission></t:CalendarPermissions><t:UnknownEntries><t:UnknownEntry>NT User:S-1-5-21-1-2-3-9999</t:UnknownEntry></t:UnknownEntries></t:PermissionSet></t:CalendarFolder></m:Folders>',
			),
			result: [
				{
					ok: true,
					folder: {
						id: 'AAMk',
						element: 'CalendarFolder',
						permissionSet: {
							permissions: [
								{
									user: { distinguishedUser: 'Default' },
									level: 'FreeBusyTimeOnly',
									canCreateItems: false,
									canCreateSubFolders: false,
									isFolderOwner: false,
									isFolderVisible: false,
									isFolderContact: false,
									editItems: 'None',
									deleteItems: 'None',
									readItems: 'TimeOnly',
								},
								{
									user: {
										sid: 'S-1-5-21-1-2-3-1104',
										primarySmtpAddress: 'bob@enyoi.example',
										displayName: 'Bob',
									},
									level: 'Editor',
								},
							],
							unknownEntries: ['NT User:S-1-5-21-1-2-3-9999'],
						},
					},
				},
			],
		},
	},
};
