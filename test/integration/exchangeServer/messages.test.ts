import type { ExchangeServer } from '../../exchangeServer';
import {
	all,
	call,
	codes,
	getItem,
	ids,
	startSmallExchange,
	syncItems,
	text,
	texts,
} from './rawClient';

let server: ExchangeServer;
beforeEach(async () => {
	server = await startSmallExchange();
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const person = (name: string) =>
	`<t:Mailbox><t:EmailAddress>${name}@enyoi.example</t:EmailAddress></t:Mailbox>`;
const DRAFT =
	'<t:Message><t:Subject>Hi</t:Subject><t:InReplyTo>before</t:InReplyTo>' +
	'<t:ReminderDueBy>2026-11-24T09:00:00+01:00</t:ReminderDueBy><t:ReminderIsSet>true</t:ReminderIsSet>' +
	'<t:ReminderMinutesBeforeStart>20</t:ReminderMinutesBeforeStart><t:Culture>nl-NL</t:Culture>' +
	`<t:ToRecipients>${person('bob')}</t:ToRecipients><t:CcRecipients>${person('room-oak')}</t:CcRecipients>` +
	`<t:BccRecipients>${person('alice')}</t:BccRecipients><t:IsReadReceiptRequested>true</t:IsReadReceiptRequested>` +
	'<t:InternetMessageId>&lt;1@enyoi.example&gt;</t:InternetMessageId><t:IsRead>false</t:IsRead>' +
	`<t:References>older</t:References><t:ReplyTo>${person('bob')}</t:ReplyTo>` +
	'<t:ReminderMessageData><t:ReminderText>Go</t:ReminderText></t:ReminderMessageData></t:Message>';

const saved = async (item: string, disposition = 'SaveOnly') =>
	await call(
		server,
		`<m:CreateItem MessageDisposition="${disposition}"><m:Items>${item}</m:Items></m:CreateItem>`,
	);
const update = async (id: string, changes: string) =>
	await call(
		server,
		`<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges><t:ItemChange><t:ItemId Id="${id}"/><t:Updates>${changes}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
	);
const set = (uri: string, xml: string) =>
	`<t:SetItemField><t:FieldURI FieldURI="${uri}"/><t:Message>${xml}</t:Message></t:SetItemField>`;
const clear = (uri: string) =>
	`<t:DeleteItemField><t:FieldURI FieldURI="${uri}"/></t:DeleteItemField>`;

it('gives back what a draft was made of', async () => {
	const [id] = ids(await saved(DRAFT));
	const read = await call(server, getItem([id]));
	const value = (name: string) => text(read, name);
	expect(['InReplyTo', 'ReminderDueBy', 'ReminderIsSet', 'Culture', 'IsDraft'].map(value)).toEqual([
		'before',
		'2026-11-24T08:00:00Z',
		'true',
		'nl-NL',
		'true',
	]);
	expect(value('InternetMessageId')).toBe('<1@enyoi.example>');
	expect(['IsReadReceiptRequested', 'IsRead', 'References'].map(value)).toEqual([
		'true',
		'false',
		'older',
	]);
	expect(texts(read, 'ReminderText')).toEqual(['Go']);
	const addresses = ['ToRecipients', 'CcRecipients', 'BccRecipients', 'ReplyTo'].map(
		(name) => texts(all(read, name)[0], 'EmailAddress')[0],
	);
	expect(addresses).toEqual(
		['bob', 'room-oak', 'alice', 'bob'].map((name) => `${name}@enyoi.example`),
	);
});

it('changes and clears fields, and refuses the rest', async () => {
	const [id] = ids(await saved(DRAFT));
	const changes = set('item:InReplyTo', '<t:InReplyTo>after</t:InReplyTo>') + clear('item:Culture');
	expect(codes(await update(id, changes))).toEqual(['NoError']);
	const read = await call(server, getItem([id]));
	expect([text(read, 'InReplyTo'), text(read, 'Culture')]).toEqual(['after', undefined]);
	expect(codes(await update(id, clear('item:DateTimeReceived')))).toEqual([
		'ErrorInvalidPropertySet',
	]);
	const append =
		'<t:AppendToItemField><t:FieldURI FieldURI="item:Body"/><t:Message><t:Body BodyType="Text">x</t:Body></t:Message></t:AppendToItemField>';
	expect(codes(await update(id, append))).toEqual(['ErrorInvalidPropertyAppend']);
});

it('sends a draft to everybody it is addressed to, the hidden ones unnamed', async () => {
	const [id] = ids(await saved(DRAFT));
	const send =
		'<m:SendItem SaveItemToFolder="true"><m:ItemIds>' +
		`<t:ItemId Id="${id}" ChangeKey="${all(await call(server, getItem([id])), 'ItemId')[0].attributes.ChangeKey}"/></m:ItemIds></m:SendItem>`;
	expect(codes(await call(server, send))).toEqual(['NoError']);
	for (const name of ['bob', 'room-oak', 'alice']) {
		expect(server.company.user(name).itemsIn('inbox')).toHaveLength(1);
	}
	const [sent] = server.company.user('alice').itemsIn('sentitems');
	const [received] = server.company.user('bob').itemsIn('inbox');
	expect(server.company.user('alice').itemsIn('drafts')).toEqual([]);
	const asBob = await call(server, getItem([received.id]), { mailbox: 'bob@enyoi.example' });
	expect(all(asBob, 'BccRecipients')).toEqual([]);
	expect(text(asBob, 'IsDraft')).toBe('false');
	expect(all(await call(server, getItem([sent.id])), 'BccRecipients')).toHaveLength(1);
});

it('sends nothing to nobody', async () => {
	const [id] = ids(await saved('<t:Message><t:Subject>x</t:Subject></t:Message>'));
	const send = `<m:SendItem SaveItemToFolder="false"><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:SendItem>`;
	expect(codes(await call(server, send))).toEqual(['ErrorInvalidRecipients']);
	expect(server.company.user('alice').itemsIn('drafts')).toHaveLength(1);
});

it('tells of a read mark alone as such, and of anything more as a change', async () => {
	const DRAFTS = '<t:DistinguishedFolderId Id="drafts"/>';
	const [id] = ids(await saved(DRAFT));
	const state = text(await call(server, syncItems('', 512, DRAFTS)), 'SyncState') ?? '';
	const mark = set('message:IsRead', '<t:IsRead>true</t:IsRead>');
	await update(id, mark);
	const read = await call(server, syncItems(state, 512, DRAFTS));
	expect(all(read, 'Changes')[0].children.map(({ name }) => name)).toEqual(['ReadFlagChange']);
	expect([ids(read), texts(read, 'IsRead')]).toEqual([[id], ['true']]);
	await update(id, set('item:Subject', '<t:Subject>Other</t:Subject>'));
	await update(id, mark);
	const changed = await call(server, syncItems(state, 512, DRAFTS));
	expect(all(changed, 'Changes')[0].children.map(({ name }) => name)).toEqual(['Update']);
});
