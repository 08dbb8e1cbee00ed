import type { ExchangeServer } from '../../exchangeServer';
import { all, call, codes, startSmallExchange } from './rawClient';

let server: ExchangeServer;
beforeEach(async () => {
	server = await startSmallExchange();
	server.company.user('alice').calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const search = async (uri: string, value: string, view = '') =>
	await call(
		server,
		'<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>' +
			`${view}<m:Restriction><t:IsEqualTo><t:FieldURI FieldURI="${uri}"/><t:FieldURIOrConstant><t:Constant Value="${value}"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>` +
			'<m:ParentFolderIds><t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>',
	);

it.each([
	['calendar:UID', 'x'],
	['item:Culture', 'en-US'],
	['calendar:IsResponseRequested', 'true'],
	['calendar:RequiredAttendees', 'x'],
	['calendar:StartTimeZone', 'UTC'],
])('can not be searched by %s', async (uri, value) => {
	const answer = await search(uri, value);
	expect(codes(answer)).toEqual(['ErrorUnsupportedPathForQuery']);
	expect(all(answer, 'FieldURI').map(({ attributes }) => attributes.FieldURI)).toEqual([uri]);
});

it('takes no restriction in a view', async () => {
	const view = '<m:CalendarView StartDate="2026-11-01T00:00:00Z" EndDate="2026-12-01T00:00:00Z"/>';
	expect(codes(await search('item:Subject', 'x', view))).toEqual(['ErrorInvalidOperation']);
	expect(codes(await search('item:Subject', 'x'))).toEqual(['NoError']);
});
