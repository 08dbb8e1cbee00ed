import { calendarRead } from '../../../exchange/diagnosis/checks/calendarRead';
import { answeringExchange, page } from '../push/answeringExchange';

it('hands over all that it read of the folder', async () => {
	const folder =
		'<m:GetFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Folders><t:CalendarFolder><t:FolderId Id="AAMk" ChangeKey="AQAA"/><t:TotalCount>7</t:TotalCount></t:CalendarFolder></m:Folders></m:GetFolderResponseMessage>';
	const { exchange, sent } = answeringExchange(({ operation }) => [
		operation === 'GetFolder' ? folder : page([], { total: 0, isLast: true }),
	]);
	const { status, facts } = await calendarRead.run({
		facts: { exchange },
		mailboxes: ['alice@enyoi.example'],
		writeTest: false,
		now: () => new Date('2026-11-25T09:00:00Z'),
		signal: new AbortController().signal,
	});
	expect(status).toBe('passed');
	expect(facts?.openedCalendars).toEqual([
		{ mailbox: 'alice@enyoi.example', id: 'AAMk', access: 'read', itemCount: 7 },
	]);
	expect(sent.map(({ operation }) => operation)).toEqual(['GetFolder', 'FindItem']);
});
