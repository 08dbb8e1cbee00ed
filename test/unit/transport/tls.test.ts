import { createHash, X509Certificate } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { createTransport, type PooledTransport } from '../../../exchange/transport/createTransport';
import { TlsFailure } from '../../../exchange/transport/tlsFailure';
import type { ConnectionSettings } from '../../../exchange/settings';
import {
	createCertificateAuthority,
	type Certificate,
	type CertificateAuthority,
	type CertificateOptions,
} from '../../exchangeServer/certificates';
import { startServer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';

let authority: CertificateAuthority;
let server: TestServer | undefined;
let transport: PooledTransport | undefined;

beforeAll(async () => {
	authority = await createCertificateAuthority();
});
afterEach(async () => {
	await transport?.close();
	await server?.close();
	server = transport = undefined;
});

async function serve(certificate: Certificate, options: ServerOptions = {}) {
	server = await startServer(
		(request, response) => {
			response.end(`ok ${(request.socket as tls.TLSSocket).authorized}`);
		},
		{ cert: certificate.certificate, key: certificate.key, ...options },
	);
}

async function ask(changes: Partial<ConnectionSettings> = {}, url = server!.url): Promise<string> {
	transport = createTransport(settingsFor(url, changes));
	return await textOf(await transport.send({ url, body: 'x', mailbox: 'a' }));
}

async function failure(changes: Partial<ConnectionSettings> = {}, url?: string) {
	const error: unknown = await ask(changes, url).then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(TlsFailure);
	expect(server?.requests ?? []).toEqual([]);
	return error as TlsFailure;
}

const issue = async (options?: CertificateOptions) => await authority.issue(options);
const sha256 = (certificate: Certificate) =>
	createHash('sha256').update(certificate.der).digest('hex');

it('trusts a private authority', async () => {
	await serve(await issue());
	expect(await ask({ caCertificate: authority.certificate })).toContain('ok');
});

it('names issuer, names and the fix for an unknown authority', async () => {
	const certificate = await issue();
	await serve(certificate);
	const error = await failure();
	expect(error).toMatchObject({
		code: 'tls',
		problem: 'unknownAuthority',
		certificate: { issuer: 'Enyoi Test CA', sha256: sha256(certificate) },
	});
	expect(error.certificate?.names).toContain('localhost');
	expect(error.message).toContain('issued by Enyoi Test CA for localhost');
	expect(error.message).toContain(new X509Certificate(certificate.certificate).validTo);
	expect(error.remedy).toContain('CA certificate');
});

it('tells an expired certificate', async () => {
	await serve(await authority.issueExpired());
	const error = await failure({ caCertificate: authority.certificate });
	expect(error.problem).toBe('expired');
	expect(error.remedy).toContain('renew');
});

it('tells a certificate for another host, and which hosts it is for', async () => {
	await serve(await issue({ names: ['mail.enyoi.example', 'owa.enyoi.example'] }));
	const error = await failure({ caCertificate: authority.certificate });
	expect(error.problem).toBe('wrongHost');
	expect(error.remedy).toContain('mail.enyoi.example, owa.enyoi.example');
});

it('checks the address where the server is one', async () => {
	await serve(await issue({ names: ['127.0.0.1'] }));
	const url = server!.url.replace('localhost', '127.0.0.1');
	expect(await ask({ caCertificate: authority.certificate }, url)).toContain('ok');
});

it('takes exactly the pinned certificate, whoever issued it', async () => {
	const certificate = await issue({ names: ['another.enyoi.example'] });
	await serve(certificate);
	expect(await ask({ certificateSha256: sha256(certificate) })).toContain('ok');
});

it('refuses any other than the pinned one, even a trusted one', async () => {
	const certificate = await issue();
	await serve(certificate);
	const error = await failure({
		caCertificate: authority.certificate,
		certificateSha256: 'a'.repeat(64),
	});
	expect(error.problem).toBe('pin');
	expect(error.remedy).toContain(sha256(certificate));
});

it('checks nothing when the user switched that off', async () => {
	await serve(await authority.issueExpired());
	expect(await ask({ allowUnauthorizedCerts: true })).toContain('ok');
});

it('checks even where the environment of n8n says otherwise', async () => {
	process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
	try {
		await serve(await issue());
		expect((await failure()).problem).toBe('unknownAuthority');
	} finally {
		delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
	}
});

it('shows the client certificate', async () => {
	await serve(await issue(), {
		requestCert: true,
		rejectUnauthorized: false,
		ca: authority.certificate,
	});
	const client = await authority.issueForClient('svc-n8n');
	expect(
		await ask({
			caCertificate: authority.certificate,
			clientCertificate: client.certificate,
			clientKey: client.key,
		}),
	).toBe('ok true');
});

it('says that a client certificate is asked for', async () => {
	await serve(await issue(), {
		requestCert: true,
		ca: authority.certificate,
		minVersion: 'TLSv1.3',
	});
	const caCertificate = authority.certificate;
	expect(await failure({ caCertificate })).toMatchObject({
		problem: 'clientCertificate',
		message: expect.stringContaining('asks for a client certificate'),
	});
});

it('refuses a key without its certificate', async () => {
	await serve(await issue());
	const client = await authority.issueForClient('svc-n8n');
	await expect(ask({ clientKey: client.key })).rejects.toMatchObject({
		code: 'settings',
		field: 'clientCertificate',
	});
	await transport?.close();
	const other = await authority.issueForClient('other');
	await expect(
		ask({ clientCertificate: client.certificate, clientKey: other.key }),
	).rejects.toMatchObject({ code: 'settings', field: 'clientKey' });
});

it('tells a server that only knows old TLS', async () => {
	await serve(await issue(), {
		minVersion: 'TLSv1',
		maxVersion: 'TLSv1.1',
		ciphers: 'DEFAULT@SECLEVEL=0',
	});
	const error = await failure({ caCertificate: authority.certificate });
	expect(error.problem).toBe('protocolTooOld');
	expect(error.remedy).toContain('TLS 1.2');
});

it('tells a port where nobody speaks TLS', async () => {
	server = await startServer((_request, response) => response.end());
	const error = await failure({}, `https://localhost:${server.port}/`);
	expect(error.problem).toBe('noTls');
});

it('tells a connection that is closed during the handshake', async () => {
	const listener = net.createServer((socket) => socket.destroy());
	await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
	const { port } = listener.address() as net.AddressInfo;
	await expect(ask({}, `https://localhost:${port}/`)).rejects.toMatchObject({
		code: 'unreachable',
		phase: 'connecting',
	});
	listener.close();
});
