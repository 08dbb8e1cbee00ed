import type * as operations from '../../../../exchange/ews/operations/syncFolderItems';
import { byId, calendar, rich, type RequestsOf } from './requests';

export const syncFolderItems: RequestsOf<typeof operations.syncFolderItems> = {
	first: { folder: calendar },
	next: { folder: byId, syncState: 'H4sIAAA=', pageSize: 1, shape: rich },
};
