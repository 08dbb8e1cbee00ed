import { rmSync } from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import { X509Certificate } from 'node:crypto';
import { connect } from '../../../exchange/connection';
import { getChanges } from '../../../exchange/changes/getChanges';
import { serverEndPointBinding } from '../../../exchange/transport/authentication/channelBinding';
import { SignInRefused } from '../../../exchange/transport/authentication/signInRefused';
import { createTransport } from '../../../exchange/transport/createTransport';
import { type ConnectionSettings, resolveSettings } from '../../../exchange/settings';
import { describeWith } from '../../requirements';
import { Company, startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import {
	acceptorParts,
	selfSigned,
	startAcceptor,
	type Acceptor,
	type AcceptorOptions,
	type Certificate,
} from './acceptor';

jest.mock('../../../exchange/transport/authentication/channelBinding', () => {
	const actual = jest.requireActual<
		typeof import('../../../exchange/transport/authentication/channelBinding')
	>('../../../exchange/transport/authentication/channelBinding');
	return { ...actual, serverEndPointBinding: jest.fn(actual.serverEndPointBinding) };
});

const users = [
	'ENYOI:svc-n8n:Passw0rd!',
	':svc-n8n@enyoi.example:Passw0rd!',
	'ENYOI:müller:Pässwörd€ß1',
];

describeWith(acceptorParts, 'an independent NTLM acceptor (gss-ntlmssp)', () => {
	let certificate: Certificate;
	let acceptor: Acceptor | undefined;

	beforeAll(() => {
		certificate = selfSigned('-sha256');
	});
	afterAll(() => rmSync(certificate.folder, { recursive: true }));
	afterEach(async () => {
		await acceptor?.close();
		acceptor = undefined;
	});

	async function signIn(
		options: Partial<AcceptorOptions>,
		changes: Partial<ConnectionSettings> = {},
	): Promise<string> {
		acceptor = await startAcceptor({
			certificate,
			extendedProtection: 'require',
			users,
			...options,
		});
		return await askOnce(acceptor.url, {
			caCertificate: (options.certificate ?? certificate).pem,
			...changes,
		});
	}

	it.each(['require', 'allow', 'off'] as const)(
		'lets us in under %s',
		async (extendedProtection) => {
			expect(await signIn({ extendedProtection })).toContain('ok user=ENYOI\\svc-n8n');
		},
	);

	it('says that the sign-in was bound to the TLS connection', async () => {
		expect(await signIn({ extendedProtection: 'require' })).toContain('bound=True bytes=4');
	});

	it.each(['require', 'allow'] as const)('refuses a wrong binding under %s', async (mode) => {
		jest
			.mocked(serverEndPointBinding)
			.mockReturnValueOnce(Buffer.from('tls-server-end-point:another certificate'));
		await expect(signIn({ extendedProtection: mode })).rejects.toThrow(SignInRefused);
	});

	it('refuses a sign-in without binding under require, with advice', async () => {
		const refusal = signIn({ extendedProtection: 'require' }, { channelBinding: 'off' });
		await expect(refusal).rejects.toMatchObject({
			code: 'signIn',
			channelBindingSent: false,
			remedy: expect.stringContaining('Set Extended Protection to Automatic'),
		});
	});

	it('lets a sign-in without binding in under allow', async () => {
		expect(await signIn({ extendedProtection: 'allow' }, { channelBinding: 'off' })).toContain(
			'bound=False',
		);
	});

	it.each([
		['SHA-384', ['-sha384'], 'sha384'],
		['SHA-512', ['-sha512'], 'sha512'],
		['SHA-1 (bound by SHA-256)', ['-sha1'], 'sha256'],
		[
			'RSA-PSS with SHA-384',
			['-sha384', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:-1'],
			'sha384',
		],
	] as const)('binds to a certificate signed with %s', async (_name, options, hash) => {
		const other = selfSigned(...options);
		try {
			// The pin stands in for a chain: OpenSSL itself no longer trusts SHA-1.
			const certificateSha256 = fingerprint(other.pem);
			expect(
				await signIn(
					{ certificate: other, hash, extendedProtection: 'require' },
					{ caCertificate: undefined, certificateSha256 },
				),
			).toContain('bound=True');
		} finally {
			rmSync(other.folder, { recursive: true });
		}
	});

	it('lets a user principal name in', async () => {
		expect(await signIn({}, { user: 'svc-n8n@enyoi.example' })).toContain('svc-n8n@enyoi.example');
	});

	it('lets a non-ASCII user and password in', async () => {
		expect(await signIn({}, { user: 'ENYOI\\müller', password: 'Pässwörd€ß1' })).toContain(
			'ok user=',
		);
	});

	it('shows a wrong password once, however many requests wait', async () => {
		acceptor = await startAcceptor({ certificate, extendedProtection: 'require', users });
		const { url } = acceptor;
		const transport = createTransport(
			settings(url, { caCertificate: certificate.pem, password: 'wrong' }),
		);
		const results = await Promise.allSettled(
			Array.from({ length: 40 }, async (_, index) => {
				await transport.send({ url, body: '<a/>', mailbox: `user${index}` });
			}),
		);
		await transport.close();
		expect(
			results.map((result) => (result as PromiseRejectedResult).reason instanceof SignInRefused),
		).toEqual(Array.from({ length: 40 }, () => true));
		expect(acceptor.refusals()).toBe(1);
	});

	it('signs 4 connections in once each for 1,000 requests', async () => {
		acceptor = await startAcceptor({ certificate, extendedProtection: 'require', users });
		const proxy = await countingRelay(acceptor.port);
		const transport = createTransport(
			settings(proxy.url, {
				caCertificate: certificate.pem,
				maxConnections: 4,
				authScheme: 'ntlm',
			}),
		);
		jest.mocked(serverEndPointBinding).mockClear();
		const answers = await Promise.all(
			Array.from({ length: 1000 }, async (_, index) => {
				const response = await transport.send({
					url: proxy.url,
					body: '<a/>',
					mailbox: `user${index % 50}`,
				});
				return await textOf(response.body);
			}),
		);
		await transport.close();
		await proxy.close();
		expect(answers.filter((answer) => answer.includes('bound=True bytes=4'))).toHaveLength(1000);
		expect(proxy.connections()).toBe(4);
		// Each handshake asks for the binding once, and gets its challenge with a 401.
		expect(serverEndPointBinding).toHaveBeenCalledTimes(4);
		expect(acceptor.answers(401)).toBe(4);
		expect(acceptor.refusals()).toBe(0);
	});

	it('reads calendars of the test Exchange behind it', async () => {
		const company = new Company();
		company.addServiceAccount({ password: 'Passw0rd!' });
		const { calendar } = company.addPerson({ accountName: 'alice' });
		calendar.create({ subject: 'Jour fixe', start: '2026-11-25T09:00:00Z' });
		const server = await startExchangeServer({ company, authentication: ['basic'] });
		const backend = await trustingBackend(server);
		acceptor = await startAcceptor({
			...{ certificate, extendedProtection: 'require', users },
			backend: backend.url,
		});
		const exchange = connect({
			server: acceptor.url,
			caCertificate: certificate.pem,
			version: 'ExchangeSE',
			emailDns: 'enyoi.example',
			user: 'ENYOI\\svc-n8n',
			password: 'Passw0rd!',
		});
		try {
			const subjects: unknown[] = [];
			const now = new Date('2026-11-23T09:00:00Z');
			for await (const { subject } of getChanges(exchange, {
				mailbox: 'alice@enyoi.example',
				now,
			})) {
				subjects.push(subject);
			}
			expect(subjects).toEqual(['Jour fixe']);
			expect(server.requests.map(({ user, impersonated }) => [user, impersonated])).toEqual(
				server.requests.map(() => ['svc-n8n', true]),
			);
		} finally {
			await exchange.close();
			await backend.close();
			await server.close();
		}
	});
});

/** Gives the test Exchange the name that the acceptor vouches for as a Basic sign-in. */
async function trustingBackend({ url, company }: ExchangeServer) {
	const server = http.createServer((request, response) => {
		const user = String(request.headers['x-remote-user']);
		const account = company.account(user);
		const basic = Buffer.from(`${user}:${account?.password ?? ''}`).toString('base64');
		const headers = { 'content-type': 'text/xml', authorization: `Basic ${basic}` };
		const onwards = http.request(url, { method: 'POST', headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, {
				'content-type': answer.headers['content-type'] ?? '',
			});
			answer.pipe(response);
		});
		onwards.on('error', () => response.destroy());
		request.pipe(onwards);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function settings(url: string, changes: Partial<ConnectionSettings>) {
	return resolveSettings({
		server: url,
		version: 'ExchangeSE',
		emailDns: 'enyoi.example',
		user: 'ENYOI\\svc-n8n',
		password: 'Passw0rd!',
		...changes,
	});
}

async function askOnce(url: string, changes: Partial<ConnectionSettings>): Promise<string> {
	const transport = createTransport(settings(url, changes));
	try {
		const response = await transport.send({ url, body: '<a/>', mailbox: 'alice' });
		expect(response.status).toBe(200);
		return await textOf(response.body);
	} finally {
		await transport.close();
	}
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of body) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

function fingerprint(pem: string): string {
	return new X509Certificate(pem).fingerprint256;
}

/** Passes bytes on and counts the TCP connections. */
async function countingRelay(port: number) {
	let connections = 0;
	const open = new Set<net.Socket>();
	const server = net.createServer((client) => {
		connections++;
		const upstream = net.connect(port, '127.0.0.1');
		for (const socket of [client, upstream]) {
			open.add(socket);
			socket.on('error', () => {});
			socket.on('close', () => open.delete(socket));
		}
		client.pipe(upstream).pipe(client);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port: relayPort } = server.address() as net.AddressInfo;
	return {
		port: relayPort,
		url: `https://localhost:${relayPort}/EWS/Exchange.asmx`,
		connections: () => connections,
		async close() {
			for (const socket of open) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
