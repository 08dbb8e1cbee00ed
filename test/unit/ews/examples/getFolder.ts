import type * as operations from '../../../../exchange/ews/operations/getFolder';
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
