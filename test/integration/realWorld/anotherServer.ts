import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { connect, type Exchange } from '../../../exchange/connection';
import type { ConnectionSettings } from '../../../exchange/settings';

/** What a client sent. */
export interface Received {
	/** The operation's name, such as `GetItem`; empty for a request without SOAP. */
	operation: string;
	line: string;
	/** Lower-case names. */
	headers: Record<string, string>;
	body: string;
	/** Counts the connections from 1. */
	connection: number;
}

/** Bytes of a whole HTTP answer, and whether the connection is closed behind it. */
export interface RawAnswer {
	raw: Buffer;
	close?: boolean;
}

export interface AnotherServer {
	url: string;
	received: Received[];
	exchange(settings?: Partial<ConnectionSettings>): Exchange;
	close(): Promise<void>;
}

type Answering = (request: Received) => string | RawAnswer;

/** A server that answers every request with exactly the bytes that a test wants; no Exchange of ours. */
export async function anotherServer(answering: Answering, path = '/EWS/Exchange.asmx') {
	const received: Received[] = [];
	const sockets = new Set<Socket>();
	let connections = 0;
	const server: Server = createServer((socket) => {
		const connection = ++connections;
		sockets.add(socket);
		let bytes = Buffer.alloc(0);
		socket.on('error', () => {});
		socket.on('data', (chunk) => {
			bytes = Buffer.concat([bytes, chunk]);
			for (;;) {
				const end = bytes.indexOf('\r\n\r\n');
				if (end === -1) return;
				const [line, ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
				const headers = Object.fromEntries(
					lines.map((text) => {
						const colon = text.indexOf(':');
						return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()];
					}),
				);
				const length = Number(headers['content-length'] ?? 0);
				if (bytes.length < end + 4 + length) return;
				const body = bytes.toString('utf8', end + 4, end + 4 + length);
				bytes = bytes.subarray(end + 4 + length);
				const operation = /<\w+:Body><m:(\w+)/.exec(body)?.[1] ?? '';
				const request = { operation, line, headers, body, connection };
				received.push(request);
				const answer = answering(request);
				const { raw, close } = typeof answer === 'string' ? plainly(answer) : answer;
				socket.write(raw);
				if (close) socket.end();
			}
		});
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const opened: Exchange[] = [];
	const url = `http://127.0.0.1:${port}${path}`;
	const another: AnotherServer = {
		url,
		received,
		exchange(settings = {}) {
			const exchange = connect({
				server: url,
				version: 'Exchange2016',
				emailDns: 'enyoi.example',
				user: 'svc',
				password: 'secret',
				authScheme: 'basic',
				...settings,
			});
			opened.push(exchange);
			return exchange;
		},
		async close() {
			for (const exchange of opened) await exchange.close();
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
	return another;
}

/** An ordinary HTTP/1.1 answer. */
export function plainly(
	body: string | Buffer,
	{ status = '200 OK', headers = {} as Record<string, string | string[]> } = {},
): RawAnswer {
	const bytes = Buffer.from(body);
	const lines = Object.entries({
		'Content-Type': 'text/xml; charset=utf-8',
		'Content-Length': String(bytes.length),
		...headers,
	}).flatMap(([name, value]) => [value].flat().map((text) => `${name}: ${text}`));
	return {
		raw: Buffer.concat([
			Buffer.from(
				`HTTP/1.1 ${status}\r\n${lines.filter((line) => !line.endsWith(': ')).join('\r\n')}\r\n\r\n`,
			),
			bytes,
		]),
	};
}

export function compressed(body: string): RawAnswer {
	return plainly(gzipSync(body), { headers: { 'content-encoding': 'gzip' } });
}

const namespaces =
	'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';

export const versionInfo =
	'<h:ServerVersionInfo MajorVersion="15" MinorVersion="1" MajorBuildNumber="2507" MinorBuildNumber="6" Version="V2017_07_11" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"/>';

export function envelope(content: string, header = versionInfo): string {
	return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${header}</s:Header><s:Body ${namespaces}>${content}</s:Body></s:Envelope>`;
}

export function succeeded(operation: string, ...contents: string[]): string {
	const messages = contents.map(
		(content) =>
			`<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${content}</m:${operation}ResponseMessage>`,
	);
	return answered(operation, ...messages);
}

export function answered(operation: string, ...messages: string[]): string {
	return envelope(
		`<m:${operation}Response><m:ResponseMessages>${messages.join('')}</m:ResponseMessages></m:${operation}Response>`,
	);
}

export function failed(operation: string, code: string): string {
	return `<m:${operation}ResponseMessage ResponseClass="Error"><m:MessageText>Words of the server.</m:MessageText><m:ResponseCode>${code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey></m:${operation}ResponseMessage>`;
}

export const folder =
	'<m:Folders><t:CalendarFolder><t:FolderId Id="F" ChangeKey="C"/><t:DisplayName>Kalender</t:DisplayName></t:CalendarFolder></m:Folders>';
