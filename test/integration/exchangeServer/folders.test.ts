import type { ExchangeServer } from '../../exchangeServer';
import { all, call, codes, getFolder, ids, startSmallExchange, text, texts } from './rawClient';

let server: ExchangeServer;
beforeEach(async () => {
	server = await startSmallExchange();
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const INBOX = '<t:DistinguishedFolderId Id="inbox"/>';
const create = async (folder: string, parent = INBOX) =>
	await call(
		server,
		`<m:CreateFolder><m:ParentFolderId>${parent}</m:ParentFolderId><m:Folders>${folder}</m:Folders></m:CreateFolder>`,
	);
const named = async (name: string, parent = INBOX) =>
	ids(
		await create(`<t:Folder><t:DisplayName>${name}</t:DisplayName></t:Folder>`, parent),
		'FolderId',
	)[0];
const byId = (id: string) => `<t:FolderId Id="${id}"/>`;
const read = async (folder: string) => await call(server, getFolder(folder, 'AllProperties'));
const move = async (folder: string, target: string) =>
	await call(
		server,
		`<m:MoveFolder><m:ToFolderId>${target}</m:ToFolderId><m:FolderIds>${folder}</m:FolderIds></m:MoveFolder>`,
	);
const empty = async (folder: string, below = false, type = 'HardDelete') =>
	await call(
		server,
		`<m:EmptyFolder DeleteType="${type}" DeleteSubFolders="${below}"><m:FolderIds>${folder}</m:FolderIds></m:EmptyFolder>`,
	);

describe('the class of a folder', () => {
	it('is absent where nobody gave one, and stays as it was made', async () => {
		expect(texts(await read(byId(await named('Plain'))), 'FolderClass')).toEqual([]);
		const [id] = ids(
			await create(
				'<t:Folder><t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>Mail</t:DisplayName></t:Folder>',
			),
			'FolderId',
		);
		const setClass = async (value: string) =>
			codes(
				await call(
					server,
					`<m:UpdateFolder><m:FolderChanges><t:FolderChange>${byId(id)}<t:Updates><t:SetFolderField><t:FieldURI FieldURI="folder:FolderClass"/><t:Folder><t:FolderClass>${value}</t:FolderClass></t:Folder></t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`,
				),
			);
		expect(await setClass('IPF.Note')).toEqual(['NoError']);
		expect(await setClass('IPF.Task')).toEqual(['ErrorObjectTypeChanged']);
		expect(text(await read(byId(id)), 'FolderClass')).toBe('IPF.Note');
	});
});

it('tells the size of a folder, which grows with what lies in it', async () => {
	const size = async () =>
		Number(
			text(
				await call(
					server,
					'<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:ExtendedFieldURI PropertyTag="0x0E08" PropertyType="Integer"/></t:AdditionalProperties></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="calendar"/></m:FolderIds></m:GetFolder>',
				),
				'Value',
			),
		);
	const before = await size();
	expect(before).toBeGreaterThan(0);
	server.company.user('alice').calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
	expect(await size()).toBeGreaterThan(before);
});

describe('MoveFolder', () => {
	it('puts a folder below another one, under its old id', async () => {
		const [one, two] = [await named('One'), await named('Two')];
		expect(ids(await move(byId(one), byId(two)), 'FolderId')).toEqual([one]);
		expect(ids(await read(byId(one)), 'ParentFolderId')).toEqual([two]);
	});

	it('refuses what can not be', async () => {
		const [one, two] = [await named('One'), await named('Two')];
		const below = await named('Below', byId(one));
		await named('one', byId(two));
		expect(codes(await move(byId(one), byId(below)))).toEqual(['ErrorMoveCopyFailed']);
		expect(codes(await move(byId(one), byId(two)))).toEqual(['ErrorFolderExists']);
		expect(codes(await move(INBOX, byId(two)))).toEqual(['ErrorMoveDistinguishedFolder']);
	});
});

describe('EmptyFolder', () => {
	it('takes out the items, and the folders below only when asked', async () => {
		const folder = await named('Full');
		await named('Below', byId(folder));
		await call(
			server,
			`<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>${byId(folder)}</m:SavedItemFolderId><m:Items><t:Message><t:Subject>x</t:Subject></t:Message></m:Items></m:CreateItem>`,
		);
		const counts = async () => {
			const answer = await read(byId(folder));
			return [text(answer, 'TotalCount'), text(answer, 'ChildFolderCount')];
		};
		expect(await counts()).toEqual(['1', '1']);
		expect(codes(await empty(byId(folder), false, 'MoveToDeletedItems'))).toEqual(['NoError']);
		expect(await counts()).toEqual(['0', '1']);
		expect(server.company.user('alice').itemsIn('deleteditems')).toHaveLength(1);
		expect(codes(await empty(byId(folder), true))).toEqual(['NoError']);
		expect(await counts()).toEqual(['0', '0']);
	});

	it('never empties a calendar', async () => {
		server.company.user('alice').calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
		const answer = await empty('<t:DistinguishedFolderId Id="calendar"/>');
		expect(codes(answer)).toEqual(['ErrorCannotEmptyFolder']);
		expect(server.company.user('alice').calendar.items()).toHaveLength(1);
	});
});

it('calls a folder that is gone a missing item when it is to be changed', async () => {
	const id = await named('Gone');
	await call(
		server,
		`<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>${byId(id)}</m:FolderIds></m:DeleteFolder>`,
	);
	const answer = await call(
		server,
		`<m:UpdateFolder><m:FolderChanges><t:FolderChange>${byId(id)}<t:Updates><t:SetFolderField><t:FieldURI FieldURI="folder:DisplayName"/><t:Folder><t:DisplayName>x</t:DisplayName></t:Folder></t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`,
	);
	expect(codes(answer)).toEqual(['ErrorItemNotFound']);
	expect(all(answer, 'FolderId')).toEqual([]);
});
