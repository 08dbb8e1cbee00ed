/**
 * Serves pre-rendered pages to the clients that are compared, in a process of its own.
 * Knows just enough EWS: SyncFolderItems, GetItem, GetFolder and FindItem. Whatever is asked of an
 * item, its full bytes come, so that every client reads the same.
 *
 * Usage: tsx server.ts ITEMS; prints its URL; GET /counters gives and resets what it counted.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderItem, type RenderedItem } from './items';

const count = Number(process.argv[2] ?? 10_000);
const now = new Date();
const items: RenderedItem[] = Array.from({ length: count }, (_, index) =>
	renderItem(index, count, now),
);
const byId = new Map(items.map((item) => [item.id, item]));
const counters = { requests: 0, connections: 0, bytes: 0 };

const head =
	'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>' +
	'<h:ServerVersionInfo MajorVersion="15" MinorVersion="2" MajorBuildNumber="1544" MinorBuildNumber="9" Version="V2017_07_11" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types" xmlns="http://schemas.microsoft.com/exchange/services/2006/types"/>' +
	'</s:Header><s:Body xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">';
const namespaces =
	'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';
const tail = '</s:Body></s:Envelope>';

function respond(operation: string, message: string, parts: Buffer[], after: string): Buffer {
	return Buffer.concat([
		Buffer.from(`${head}<m:${operation}Response ${namespaces}><m:ResponseMessages>${message}`),
		...parts,
		Buffer.from(`${after}</m:ResponseMessages></m:${operation}Response>${tail}`),
	]);
}

const success = (operation: string, inner: string) =>
	`<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${inner}`;

function syncFolderItems(request: string): Buffer {
	const offset = Number(/<(?:\w+:)?SyncState>(\d+)</.exec(request)?.[1] ?? 0);
	const size = Number(/MaxChangesReturned>(\d+)</.exec(request)?.[1] ?? 512);
	const page = items.slice(offset, offset + size);
	const next = offset + page.length;
	return respond(
		'SyncFolderItems',
		success(
			'SyncFolderItems',
			`<m:SyncState>${next}</m:SyncState><m:IncludesLastItemInRange>${next >= count}</m:IncludesLastItemInRange><m:Changes>`,
		),
		page.map(({ idOnly }) => idOnly),
		'</m:Changes></m:SyncFolderItemsResponseMessage>',
	);
}

const itemHead = Buffer.from(success('GetItem', '<m:Items>'));
const itemTail = Buffer.from('</m:Items></m:GetItemResponseMessage>');

function getItem(request: string): Buffer {
	const parts: Buffer[] = [];
	for (const [, id] of request.matchAll(/ItemId[^>]*? Id="([^"]+)"/g)) {
		const item = byId.get(id);
		if (!item) throw new Error(`unknown item ${id}`);
		parts.push(itemHead, item.full, itemTail);
	}
	return respond('GetItem', '', parts, '');
}

function getFolder(): Buffer {
	return respond(
		'GetFolder',
		success(
			'GetFolder',
			`<m:Folders><t:CalendarFolder><t:FolderId Id="AAMkADcalendar=" ChangeKey="AgAAAA=="/><t:ParentFolderId Id="AAMkADroot=" ChangeKey="AQAAAA=="/><t:FolderClass>IPF.Appointment</t:FolderClass><t:DisplayName>Agenda</t:DisplayName><t:TotalCount>${count}</t:TotalCount><t:ChildFolderCount>0</t:ChildFolderCount><t:EffectiveRights><t:CreateAssociated>true</t:CreateAssociated><t:CreateContents>true</t:CreateContents><t:CreateHierarchy>true</t:CreateHierarchy><t:Delete>true</t:Delete><t:Modify>true</t:Modify><t:Read>true</t:Read><t:ViewPrivateItems>true</t:ViewPrivateItems></t:EffectiveRights></t:CalendarFolder></m:Folders></m:GetFolderResponseMessage>`,
		),
		[],
		'',
	);
}

function answer(request: string): Buffer {
	if (/<(?:\w+:)?SyncFolderItems[ >]/.test(request)) return syncFolderItems(request);
	if (/<(?:\w+:)?GetItem[ >]/.test(request)) return getItem(request);
	if (/<(?:\w+:)?GetFolder[ >]/.test(request)) return getFolder();
	throw new Error(`not served here: ${request.slice(0, 400)}`);
}

function handle(request: IncomingMessage, response: ServerResponse): void {
	if (request.method === 'GET' && request.url === '/counters') {
		response.end(JSON.stringify(counters));
		Object.assign(counters, { requests: 0, connections: 0, bytes: 0 });
		return;
	}
	if (!request.headers.authorization) {
		response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="localhost"' }).end();
		request.resume();
		return;
	}
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		const body = answer(Buffer.concat(chunks).toString());
		counters.requests++;
		counters.bytes += body.length;
		response.writeHead(200, {
			'Content-Type': 'text/xml; charset=utf-8',
			'Content-Length': body.length,
		});
		response.end(body);
	});
}

const server = createServer({ keepAlive: true, keepAliveTimeout: 120_000 }, handle);
server.on('connection', () => counters.connections++);
server.listen(0, '127.0.0.1', () => {
	const { port } = server.address() as AddressInfo;
	process.stdout.write(`http://127.0.0.1:${port}/EWS/Exchange.asmx\n`);
});
process.on('disconnect', () => process.exit(0));
