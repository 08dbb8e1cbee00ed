import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { call } from '../../../exchange/ews/request';
import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { type ConnectionSettings, resolveSettings } from '../../../exchange/settings';
import {
	anotherServer,
	answered,
	envelope,
	failed,
	folder,
	plainly,
	succeeded,
	type AnotherServer,
	type RawAnswer,
	type Received,
} from './anotherServer';

let server: AnotherServer;

afterEach(async () => {
	await server.close();
});

const found = succeeded('GetFolder', folder);

async function askTwice(
	answering: (request: Received) => string | RawAnswer,
	settings: Partial<ConnectionSettings> = {},
	path?: string,
) {
	server = await anotherServer(answering, path);
	const exchange = server.exchange(settings);
	const ask = async () =>
		await call(
			exchange,
			getFolder,
			{ folders: [{ distinguished: 'calendar' }] },
			{ mailbox: 'alice@enyoi.example' },
		);
	await ask();
	return await ask();
}

const raw = (head: string, body: string | Buffer, close = false): RawAnswer => ({
	raw: Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body)]),
	close,
});

function chunked(body: string, size = 100): Buffer {
	const bytes = Buffer.from(body);
	const chunks: Buffer[] = [];
	for (let at = 0; at < bytes.length; at += size) {
		const chunk = bytes.subarray(at, at + size);
		chunks.push(Buffer.from(`${chunk.length.toString(16)};x=1\r\n`), chunk, Buffer.from('\r\n'));
	}
	return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}

const length = (body: string) => `Content-Length: ${Buffer.byteLength(body)}`;

describe('an answer over HTTP is read', () => {
	it.each<[string, () => RawAnswer]>([
		[
			'in chunks',
			() =>
				raw(
					'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked',
					chunked(found),
				),
		],
		['with gzip', () => plainly(gzipSync(found), { headers: { 'Content-Encoding': 'gzip' } })],
		[
			'with deflate',
			() => plainly(deflateSync(found), { headers: { 'Content-Encoding': 'deflate' } }),
		],
		[
			'with deflate without its header',
			() => plainly(deflateRawSync(found), { headers: { 'Content-Encoding': 'deflate' } }),
		],
		[
			'over a connection that is closed each time',
			() =>
				raw(
					`HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n${length(found)}`,
					found,
					true,
				),
		],
		[
			'that ends with its connection',
			() => raw('HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close', found, true),
		],
		['of HTTP/1.0', () => raw('HTTP/1.0 200 OK\r\nContent-Type: text/xml', found, true)],
		[
			'of HTTP/1.0 with a length',
			() => raw(`HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n${length(found)}`, found, true),
		],
		[
			'of HTTP/1.0 that keeps the connection',
			() =>
				raw(
					`HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Type: text/xml\r\n${length(found)}`,
					found,
				),
		],
		[
			'after 100 Continue',
			() =>
				raw(
					`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n${length(found)}`,
					found,
				),
		],
		['without a type', () => raw(`HTTP/1.1 200 OK\r\n${length(found)}`, found)],
		[
			'as application/soap+xml',
			() =>
				plainly(found, { headers: { 'Content-Type': 'application/soap+xml; charset="utf-8"' } }),
		],
		[
			'with header names in capitals',
			() =>
				raw(
					`HTTP/1.1 200 OK\r\nCONTENT-TYPE: TEXT/XML\r\nCONTENT-LENGTH: ${Buffer.byteLength(found)}`,
					found,
				),
		],
		[
			'with folded and repeated headers',
			() =>
				raw(
					`HTTP/1.1 200 \r\nSet-Cookie: a=1; path=/\r\nSet-Cookie: b=2\r\nX-FEServer: A\r\nX-FEServer: B\r\nContent-Type: text/xml\r\n${length(found)}`,
					found,
				),
		],
		['with 201', () => plainly(found, { status: '201 Created' })],
	])('%s', async (_what, answer) => {
		await expect(askTwice(answer)).resolves.toMatchObject([{ ok: true, folder: { id: 'F' } }]);
	});
});

