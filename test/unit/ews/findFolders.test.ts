import { findFolders } from '../../../exchange/ews/findFolders';
import { answeringExchange } from '../push/answeringExchange';

const page = (ids: string[], isLast: boolean, more = '') =>
	`<m:FindFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:RootFolder TotalItemsInView="2" IncludesLastItemInRange="${isLast}"${more}><t:Folders>${ids
		.map((id) => `<t:CalendarFolder><t:FolderId Id="${id}" ChangeKey="C"/></t:CalendarFolder>`)
		.join('')}</t:Folders></m:RootFolder></m:FindFolderResponseMessage>`;

async function found(...pages: string[]) {
	const { exchange, sent } = answeringExchange(() => [pages.shift() ?? page([], false)]);
	const request = { parent: { distinguished: 'msgfolderroot' }, traversal: 'Deep' } as const;
	const folders = await findFolders(exchange, request, { mailbox: 'alice@enyoi.example' });
	return { ids: folders.map(({ id }) => id), requests: sent.length };
}

it('folders come from all pages, also where the server does not say where the next one starts', async () => {
	const next = ' IndexedPagingOffset="1"';
	expect(await found(page(['a'], false, next), page(['b'], true))).toMatchObject({
		ids: ['a', 'b'],
	});
	expect(await found(page(['a'], false), page(['b'], true))).toMatchObject({ ids: ['a', 'b'] });
});

it.each([
	['empty', page([], false)],
	['empty, with the same place to go on', page([], false, ' IndexedPagingOffset="0"')],
])('a page that is %s and not the last one counts as no end', async (_what, empty) => {
	await expect(found(empty)).rejects.toMatchObject({ code: 'malformedResponse' });
});
