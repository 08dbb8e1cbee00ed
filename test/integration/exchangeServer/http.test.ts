import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { ExchangeServer } from '../../exchangeServer';
import { schemas } from '../../requirements';
import { parseXml } from '../../exchangeServer/xml/node';
import {
	all,
	basic,
	call,
	codes,
	envelope,
	getFolder,
	impersonating,
	send,
	startSmallExchange,
	syncItems,
	text,
} from './rawClient';

let server: ExchangeServer;
beforeAll(async () => {
	server = await startSmallExchange();
});
afterAll(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const asService = () => basic(server.company.serviceAccount);
const aliceHeader = impersonating('alice@enyoi.example');

describe('HTTP around EWS', () => {
	it('asks for a sign-in before anything else', async () => {
		const reply = await send(server.url, { body: envelope(getFolder()) });
		expect(reply.status).toBe(401);
		expect(String(reply.headers['www-authenticate'])).toMatch(/NTLM|Basic/);
		expect(reply.body.toString()).not.toContain('alice');
	});

	it('refuses a wrong password', async () => {
		const headers = basic({ ...server.company.serviceAccount, password: 'wrong' });
		expect((await send(server.url, { headers, body: envelope(getFolder()) })).status).toBe(401);
	});

	it('takes the path in any case, and only that path', async () => {
		const headers = asService();
		const body = envelope(getFolder(), aliceHeader);
		const lower = server.url.replace('/EWS/Exchange.asmx', '/ews/exchange.asmx');
		expect((await send(lower, { headers, body })).status).toBe(200);
		const wrong = server.url.replace('/EWS/', '/Exchange/');
		expect((await send(wrong, { headers, body })).status).toBe(404);
	});

	it('is not at fault where a client dies while it writes', async () => {
		const { hostname, port } = new URL(server.url);
		const client = net.connect(Number(port), hostname);
		await once(client, 'connect');
		const count = server.requests.length;
		client.write('POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<x>');
		while (server.requests.length === count) await new Promise((done) => setTimeout(done, 5));
		client.resetAndDestroy();
		await send(server.url, { body: envelope(getFolder()) });
		expect(server.schemaViolations).toEqual([]);
	});

	it('takes XML only, and shows a page to a browser', async () => {
		const json = { ...asService(), 'Content-Type': 'application/json' };
		expect((await send(server.url, { headers: json, body: '{}' })).status).toBe(415);
		const page = await send(server.url, { method: 'GET', headers: asService() });
		expect(page.status).toBe(200);
		expect(page.headers['content-type']).toMatch(/html/);
	});

	it('compresses when asked, and gives back the client request id when asked', async () => {
		const person = server.company.user('bob');
		for (let index = 0; index < 20; index++) {
			person.calendar.create({ subject: `Item ${index}`, start: '2026-11-24T10:00' });
		}
		const body = envelope(syncItems(), impersonating('bob@enyoi.example'));
		const plain = await send(server.url, { headers: asService(), body });
		const packed = await send(server.url, {
			headers: {
				...asService(),
				'Accept-Encoding': 'gzip, deflate',
				'client-request-id': 'abc',
				'return-client-request-id': 'true',
			},
			body,
		});
		expect(plain.headers['content-encoding']).toBeUndefined();
		expect(packed.headers['content-encoding']).toBe('gzip');
		expect(gunzipSync(packed.body).toString()).toBe(plain.body.toString());
		expect(packed.headers['client-request-id']).toBe('abc');
		expect(packed.headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
		expect(packed.headers).toHaveProperty('x-feserver');
	});

	it('names its server in a cookie to who wants to stay with it', async () => {
		const body = envelope(getFolder(), aliceHeader);
		const headers = { ...asService(), 'X-PreferServerAffinity': 'True' };
		const asked = await send(server.url, { headers, body });
		expect(String(asked.headers['set-cookie'])).toMatch(/^X-BackEndOverrideCookie=[^;]+;/);
		const plain = await send(server.url, { headers: asService(), body });
		expect(String(plain.headers['set-cookie'])).not.toContain('X-BackEndOverrideCookie');
	});

	it('keeps a connection for many requests and logs each', async () => {
		const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
		const before = { opened: server.connectionsOpened, requests: server.requests.length };
		const body = envelope(getFolder(), aliceHeader);
		for (let count = 0; count < 3; count++) {
			await send(server.url, { headers: asService(), body, agent });
		}
		agent.destroy();
		expect(server.connectionsOpened).toBe(before.opened + 1);
		expect(server.requests.slice(before.requests)).toEqual(
			Array(3).fill(
				expect.objectContaining({
					operation: 'GetFolder',
					mailbox: 'alice@enyoi.example',
					user: 'svc-n8n',
					status: 200,
					impersonated: true,
				}),
			),
		);
	});
});

describe('SOAP', () => {
	it.each(['Exchange2019', 'Exchange2099', 'Exchange2012'])(
		'refuses the version %s, which no Exchange on premises has',
		async (version) => {
			const fault = await call(server, getFolder(), { version });
			expect(fault.name).toBe('Fault');
			expect(codes(fault)).toEqual(['ErrorInvalidServerVersion']);
		},
	);

	it('answers text that is no XML, and XML that is no envelope, with a fault', async () => {
		for (const body of ['hello', '<a/>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']) {
			const reply = await send(server.url, { headers: asService(), body });
			expect(reply.status).toBe(400);
			expect(codes(parseXml(reply.body.toString()))).toEqual(['ErrorInvalidRequest']);
		}
	});

	(schemas.met() ? it : it.skip)('names the place of a schema violation, as recorded', async () => {
		const body = envelope(
			getFolder('<t:DistinguishedFolderId Id="invalidparentid"/>'),
			aliceHeader,
		);
		const reply = await send(server.url, { headers: asService(), body });
		const fault = parseXml(reply.body.toString());
		expect(reply.status).toBe(500);
		expect(codes(fault)).toEqual(['ErrorSchemaValidation']);
		expect(text(fault, 'LineNumber')).toMatch(/^\d+$/);
		expect(text(fault, 'LinePosition')).toMatch(/^\d+$/);
		expect(text(fault, 'Violation')).toContain('invalidparentid');
		expect(all(fault, 'Message')[0].text).toBe('The request failed schema validation.');
	});

	it.each([
		['Exchange2010_SP3', '14', '3', 'Exchange2010_SP2'],
		['Exchange2016', '15', '1', 'V2017_07_11'],
		['ExchangeSE', '15', '2', 'V2017_07_11'],
	] as const)('says that it is %s', async (product, major, minor, version) => {
		const other = await startSmallExchange({ product });
		const reply = await send(other.url, {
			headers: basic(other.company.serviceAccount),
			body: envelope(getFolder(), aliceHeader, 'Exchange2010_SP2'),
		});
		const [info] = all(parseXml(reply.body.toString()), 'ServerVersionInfo');
		expect(info.attributes).toMatchObject({
			MajorVersion: major,
			MinorVersion: minor,
			Version: version,
		});
		const tooNew = await call(other, getFolder(), { version: 'Exchange2013_SP1' });
		expect(codes(tooNew)).toEqual(
			product === 'Exchange2010_SP3' ? ['ErrorInvalidServerVersion'] : ['NoError'],
		);
		await other.close();
	});
});
