import { findStrangers } from '../../../exchange/push/carryOut/strangers';
import { answeringExchange, calendarItem, failure, idsIn, success } from './answeringExchange';

const place = { folder: { distinguished: 'calendar' }, target: { mailbox: 'alice@enyoi.example' } };

const folder =
	'<m:GetFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Folders><t:CalendarFolder><t:FolderId Id="hers" ChangeKey="key"/></t:CalendarFolder></m:Folders></m:GetFolderResponseMessage>';

const lying = (parent: string, type: string) =>
	`<t:ParentFolderId Id="${parent}"/><t:CalendarItemType>${type}</t:CalendarItemType>`;

const items: Record<string, string> = {
	single: lying('hers', 'Single'),
	series: lying('hers', 'RecurringMaster'),
	unknown: '<t:CalendarItemType>Single</t:CalendarItemType>',
	team: lying('team', 'Single'),
	occurrence: lying('hers', 'Occurrence'),
	exception: lying('team', 'Exception'),
};

async function look(ids: string[], answerOfFolder = folder) {
	const { exchange, sent } = answeringExchange((one) =>
		one.operation === 'GetFolder'
			? [answerOfFolder]
			: idsIn(one).map((id) =>
					id in items
						? success('GetItem', calendarItem(id, 'key', items[id]))
						: failure('GetItem', 'ErrorItemNotFound'),
				),
	);
	const strangers = await findStrangers(exchange, place, ids);
	return { found: Object.fromEntries(strangers), asked: sent.map(({ operation }) => operation) };
}

const all = [...Object.keys(items), 'gone'];
const occurrences = { occurrence: 'occurrence', exception: 'occurrence' };

describe('items that no event can be linked to', () => {
	it('are occurrences, and what lies in another folder', async () => {
		const { found, asked } = await look(all);
		expect(found).toEqual({ team: 'elsewhere', ...occurrences });
		expect(asked).toEqual(['GetItem', 'GetFolder']);
	});

	it('are told without the calendar where that decides nothing', async () => {
		const { found, asked } = await look(['occurrence', 'unknown', 'gone']);
		expect(found).toEqual({ occurrence: 'occurrence' });
		expect(asked).toEqual(['GetItem']);
	});

	it('are occurrences alone where the folder is refused', async () => {
		const { found } = await look(all, failure('GetFolder', 'ErrorAccessDenied'));
		expect(found).toEqual(occurrences);
	});
});
