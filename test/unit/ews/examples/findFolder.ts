import type * as operations from '../../../../exchange/ews/operations/findFolder';
import type { RequestsOf } from './requests';

export const findFolder: RequestsOf<typeof operations.findFolder> = {
	calendars: {
		parent: { distinguished: 'msgfolderroot' },
		traversal: 'Deep',
		restriction: { compare: 'folder:FolderClass', is: 'equalTo', to: 'IPF.Appointment' },
	},
};
