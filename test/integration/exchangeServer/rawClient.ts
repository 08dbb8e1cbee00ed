/** A client of a few lines, so that these tests rest on nothing but HTTP and the XML they send. */
import http from 'node:http';
import { startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import { Company } from '../../exchangeServer/company';
import { serverSchemas } from '../../requirements';
import type { ExchangeServerOptions } from '../../exchangeServer/options';
import { parseXml, type XmlNode } from '../../exchangeServer/xml/node';

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types';
const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages';

export interface Reply {
	status: number;
	headers: http.IncomingHttpHeaders;
	body: Buffer;
}

export interface Sender {
	user: string;
	password: string;
}

/** A server with Alice, Bob, a room and the service account; its answers are validated when schemas are at hand. */
export async function startSmallExchange(
	options: ExchangeServerOptions = {},
): Promise<ExchangeServer> {
	return await startExchangeServer({
		company: options.company ?? smallCompany(options.now),
		schemas: serverSchemas(),
		...options,
	});
}

export function smallCompany(now?: () => Date): Company {
	const company = new Company({ now });
	company.addServiceAccount();
	company.addPerson({ accountName: 'alice', displayName: 'Alice Jansen' });
	company.addPerson({ accountName: 'bob', displayName: 'Bob de Vries' });
	company.addRoom('room-oak', 'Room Oak');
	return company;
}

export function send(
	url: string,
	options: { method?: string; headers?: Record<string, string>; body?: string; agent?: http.Agent },
): Promise<Reply> {
	return new Promise((resolve, reject) => {
		const { method = 'POST', headers = {}, agent, body } = options;
		const request = http.request(url, { method, headers, agent }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () =>
				resolve({
					status: response.statusCode ?? 0,
					headers: response.headers,
					body: Buffer.concat(chunks),
				}),
			);
			response.on('error', reject);
		});
		request.on('error', reject);
		request.end(body);
	});
}

export function basic({ user, password }: Sender): Record<string, string> {
	return {
		'Content-Type': 'text/xml; charset=utf-8',
		Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
	};
}

export function envelope(body: string, header = '', version = 'Exchange2013_SP1'): string {
	return (
		`<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${SOAP}" xmlns:t="${TYPES}" xmlns:m="${MESSAGES}">` +
		`<s:Header><t:RequestServerVersion Version="${version}"/>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
	);
}

export interface CallOptions {
	/** Default: the service account. */
	as?: Sender;
	/** Address; default alice@enyoi.example. Null: no impersonation. */
	mailbox?: string | null;
	header?: string;
	version?: string;
}

export const impersonating = (address: string) =>
	`<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>${address}</t:SmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;

/** Sends one operation and answers with the first element of the answer's body. */
export async function call(
	server: ExchangeServer,
	body: string,
	{
		as = server.company.serviceAccount,
		mailbox = 'alice@enyoi.example',
		header = '',
		version,
	}: CallOptions = {},
): Promise<XmlNode> {
	const impersonation = mailbox === null ? '' : impersonating(mailbox);
	const text = envelope(body, impersonation + header, version);
	const reply = await send(server.url, { headers: basic(as), body: text });
	if (reply.body.length === 0) throw new Error(`HTTP ${reply.status} without a body`);
	return parseXml(reply.body.toString('utf8')).children.at(-1)?.children[0] as XmlNode;
}

/** Every element of that name below, in document order. */
export function all(node: XmlNode, name: string): XmlNode[] {
	return node.children.flatMap((child) => [
		...(child.name === name ? [child] : []),
		...all(child, name),
	]);
}

/** Text of the first element of that name below. */
export function text(node: XmlNode, name: string): string | undefined {
	return all(node, name)[0]?.text;
}

export function texts(node: XmlNode, name: string): string[] {
	return all(node, name).map((one) => one.text);
}

/** ResponseCodes of all response messages, or of the fault. */
export function codes(node: XmlNode): string[] {
	return texts(node, 'ResponseCode');
}

export function ids(node: XmlNode, name = 'ItemId'): string[] {
	return all(node, name).map(({ attributes }) => attributes.Id);
}

// ---------------------------------------------------------------- requests

const CALENDAR = '<t:DistinguishedFolderId Id="calendar"/>';

export function getItem(
	itemIds: string[],
	shape = '<t:BaseShape>AllProperties</t:BaseShape>',
): string {
	const list = itemIds.map((id) => (id.startsWith('<') ? id : `<t:ItemId Id="${id}"/>`)).join('');
	return `<m:GetItem><m:ItemShape>${shape}</m:ItemShape><m:ItemIds>${list}</m:ItemIds></m:GetItem>`;
}

export function createItem(item: string, sending = 'SendToNone', folder = ''): string {
	return (
		`<m:CreateItem SendMeetingInvitations="${sending}">` +
		`${folder && `<m:SavedItemFolderId>${folder}</m:SavedItemFolderId>`}<m:Items>${item}</m:Items></m:CreateItem>`
	);
}

export function updateItem(
	id: string,
	updates: string,
	{ changeKey = '', resolution = 'AlwaysOverwrite', sending = 'SendToNone' } = {},
): string {
	const key = changeKey && ` ChangeKey="${changeKey}"`;
	return (
		`<m:UpdateItem ConflictResolution="${resolution}" SendMeetingInvitationsOrCancellations="${sending}"><m:ItemChanges>` +
		`<t:ItemChange><t:ItemId Id="${id}"${key}/><t:Updates>${updates}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`
	);
}

export function setField(uri: string, xml: string): string {
	return `<t:SetItemField><t:FieldURI FieldURI="${uri}"/><t:CalendarItem>${xml}</t:CalendarItem></t:SetItemField>`;
}

export function deleteItem(
	id: string,
	type = 'MoveToDeletedItems',
	sending = 'SendToNone',
): string {
	return (
		`<m:DeleteItem DeleteType="${type}" SendMeetingCancellations="${sending}">` +
		`<m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:DeleteItem>`
	);
}

export function getFolder(folder = CALENDAR, shape = 'Default'): string {
	return `<m:GetFolder><m:FolderShape><t:BaseShape>${shape}</t:BaseShape></m:FolderShape><m:FolderIds>${folder}</m:FolderIds></m:GetFolder>`;
}

export function calendarOf(address: string): string {
	return `<t:DistinguishedFolderId Id="calendar"><t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`;
}

export function calendarView(start: string, end: string, folder = CALENDAR, more = ''): string {
	return (
		'<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>' +
		`<m:CalendarView StartDate="${start}" EndDate="${end}"${more}/><m:ParentFolderIds>${folder}</m:ParentFolderIds></m:FindItem>`
	);
}

export function syncItems(state = '', pageSize = 512, folder = CALENDAR): string {
	return (
		'<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>' +
		`<m:SyncFolderId>${folder}</m:SyncFolderId>${state && `<m:SyncState>${state}</m:SyncState>`}` +
		`<m:MaxChangesReturned>${pageSize}</m:MaxChangesReturned></m:SyncFolderItems>`
	);
}