describe('a failure is understood', () => {
	const fault = (content: string) => envelope(`<s:Fault>${content}</s:Fault>`);
	const code = 'ErrorImpersonateUserDenied';
	it.each<[string, string]>([
		[
			'as Exchange writes it',
			`<faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:${code}</faultcode><faultstring xml:lang="en-US">No.</faultstring><detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">${code}</e:ResponseCode><e:Message xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">No.</e:Message></detail>`,
		],
		[
			'with another prefix',
			`<faultcode>x:y</faultcode><faultstring>No.</faultstring><detail><ns1:ResponseCode xmlns:ns1="http://schemas.microsoft.com/exchange/services/2006/errors">${code}</ns1:ResponseCode></detail>`,
		],
		[
			'by its code only',
			`<faultcode xmlns:q="urn:q">q:${code}</faultcode><faultstring>No.</faultstring>`,
		],
		[
			'by its code without prefix',
			`<faultcode> ${code} </faultcode><faultstring>No.</faultstring><detail/>`,
		],
		[
			'in the namespace of messages',
			`<faultcode>s:Server</faultcode><faultstring>No.</faultstring><detail><m:ResponseCode>${code}</m:ResponseCode><m:Message>No.</m:Message></detail>`,
		],
		[
			'all in the namespace of SOAP',
			`<s:faultcode>s:Client</s:faultcode><s:faultstring>No.</s:faultstring><s:detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">${code}</e:ResponseCode></s:detail>`,
		],
	])('as a fault %s, whatever the status', async (_what, content) => {
		for (const status of ['500 Internal Server Error', '200 OK', '403 Forbidden']) {
			await expect(askTwice(() => plainly(fault(content), { status }))).rejects.toMatchObject({
				code: 'impersonation',
				details: { responseCode: code },
			});
			await server.close();
		}
	});

	it('as a fault with no content type', async () => {
		const body = fault(`<faultcode>a:${code}</faultcode><faultstring>No.</faultstring>`);
		const answer = raw(`HTTP/1.1 500 Internal Server Error\r\n${length(body)}`, body);
		await expect(askTwice(() => answer)).rejects.toMatchObject({ code: 'impersonation' });
	});

	it('as the message of one folder', async () => {
		const answer = answered('GetFolder', failed('GetFolder', 'ErrorFolderNotFound'));
		await expect(askTwice(() => answer)).resolves.toMatchObject([
			{ ok: false, failure: { responseCode: 'ErrorFolderNotFound' } },
		]);
	});
});

describe('where EWS is', () => {
	it.each([
		'/EWS/Exchange.asmx',
		'/ews/exchange.asmx',
		'/gateway/mail/EWS/Exchange.asmx',
		'/services',
	])('it is asked at %s', async (path) => {
		await askTwice(() => found, {}, path);
		expect(server.received[0].line).toBe(`POST ${path} HTTP/1.1`);
		expect(server.received[0].headers.soapaction).toBe(
			'"http://schemas.microsoft.com/exchange/services/2006/messages/GetFolder"',
		);
		expect(server.received[0].headers.host).toBe(new URL(server.url).host);
	});
});

describe('signing in', () => {
	const basic = `Basic ${Buffer.from('svc:secret').toString('base64')}`;
	const guarded =
		(challenges: Record<string, string | string[]>, ok = basic) =>
		({ headers }: Received) =>
			headers.authorization === ok
				? found
				: plainly('Unauthorized', {
						status: '401 Unauthorized',
						headers: { 'Content-Type': 'text/html', ...challenges },
					});

	it.each<[string, Record<string, string | string[]>]>([
		['alone', { 'WWW-Authenticate': 'Basic realm="mail.enyoi.example"' }],
		['without realm', { 'www-authenticate': 'Basic' }],
		['in capitals', { 'WWW-AUTHENTICATE': 'BASIC REALM=x' }],
		[
			'behind Digest in one line',
			{
				'WWW-Authenticate':
					'Digest realm="a, Basic b", nonce="1", Basic realm="x, \\"y\\" z", charset="UTF-8"',
			},
		],
		[
			'among several lines',
			{
				'WWW-Authenticate': [
					'Bearer client_id="1", trusted_issuers="a@*", authorization_uri="https://login.enyoi.example"',
					'Basic realm="x"',
				],
			},
		],
	])('Basic %s', async (_what, challenges) => {
		const answer = await askTwice(guarded(challenges), { authScheme: 'auto' });
		expect(answer).toMatchObject([{ ok: true }]);
	});

	it('a server that wants nobody to sign in is asked without, and only once how', async () => {
		const answer = await askTwice(
			({ operation }) =>
				operation === ''
					? plainly('', {
							status: '500 Internal Server Error',
							headers: { 'Content-Type': 'text/plain' },
						})
					: found,
			{ authScheme: 'auto' },
		);
		expect(answer).toMatchObject([{ ok: true }]);
		expect(server.received.map(({ operation }) => operation)).toEqual([
			'',
			'GetFolder',
			'GetFolder',
		]);
	});
});

it.each([
	['', '/EWS/Exchange.asmx'],
	['/', '/EWS/Exchange.asmx'],
	['/ews', '/EWS/Exchange.asmx'],
	['/EWS/', '/EWS/Exchange.asmx'],
	['/ews/exchange.asmx', '/ews/exchange.asmx'],
	['/gateway/EWS/Exchange.asmx', '/gateway/EWS/Exchange.asmx'],
])('a server that is noted as host%s is asked at %s', (path, expected) => {
	const settings = { version: 'ExchangeSE' as const, emailDns: 'enyoi.example', user: 'svc' };
	const at = (host: string) =>
		resolveSettings({ ...settings, password: 'x', server: `${host}${path}` }).ewsUrl;
	expect(at('mail.enyoi.example')).toBe(`https://mail.enyoi.example${expected}`);
	expect(at('https://mail.enyoi.example:8443')).toBe(`https://mail.enyoi.example:8443${expected}`);
	expect(at('[2001:db8::1]')).toBe(`https://[2001:db8::1]${expected}`);
	expect(at('mail.enyoi.example:4443')).toBe(`https://mail.enyoi.example:4443${expected}`);
});
