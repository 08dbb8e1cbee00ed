import { hiddenItems } from '../../../exchange/push/carryOut/hiddenItems';
import { externalKeyProperty } from '../../../exchange/push/plan/link';
import {
	answeringExchange,
	calendarItem,
	elements,
	extendedProperty,
	failure,
	page,
} from './answeringExchange';

const mailbox = 'alice@enyoi.example';
const options = {
	folder: { id: 'folder' },
	source: 'hr',
	target: { mailbox },
};

const folder = (total: number, rights = '') =>
	`<m:GetFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Folders><t:CalendarFolder><t:FolderId Id="folder" ChangeKey="key"/><t:TotalCount>${total}</t:TotalCount>${rights}</t:CalendarFolder></m:Folders></m:GetFolderResponseMessage>`;

const rights = (mayView: boolean) =>
	`<t:EffectiveRights><t:CreateAssociated>false</t:CreateAssociated><t:CreateContents>true</t:CreateContents><t:CreateHierarchy>false</t:CreateHierarchy><t:Delete>true</t:Delete><t:Modify>true</t:Modify><t:Read>true</t:Read><t:ViewPrivateItems>${mayView}</t:ViewPrivateItems></t:EffectiveRights>`;

const key = extendedProperty(externalKeyProperty, 'hr:1');
const times = '<t:Start>2026-12-01T09:00:00Z</t:Start><t:End>2026-12-01T10:00:00Z</t:End>';
const sensitivity = (value: string) => `<t:Sensitivity>${value}</t:Sensitivity>`;

const listed = [
	calendarItem('normal', 'k', sensitivity('Normal') + times),
	calendarItem('private', 'k', sensitivity('Private') + times),
	calendarItem('confidential', 'k', sensitivity('Confidential') + times),
	calendarItem('personal', 'k', sensitivity('Personal') + times),
	calendarItem('own', 'k', sensitivity('Private') + key + times),
];

async function look(answerOfFolder: string, mailboxAccess: 'delegate' | 'impersonation') {
	const { exchange, sent } = answeringExchange(
		({ operation }) =>
			operation === 'GetFolder'
				? [answerOfFolder]
				: [page(listed, { total: listed.length, isLast: true })],
		{ mailboxAccess },
	);
	return { hidden: await hiddenItems(exchange, options), sent };
}

const start = Date.parse('2026-12-01T09:00:00Z');
const masked = ['private', 'confidential'].map((id) => ({ id, start, end: start + 3_600_000 }));

describe('private items that the account may not see', () => {
	it('are none, and are not asked for, with impersonation', async () => {
		const { hidden, sent } = await look(folder(7), 'impersonation');
		expect(hidden).toBeUndefined();
		expect(sent).toEqual([]);
	});

	it('are none for a delegate who may see them', async () => {
		const { hidden, sent } = await look(folder(7, rights(true)), 'delegate');
		expect(hidden).toBeUndefined();
		expect(sent.map(({ operation }) => operation)).toEqual(['GetFolder']);
		const uris = elements(sent[0].request, 't:FieldURI').map((uri) => uri.attributes.FieldURI);
		expect(uris).toEqual(['folder:TotalCount', 'folder:EffectiveRights']);
		expect(elements(sent[0].request, 't:FolderId')[0].attributes.Id).toBe('folder');
	});

	it.each([
		['are those with times alone, and those left out', folder(7, rights(false)), 2],
		['are looked for where the server does not say what is allowed', folder(5), 0],
		['are never less than none', folder(3, rights(false)), 0],
		['are looked for where the folder is refused', failure('GetFolder', 'ErrorAccessDenied'), 0],
	])('%s', async (_, answer, omitted) => {
		expect((await look(answer, 'delegate')).hidden).toEqual({ omitted, masked });
	});

	it('are told by their sensitivity and their times', async () => {
		const { sent } = await look(folder(7), 'delegate');
		const uris = elements(sent[1].request, 't:FieldURI').map((uri) => uri.attributes.FieldURI);
		expect(uris).toEqual(
			expect.arrayContaining(['item:Sensitivity', 'calendar:Start', 'calendar:End']),
		);
	});
});
