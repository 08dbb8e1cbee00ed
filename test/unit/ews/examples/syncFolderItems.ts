import type * as operations from '../../../../exchange/ews/operations/syncFolderItems';
import { answered, type AnswersOf } from './answers';
import { byId, calendar, rich, type RequestsOf } from './requests';

export const syncFolderItems: RequestsOf<typeof operations.syncFolderItems> = {
	first: { folder: calendar },
	next: { folder: byId, syncState: 'H4sIAAA=', pageSize: 1, shape: rich },
};

export const answers: AnswersOf<typeof operations> = {
	syncFolderItems: {
		'each kind of change': {
			xml: answered(
				'SyncFolderItems',
				'<m:SyncState>H4sIAAA=</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes><t:Create><t:CalendarItem><t:ItemId Id="AAMk" ChangeKey="DwAA"/></t:CalendarItem></t:Create><t:Update><t:CalendarItem><t:ItemId Id="AAMl" ChangeKey="DwAB"/></t:CalendarItem></t:Update><t:Delete><t:ItemId Id="AAMm" ChangeKey="DwAC"/></t:Delete><t:ReadFlagChange><t:ItemId Id="AAMn" ChangeKey="DwAD"/><t:IsRead>true</t:IsRead></t:ReadFlagChange></m:Changes>',
			),
			result: {
				syncState: 'H4sIAAA=',
				includesLastItemInRange: true,
				changes: [
					{
						kind: 'create',
						itemId: { id: 'AAMk', changeKey: 'DwAA' },
						element: 'CalendarItem',
						item: { itemId: { id: 'AAMk', changeKey: 'DwAA' } },
					},
					{
						kind: 'update',
						itemId: { id: 'AAMl', changeKey: 'DwAB' },
						element: 'CalendarItem',
						item: { itemId: { id: 'AAMl', changeKey: 'DwAB' } },
					},
					{ kind: 'delete', itemId: { id: 'AAMm', changeKey: 'DwAC' } },
					{ kind: 'readFlag', itemId: { id: 'AAMn', changeKey: 'DwAD' } },
				],
			},
		},
	},
};
