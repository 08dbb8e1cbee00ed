import * as net from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ConnectionSettings } from '../../../exchange/settings';
import { createTransport, type PooledTransport } from '../../../exchange/transport/createTransport';
import {
	createCertificateAuthority,
	type Certificate,
	type CertificateAuthority,
} from '../../exchangeServer/certificates';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';

let server: TestServer;
let open: PooledTransport[];

beforeEach(() => {
	open = [];
});
afterEach(async () => {
	jest.useRealTimers();
	for (const transport of open) await transport.close();
	await server?.close();
});

const connect = (changes: Partial<ConnectionSettings> = {}, url = server.url) => {
	const transport = createTransport(settingsFor(url, changes));
	open.push(transport);
	return transport;
};
const ask = async (transport: PooledTransport, url = server.url) =>
	await textOf(await transport.send({ url, body: 'x', mailbox: 'a' }));
const echo: Answer = (request, response) => response.end(`ok ${request.content}`);

const token = async () => 'token';
const otherToken = async () => 'token';
const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;

describe('connections are shared', () => {
	it.each<[string, Partial<ConnectionSettings>]>([
		['a password', {}],
		['one source of tokens', { user: '', password: undefined, accessToken: token }],
		['every setting in use', { caCertificate: pem('AAAA'), certificateSha256: 'a'.repeat(64) }],
	])('by credentials that are equal: %s', async (_name, settings) => {
		server = await startServer(echo);
		await ask(connect(settings));
		await ask(connect({ ...settings }));
		expect(server.connections).toBe(1);
	});

	it('although they name another mailbox, domain or way of access', async () => {
		server = await startServer(echo);
		await ask(connect());
		await ask(connect({ emailDns: 'other.example', testMailbox: 'a', mailboxAccess: 'delegate' }));
		expect(server.connections).toBe(1);
	});

	it.each<[string, Partial<ConnectionSettings>, Partial<ConnectionSettings>]>([
		['user', {}, { user: 'ENYOI\\other' }],
		['password', {}, { password: 'another' }],
		['source of tokens', { accessToken: token }, { accessToken: otherToken }],
		['token in place of a password', {}, { accessToken: token }],
		['scheme', { authScheme: 'auto' }, { authScheme: 'basic' }],
		['channel binding', {}, { channelBinding: 'off' }],
		['authority', {}, { caCertificate: pem('AAAA') }],
		['other authority', { caCertificate: pem('AAAA') }, { caCertificate: pem('BBBB') }],
		['pin', {}, { certificateSha256: 'a'.repeat(64) }],
		['client certificate', {}, { clientCertificate: pem('AAAA') }],
		['client key', {}, { clientKey: pem('AAAA') }],
		['passphrase', {}, { clientKeyPassphrase: 'x' }],
		['check of certificates', { allowUnauthorizedCerts: true }, {}],
		['number of connections', {}, { maxConnections: 3 }],
		['time limit', {}, { timeoutSeconds: 59 }],
	])('with no credential of another %s', async (_name, one, other) => {
		server = await startServer(echo);
		await ask(connect(one));
		await ask(connect(other));
		expect(server.connections).toBe(2);
		await ask(connect(one));
		expect(server.connections).toBe(2);
	});
});

describe('over TLS, a credential that', () => {
	let authority: CertificateAuthority;
	let certificate: Certificate;
	beforeAll(async () => {
		authority = await createCertificateAuthority();
		certificate = await authority.issue();
	});
	const serve = async (answer: Answer, options = {}) => {
		const { certificate: cert, key } = certificate;
		server = await startServer(answer, { cert, key, ...options });
	};

	it('checks certificates never rides on a connection that was opened unchecked', async () => {
		await serve(echo);
		expect(await ask(connect({ allowUnauthorizedCerts: true }))).toBe('ok x');
		await expect(ask(connect())).rejects.toMatchObject({
			code: 'tls',
			problem: 'unknownAuthority',
		});
		await expect(ask(connect({ certificateSha256: 'a'.repeat(64) }))).rejects.toMatchObject({
			code: 'tls',
			problem: 'pin',
		});
		expect(server.requests).toHaveLength(1);
	});

	it('trusts another authority never rides on a connection of the right one', async () => {
		await serve(echo);
		const other = await createCertificateAuthority({ name: 'Another CA' });
		expect(await ask(connect({ caCertificate: authority.certificate }))).toBe('ok x');
		await expect(ask(connect({ caCertificate: other.certificate }))).rejects.toMatchObject({
			code: 'tls',
		});
		expect(server.requests).toHaveLength(1);
	});

	it('shows a client certificate is never taken for one that shows another', async () => {
		await serve(
			({ socket }, response) => {
				const { subject } = (socket as TLSSocket).getPeerCertificate();
				response.end(subject?.CN ?? 'nobody');
			},
			{ requestCert: true, rejectUnauthorized: false },
		);
		const names: string[] = [];
		for (const name of ['alice', 'bob', undefined]) {
			const client = name ? await authority.issueForClient(name) : undefined;
			const transport = connect({
				caCertificate: authority.certificate,
				clientCertificate: client?.certificate,
				clientKey: client?.key,
			});
			names.push(await ask(transport));
		}
		expect(names).toEqual(['alice', 'bob', 'nobody']);
	});
});

it('opens new connections after the last user has left', async () => {
	server = await startServer(echo);
	const first = connect();
	await ask(first);
	await first.close();
	expect(await ask(connect())).toBe('ok x');
	expect(server.connections).toBe(2);
});

it('does not give a password in clear to a server because another one asks for that', async () => {
	const seen: Array<string | undefined> = [];
	const offering =
		(scheme: string): Answer =>
		(request, response) => {
			const { authorization } = request.headers;
			if (scheme === 'NTLM') seen.push(authorization?.split(' ')[0]);
			if (scheme !== 'Basic' || !authorization) {
				response.writeHead(401, { 'WWW-Authenticate': scheme });
			}
			response.end('ok');
		};
	server = await startServer(offering('Basic'));
	const other = await startServer(offering('NTLM'));
	const transport = connect({ authScheme: 'auto' });
	expect(await ask(transport)).toBe('ok');
	await expect(ask(transport, other.url)).rejects.toMatchObject({ code: 'signIn' });
	expect(seen).toEqual([undefined, 'NTLM']);
	await other.close();
});

describe('a server that takes the connection and says nothing', () => {
	let silent: net.Server;
	let sockets: net.Socket[];
	beforeEach(async () => {
		sockets = [];
		silent = net.createServer((socket) => {
			sockets.push(socket.on('error', () => {}));
		});
		await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
	});
	afterEach(() => {
		for (const socket of sockets) socket.destroy();
		silent.close();
	});

	it.each([
		['the credential’s time limit', 5, 5_000],
		['half a minute, where the limit for answers is longer', 600, 30_000],
	])('is left after %s', async (_name, timeoutSeconds, limitMs) => {
		const url = `https://127.0.0.1:${(silent.address() as net.AddressInfo).port}/`;
		const transport = connect({ timeoutSeconds }, url);
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'performance', 'Date'] });
		const failure = ask(transport, url).catch((error: unknown) => error);
		while (sockets.length === 0) await new Promise(setImmediate);
		jest.advanceTimersByTime(limitMs);
		expect(await failure).toMatchObject({ code: 'timeout', phase: 'connecting', limitMs });
	});
});
