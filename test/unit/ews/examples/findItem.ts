import type * as operations from '../../../../exchange/ews/operations/findItem';
import {
	byId,
	calendar,
	delegate,
	idOnly,
	named,
	numbered,
	rich,
	tagged,
	type RequestsOf,
} from './requests';

const start = new Date('2026-10-01T00:00:00Z');
const end = new Date('2027-10-01T00:00:00Z');

export const findItem: RequestsOf<typeof operations.findItem> = {
	page: { folder: byId, offset: 0, pageSize: 100, shape: rich },
	'calendar view': { folder: delegate, start, end, shape: idOnly },
	'calendar view with limit': { folder: calendar, start, end, maxEntries: 1000, shape: rich },
	restricted: {
		folder: byId,
		offset: 512,
		pageSize: 512,
		associated: true,
		shape: idOnly,
		restriction: {
			and: [
				{ exists: named },
				{ or: [{ compare: tagged, is: 'equalTo', to: '1' }, { not: { exists: numbered } }] },
				{ compare: 'calendar:Start', is: 'greaterThanOrEqualTo', to: '2026-10-01T00:00:00Z' },
				{ contains: 'item:Subject', text: 'a "quoted" <b>', mode: 'Prefixed' },
			],
		},
	},
};
