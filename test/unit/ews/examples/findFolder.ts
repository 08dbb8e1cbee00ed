import type * as operations from '../../../../exchange/ews/operations/findFolder';
import { answered, type AnswersOf } from './answers';
import type { RequestsOf } from './requests';

export const findFolder: RequestsOf<typeof operations.findFolder> = {
	calendars: {
		parent: { distinguished: 'msgfolderroot' },
		traversal: 'Deep',
		restriction: { compare: 'folder:FolderClass', is: 'equalTo', to: 'IPF.Appointment' },
	},
};

export const answers: AnswersOf<typeof operations> = {
	findFolder: {
		'one calendar': {
			xml: answered(
				'FindFolder',
				'<m:RootFolder TotalItemsInView="1" IncludesLastItemInRange="true"><t:Folders><t:CalendarFolder><t:FolderId Id="AAMk" ChangeKey="AQAA"/><t:DisplayName>Kalender</t:DisplayName></t:CalendarFolder></t:Folders></m:RootFolder>',
			),
			result: {
				folders: [
					{ id: 'AAMk', changeKey: 'AQAA', displayName: 'Kalender', element: 'CalendarFolder' },
				],
				isLast: true,
			},
		},
		'a page of more': {
			xml: answered(
				'FindFolder',
				'<m:RootFolder IndexedPagingOffset="1" TotalItemsInView="2" IncludesLastItemInRange="false"><t:Folders><t:Folder><t:FolderId Id="AAMk" ChangeKey="AQAA"/></t:Folder></t:Folders></m:RootFolder>',
			),
			result: {
				folders: [{ id: 'AAMk', changeKey: 'AQAA', element: 'Folder' }],
				isLast: false,
				nextOffset: 1,
			},
		},
		none: {
			xml: answered(
				'FindFolder',
				'<m:RootFolder TotalItemsInView="0" IncludesLastItemInRange="true"><t:Folders/></m:RootFolder>',
			),
			result: { folders: [], isLast: true },
		},
	},
};
