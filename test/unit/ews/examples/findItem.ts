import type * as operations from '../../../../exchange/ews/operations/findItem';
import { answered, type AnswersOf } from './answers';
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
	sorted: {
		folder: calendar,
		offset: 0,
		pageSize: 1000,
		sortedBy: { property: 'item:DateTimeCreated', order: 'Descending' },
		shape: idOnly,
	},
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

export const answers: AnswersOf<typeof operations> = {
	findItem: {
		'a page that others follow': {
			xml: answered(
				'FindItem',
				'<m:RootFolder IndexedPagingOffset="1" TotalItemsInView="2" IncludesLastItemInRange="false"><t:Items><t:CalendarItem><t:ItemId Id="AAMk" ChangeKey="DwAA"/><t:Subject>Jour fixe</t:Subject></t:CalendarItem></t:Items></m:RootFolder>',
			),
			result: {
				items: [{ itemId: { id: 'AAMk', changeKey: 'DwAA' }, subject: 'Jour fixe' }],
				includesLastItemInRange: false,
				totalItemsInView: 2,
				nextOffset: 1,
			},
		},
	},
};
