import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type * as transports from '../../../exchange/transport/createTransport';
import { proxyFor } from '../../../exchange/transport/proxySettings';
import type { ConnectionSettings } from '../../../exchange/settings';
import {
	createCertificateAuthority,
	type CertificateAuthority,
} from '../../exchangeServer/certificates';
import { windowsAuthentication } from './authentication/ntlmServer';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';

const https443 = { protocol: 'https:', host: 'mail.enyoi.example', port: 443 } as const;

describe('which proxy applies', () => {
	it.each<[string, Record<string, string>, string | undefined]>([
		['none without settings', {}, undefined],
		['HTTPS_PROXY', { HTTPS_PROXY: 'http://proxy:3128' }, 'proxy:3128'],
		['lower case before upper', { https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'a:1'],
		['upper case where the lower is empty', { https_proxy: '', HTTPS_PROXY: 'http://b:2' }, 'b:2'],
		['without scheme', { HTTPS_PROXY: 'proxy:3128' }, 'proxy:3128'],
		['ALL_PROXY as the last resort', { ALL_PROXY: 'http://all:8080' }, 'all:8080'],
		['not HTTP_PROXY for https', { HTTP_PROXY: 'http://proxy:3128' }, undefined],
		['not for the host in NO_PROXY', no('mail.enyoi.example'), undefined],
		['not for the domain in NO_PROXY', no('other.example, .enyoi.example'), undefined],
		['not for the wildcard in NO_PROXY', no('*.enyoi.example'), undefined],
		['not for *', no('*'), undefined],
		['not for host and port in NO_PROXY', no('mail.enyoi.example:443'), undefined],
		['for another port in NO_PROXY', no('mail.enyoi.example:444'), 'proxy:3128'],
		['for a longer name than in NO_PROXY', no('enyoi.example'), 'proxy:3128'],
		['not what is no URL', { HTTPS_PROXY: 'http://' }, undefined],
		['not SOCKS', { HTTPS_PROXY: 'socks5://proxy:1080' }, undefined],
	])('%s', (_name, environment, host) => {
		expect(proxyFor(https443, environment)?.url.host).toBe(host);
	});

	it.each([
		[{ HTTPS_PROXY: 'a:1', ALL_PROXY: 'b:2' }, 'HTTPS_PROXY', 'NO_PROXY'],
		[{ HTTPS_PROXY: '', ALL_PROXY: 'b:2', no_proxy: 'x' }, 'ALL_PROXY', 'no_proxy'],
		[{ https_proxy: '', HTTPS_PROXY: 'a:1', all_proxy: 'b:2' }, 'HTTPS_PROXY', 'NO_PROXY'],
		[{ https_proxy: '', all_proxy: 'b:2', NO_PROXY: 'x' }, 'all_proxy', 'NO_PROXY'],
		[{ https_proxy: 'a:1', HTTPS_PROXY: 'b:2', NO_PROXY: 'x' }, 'https_proxy', 'NO_PROXY'],
	])('of %j names the variables that count', (environment, variable, exceptions) => {
		expect(proxyFor(https443, environment)).toMatchObject({ variable, exceptions });
	});

	it.each(['localhost', '127.0.0.1', '::1'])('never one for %s', (host) => {
		const environment = { HTTPS_PROXY: 'http://proxy:3128' };
		expect(proxyFor({ ...https443, host }, environment)).toBeUndefined();
	});

	function no(entries: string) {
		return { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: entries };
	}
});

describe('a CONNECT proxy', () => {
	let folder: string;
	let createTransport: typeof transports.createTransport;
	let authority: CertificateAuthority;
	let server: TestServer;
	let proxy: http.Server;
	let connects: Array<{ target: string; authorization?: string }>;
	let transport: transports.PooledTransport | undefined;
	let refuseWith = 0;

	beforeAll(async () => {
		// The proxy library is an ES module: it is tested as it is shipped, bundled.
		folder = mkdtempSync(path.join(tmpdir(), 'proxy-'));
		const outfile = path.join(folder, 'transport.js');
		buildSync({
			entryPoints: [path.resolve(__dirname, '../../../exchange/transport/createTransport.ts')],
			bundle: true,
			platform: 'node',
			format: 'cjs',
			target: 'node20',
			outfile,
		});
		({ createTransport } = (await import(outfile)) as typeof transports);
		authority = await createCertificateAuthority();
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	beforeEach(async () => {
		connects = [];
		refuseWith = 0;
		proxy = http.createServer();
		proxy.on('connect', (request: http.IncomingMessage, client: net.Socket) => {
			connects.push({
				target: request.url ?? '',
				authorization: request.headers['proxy-authorization'],
			});
			client.on('error', () => {});
			if (refuseWith) {
				client.end(`HTTP/1.1 ${refuseWith} No\r\nContent-Length: 0\r\n\r\n`);
				return;
			}
			const upstream = net.connect(server.port, '127.0.0.1', () => {
				client.write('HTTP/1.1 200 OK\r\n\r\n');
				client.pipe(upstream).pipe(client);
			});
			upstream.on('error', () => client.destroy());
			client.on('close', () => upstream.destroy());
		});
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		const { port } = proxy.address() as net.AddressInfo;
		process.env.HTTPS_PROXY = `http://proxyuser:marker-secret@127.0.0.1:${port}`;
	});
	afterEach(async () => {
		delete process.env.HTTPS_PROXY;
		await transport?.close();
		await server?.close();
		proxy.close();
		proxy.closeAllConnections();
	});

	const url = 'https://mail.enyoi.example/EWS/Exchange.asmx';

	async function serve(answer: Answer, changes: Partial<ConnectionSettings> = {}) {
		const { certificate: cert, key } = await authority.issue({ names: ['mail.enyoi.example'] });
		server = await startServer(answer, { cert, key });
		transport = createTransport(
			settingsFor(url, { caCertificate: authority.certificate, ...changes }),
		);
	}
	const ask = async () => await textOf(await transport!.send({ url, body: 'x', mailbox: 'a' }));

	it('is used, with its own sign-in, and its connections are kept', async () => {
		await serve((request, response) => response.end(`ok ${request.content}`));
		for (let count = 0; count < 5; count++) expect(await ask()).toBe('ok x');
		const authorization = `Basic ${Buffer.from('proxyuser:marker-secret').toString('base64')}`;
		expect(connects).toEqual([{ target: 'mail.enyoi.example:443', authorization }]);
	});

	it('lets NTLM through', async () => {
		const windows = windowsAuthentication({
			domain: 'ENYOI',
			user: 'svc-n8n',
			password: 'Sécret-1',
		});
		await serve(windows.answer, { authScheme: 'auto', maxConnections: 3 });
		const answers = await Promise.all(Array.from({ length: 30 }, ask));
		expect(answers).toEqual(Array.from({ length: 30 }, () => 'ok x'));
		expect(connects.length).toBeLessThanOrEqual(3);
		expect(windows.seen.authenticate).toBe(connects.length);
	});

	it('does not weaken the check of the certificate', async () => {
		await serve((_request, response) => response.end(), { caCertificate: undefined });
		await expect(ask()).rejects.toMatchObject({ code: 'tls', problem: 'unknownAuthority' });
	});

	it.each([
		[407, /user and password/],
		[403, /NO_PROXY/],
	])('says that it refused with %i, without its password', async (status, remedy) => {
		refuseWith = status;
		await serve((_request, response) => response.end());
		const error: unknown = await ask().catch((reason: unknown) => reason);
		expect(error).toMatchObject({
			code: 'unreachable',
			phase: 'connecting',
			details: { httpStatus: status },
			message: expect.stringContaining(`HTTP ${status}`),
			remedy: expect.stringMatching(remedy),
		});
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('marker');
	});

	it('is left when it does not answer and the request is cancelled', async () => {
		proxy.removeAllListeners('connect');
		const sockets = new Set<net.Socket>();
		proxy.on('connect', (_request: http.IncomingMessage, client: net.Socket) => {
			sockets.add(client);
			client.on('end', () => sockets.delete(client));
			client.resume();
		});
		await serve((_request, response) => response.end());
		const cancel = new AbortController();
		const asked = transport!.send({ url, body: 'x', mailbox: 'a', signal: cancel.signal });
		const until = async (condition: () => boolean) => {
			for (let turn = 0; turn < 10_000 && !condition(); turn++) await new Promise(setImmediate);
			expect(condition()).toBe(true);
		};
		await until(() => sockets.size === 1);
		cancel.abort();
		await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
		await until(() => sockets.size === 0);
	});

	it('says that it is not there', async () => {
		await serve((_request, response) => response.end());
		process.env.HTTPS_PROXY = 'http://user:marker-secret@127.0.0.1:1';
		const error: unknown = await ask().catch((reason: unknown) => reason);
		expect(error).toMatchObject({
			code: 'unreachable',
			message: expect.stringContaining('The proxy could not be reached'),
			remedy: expect.stringContaining('NO_PROXY'),
		});
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('marker');
	});
});
