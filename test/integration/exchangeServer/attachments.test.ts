import type { ExchangeServer } from '../../exchangeServer';
import {
	all,
	call,
	calendarView,
	codes,
	createItem,
	getItem,
	ids,
	setField,
	startSmallExchange,
	text,
	texts,
	updateItem,
} from './rawClient';

let server: ExchangeServer;
beforeEach(async () => {
	server = await startSmallExchange();
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const file = (name: string, content: string, more = '') =>
	`<t:FileAttachment><t:Name>${name}</t:Name><t:ContentType>text/plain</t:ContentType>${more}<t:Content>${Buffer.from(content).toString('base64')}</t:Content></t:FileAttachment>`;
const TIMES = '<t:Start>2026-11-24T09:00:00Z</t:Start><t:End>2026-11-24T10:00:00Z</t:End>';
const attach = async (id: string, files: string) =>
	await call(
		server,
		`<m:CreateAttachment><m:ParentItemId Id="${id}"/><m:Attachments>${files}</m:Attachments></m:CreateAttachment>`,
	);
const byId = async (operation: string, id: string) =>
	await call(
		server,
		`<m:${operation}><m:AttachmentIds><t:AttachmentId Id="${id}"/></m:AttachmentIds></m:${operation}>`,
	);
const seen = async () => {
	const view = await call(server, calendarView('2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z'));
	return text(view, 'HasAttachments');
};

it('keeps a file that comes with an appointment', async () => {
	const created = await call(
		server,
		createItem(
			`<t:CalendarItem><t:Subject>x</t:Subject><t:Attachments>${file('plan.txt', 'Plan')}</t:Attachments>${TIMES}</t:CalendarItem>`,
		),
	);
	const [id] = ids(created);
	expect(await seen()).toBe('true');
	const item = await call(server, getItem([id]));
	expect([texts(item, 'Name')[0], all(item, 'Content')]).toEqual(['plan.txt', []]);
	expect(ids(created, 'AttachmentId')).toEqual(ids(item, 'AttachmentId'));
	const read = await byId('GetAttachment', ids(item, 'AttachmentId')[0]);
	expect(Buffer.from(text(read, 'Content') ?? '', 'base64').toString()).toBe('Plan');
});

it('adds files and takes them away, each a change of the item', async () => {
	const appointment = server.company
		.user('alice')
		.calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
	const before = appointment.changeKey;
	const added = await attach(appointment.id, file('a', 'A') + file('b', 'B'));
	expect(codes(added)).toEqual(['NoError', 'NoError']);
	const [{ attributes }] = all(added, 'AttachmentId');
	expect(attributes.RootItemId).toBe(appointment.id);
	expect(appointment.changeKey).not.toBe(before);
	const removed = await byId('DeleteAttachment', attributes.Id);
	expect(all(removed, 'RootItemId')[0].attributes).toEqual({
		RootItemId: appointment.id,
		RootItemChangeKey: appointment.changeKey,
	});
	expect(appointment.attachments?.map(({ name }) => name)).toEqual(['b']);
	expect(codes(await byId('GetAttachment', attributes.Id))).toEqual(['ErrorInvalidAttachmentId']);
});

it('adds files to a message', async () => {
	const [id] = ids(
		await call(
			server,
			`<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message><t:Subject>x</t:Subject><t:Attachments>${file('a', 'A')}</t:Attachments></t:Message></m:Items></m:CreateItem>`,
		),
	);
	expect(codes(await attach(id, file('b', 'B')))).toEqual(['NoError']);
	expect(texts(await call(server, getItem([id])), 'Name').slice(0, 2)).toEqual(['a', 'b']);
});

it('copies files along, under ids of their own', async () => {
	const { id } = server.company
		.user('alice')
		.calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
	await attach(id, file('a', 'A'));
	const copied = await call(
		server,
		`<m:CopyItem><m:ToFolderId><t:DistinguishedFolderId Id="calendar"/></m:ToFolderId><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:CopyItem>`,
	);
	const both = await call(server, getItem([id, ...ids(copied)]));
	const [original, copy] = ids(both, 'AttachmentId');
	expect(copy).not.toBe(original);
	await byId('DeleteAttachment', original);
	expect(text(await byId('GetAttachment', copy), 'Content')).toBe('QQ==');
});

it('counts no picture of a body', async () => {
	const { id } = server.company
		.user('alice')
		.calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
	await attach(id, file('logo', 'L', '<t:IsInline>true</t:IsInline>'));
	expect(await seen()).toBe('false');
});

it('shows nobody what they may not read', async () => {
	const { id } = server.company
		.user('bob')
		.calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
	const asBob = { mailbox: 'bob@enyoi.example' };
	const added = await call(
		server,
		`<m:CreateAttachment><m:ParentItemId Id="${id}"/><m:Attachments>${file('a', 'A')}</m:Attachments></m:CreateAttachment>`,
		asBob,
	);
	expect(codes(await byId('GetAttachment', ids(added, 'AttachmentId')[0]))).toEqual([
		'ErrorItemNotFound',
	]);
});

it('refuses what it does not keep', async () => {
	const series = server.company.user('alice').calendar.create({
		subject: 'Series',
		start: '2026-11-24T10:00',
		recurrence: { pattern: { type: 'DailyRecurrence', interval: 1 } },
	});
	const { id } = server.company.user('alice').calendar.occurrence(series.id, 2);
	expect(codes(await attach(id, file('a', 'A')))).toEqual(['ErrorInvalidOperation']);
	const nested =
		'<t:ItemAttachment><t:Name>m</t:Name><t:Message><t:Subject>x</t:Subject></t:Message></t:ItemAttachment>';
	expect(codes(await attach(series.id, nested))).toEqual(['ErrorInvalidOperation']);
	const byUpdate = updateItem(
		series.id,
		setField('item:Attachments', `<t:Attachments>${file('a', 'A')}</t:Attachments>`),
	);
	expect(codes(await call(server, byUpdate))).toEqual(['ErrorInvalidPropertySet']);
});
