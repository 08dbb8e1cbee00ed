import type { IncomingMessage, ServerResponse } from 'node:http';
import {
	testConnection,
	type CheckId,
	type ConnectionReport,
} from '../../../exchange/diagnosis/testConnection';
import type { ConnectionSettings } from '../../../exchange/settings';
import {
	createCertificateAuthority,
	createSelfSigned,
	type CertificateAuthority,
} from '../../exchangeServer/certificates';
import {
	closedPort,
	filteredPort,
	httpServer,
	httpsServer,
	tcpServer,
	type Broken,
} from './brokenServers';
import { startDnsServer } from './dnsServer';

const networkChecks: CheckId[] = ['settings', 'autodiscover', 'dns', 'tcp', 'tls', 'http', 'clock'];

const settings = (changes: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
	server: 'https://localhost/EWS/Exchange.asmx',
	version: 'Exchange2019',
	emailDns: 'enyoi.example',
	user: 'ENYOI\\svc',
	password: 'top secret',
	...changes,
});

const at = ({ port }: Broken, scheme = 'http') =>
	settings({ server: `${scheme}://localhost:${port}/EWS/Exchange.asmx` });

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const answering =
	(status: number, headers: Record<string, string> = {}, body = ''): Answer =>
	(_request, response) => {
		response.writeHead(status, headers).end(body);
	};

const asksForSignIn = answering(401, { 'www-authenticate': 'NTLM' });
const checkOf = ({ checks }: ConnectionReport, id: CheckId) =>
	checks.find((check) => check.id === id);
const html = { 'content-type': 'text/html' };

let authority: CertificateAuthority;
let otherAuthority: CertificateAuthority;
let inspector: CertificateAuthority;

beforeAll(async () => {
	[authority, otherAuthority, inspector] = await Promise.all([
		createCertificateAuthority(),
		createCertificateAuthority({ name: 'Somebody Else CA' }),
		createCertificateAuthority({ name: 'FortiGate CA' }),
	]);
});

interface Case {
	name: string;
	fails: CheckId;
	/** In the cause. */
	because: RegExp;
	/** What is to be done, by whom. */
	by: string;
	command?: RegExp;
	run(): Promise<{
		settings: ConnectionSettings;
		broken?: Broken;
		nameServers?: string[];
		now?: () => Date;
		close?: () => void;
	}>;
}

/** With a time limit that nobody has to wait for long. */
const hurried =
	(run: Case['run']): Case['run'] =>
	async () => {
		const found = await run();
		return { ...found, settings: { ...found.settings, timeoutSeconds: 2 } };
	};

const http = (answer: Answer) => async () => {
	const broken = await httpServer(answer);
	return { settings: at(broken), broken };
};

const dns =
	(answer: string, host = 'mail.enyoi.example') =>
	async () => {
		const server = await startDnsServer(answer);
		return {
			settings: settings({ server: host }),
			nameServers: [server.address],
			close: server.close,
		};
	};

const tls =
	(
		certificate: () => Promise<{ certificate: string; key: string }>,
		changes: () => Partial<ConnectionSettings> = () => ({}),
	) =>
	async () => {
		const { certificate: cert, key } = await certificate();
		const broken = await httpsServer({ cert, key }, asksForSignIn);
		return { settings: { ...at(broken, 'https'), ...changes() }, broken };
	};

const cases: Case[] = [
	...(
		[
			['no server', { server: '' }],
			['a server that is no URL', { server: 'mail enyoi' }],
			['plain http to another host', { server: 'http://mail.enyoi.example/EWS/Exchange.asmx' }],
			['no e-mail DNS', { emailDns: '' }],
			['an e-mail DNS with an @', { emailDns: 'alice@enyoi.example' }],
			['no password', { password: '' }],
			['an unknown version', { version: 'Exchange2003' as never }],
			['a CA certificate that is not PEM', { caCertificate: 'MIIC' }],
			['a pin that is not SHA-256', { certificateSha256: 'abcd' }],
			[
				'a client certificate without its key',
				{ clientCertificate: '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----' },
			],
			['too many connections', { maxConnections: 1000 }],
		] as Array<[string, Partial<ConnectionSettings>]>
	).map(
		([name, changes]): Case => ({
			name,
			fails: 'settings',
			because: /./,
			by: 'you',
			run: async () => ({ settings: settings(changes) }),
		}),
	),
	{
		name: 'a mail domain without autodiscover',
		fails: 'autodiscover',
		because: /No host of the mail domain/,
		by: 'you',
		command: /Resolve-DnsName 'autodiscover\.enyoi\.example'/,
		run: async () => ({
			settings: settings({ server: '', autodiscover: true, emailDns: 'enyoi.example' }),
		}),
	},
	{
		name: 'a host that is not there',
		fails: 'dns',
		because: /misspelt/,
		by: 'you',
		command: /Resolve-DnsName 'mail\.enyoi\.example'/,
		run: dns('noSuchName'),
	},
	{
		name: 'a name without an address',
		fails: 'dns',
		because: /no A or AAAA/,
		by: 'networkAdmin',
		command: /Add-DnsServerResourceRecordA -ZoneName 'enyoi\.example' -Name 'mail'/,
		run: dns('noAddress'),
	},
	...(['enyoi.example', 'enyoi.co.uk'] as const).map(
		(domain): Case => ({
			name: `the mail domain ${domain} in place of the server`,
			fails: 'dns',
			because: /perhaps it is the mail domain/,
			by: 'networkAdmin',
			command: new RegExp(`Add-DnsServerResourceRecordA -ZoneName '${domain}' -Name '@'`),
			run: dns('noAddress', domain),
		}),
	),
	{
		name: 'a name server that fails',
		fails: 'dns',
		because: /no working name server/,
		by: 'networkAdmin',
		run: dns('failure'),
	},
	{
		name: 'a name server that refuses',
		fails: 'dns',
		because: /no working name server/,
		by: 'networkAdmin',
		run: dns('refused'),
	},
	{
		name: 'a closed port',
		fails: 'tcp',
		because: /Nothing listens/,
		by: 'exchangeAdmin',
		command: /Test-NetConnection 'localhost' -Port \d+/,
		run: async () => ({ settings: at(await closedPort(), 'https') }),
	},
	{
		name: 'a port behind a firewall',
		fails: 'tcp',
		because: /firewall drops/,
		by: 'networkAdmin',
		command: /New-NetFirewallRule/,
		run: async () => {
			const broken = await filteredPort();
			const { port } = broken;
			const server = `https://127.0.0.1:${port}`;
			return { settings: settings({ server, timeoutSeconds: 1 }), broken };
		},
	},
	{
		name: 'a self-signed certificate',
		fails: 'tls',
		because: /signed its certificate itself/,
		by: 'exchangeAdmin',
		command: /New-ExchangeCertificate/,
		run: tls(() => createSelfSigned()),
	},
	{
		name: 'a private authority that is not known',
		fails: 'tls',
		because: /does not know the issuer/,
		by: 'you',
		command: /^openssl s_client -connect localhost:(?!443 )\d+ -showcerts$/,
		run: tls(() => authority.issue()),
	},
	{
		name: 'another private authority than the one entered',
		fails: 'tls',
		because: /does not know the issuer|private authority/,
		by: 'you',
		run: tls(
			() => authority.issue(),
			() => ({ caCertificate: otherAuthority.certificate }),
		),
	},
	{
		name: 'an expired certificate',
		fails: 'tls',
		because: /ended on/,
		by: 'exchangeAdmin',
		command: /New-ExchangeCertificate/,
		run: tls(
			() => authority.issueExpired(),
			() => ({ caCertificate: authority.certificate }),
		),
	},
	{
		name: 'a certificate that is not valid yet',
		fails: 'tls',
		because: /after now/,
		by: 'you',
		run: tls(
			() =>
				authority.issue({
					notBefore: new Date(Date.now() + 86_400_000),
					notAfter: new Date(Date.now() + 9 * 86_400_000),
				}),
			() => ({ caCertificate: authority.certificate }),
		),
	},
	{
		name: 'a certificate for another host',
		fails: 'tls',
		because: /is for mail\.enyoi\.example, not for localhost/,
		by: 'you',
		run: tls(
			() => authority.issue({ names: ['mail.enyoi.example'] }),
			() => ({ caCertificate: authority.certificate }),
		),
	},
	{
		name: 'a proxy that decrypts the traffic',
		fails: 'tls',
		because: /decrypts the traffic.*FortiGate/,
		by: 'networkAdmin',
		run: tls(
			() => inspector.issue(),
			() => ({ caCertificate: authority.certificate }),
		),
	},
	{
		name: 'another certificate than the pinned one',
		fails: 'tls',
		because: /another than the pinned one/,
		by: 'you',
		command: /certificateSha256 = [0-9a-f]{64}/,
		run: tls(
			() => authority.issue(),
			() => ({ certificateSha256: 'ab'.repeat(32) }),
		),
	},
	{
		name: 'a server that only has TLS 1.1',
		fails: 'tls',
		because: /outdated/,
		by: 'exchangeAdmin',
		command: /SCHANNEL/,
		run: async () => {
			const { certificate: cert, key } = await authority.issue();
			const broken = await httpsServer(
				{ cert, key, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
				asksForSignIn,
			);
			return { settings: at(broken, 'https'), broken };
		},
	},
	{
		name: 'a port without TLS',
		fails: 'tls',
		because: /does not speak TLS/,
		by: 'you',
		run: async () => {
			const broken = await httpServer(asksForSignIn);
			return { settings: at(broken, 'https'), broken };
		},
	},
	{
		name: 'a connection that is cut during the handshake',
		fails: 'tls',
		because: /broke during the handshake/,
		by: 'networkAdmin',
		command: /openssl s_client/,
		run: async () => {
			const broken = await tcpServer((socket) => socket.destroy());
			return { settings: at(broken, 'https'), broken };
		},
	},
	{
		name: 'a handshake that is never answered',
		fails: 'tls',
		because: /broke during the handshake/,
		by: 'networkAdmin',
		run: async () => {
			const broken = await tcpServer(() => {});
			return { settings: { ...at(broken, 'https'), timeoutSeconds: 3 }, broken };
		},
	},
	{
		name: 'a server that wants a client certificate',
		fails: 'http',
		because: /wants a client certificate/,
		by: 'you',
		run: async () => {
			const { certificate: cert, key } = await authority.issue();
			const broken = await httpsServer(
				{ cert, key, ca: authority.certificate, requestCert: true, rejectUnauthorized: true },
				asksForSignIn,
			);
			return {
				settings: { ...at(broken, 'https'), caCertificate: authority.certificate },
				broken,
			};
		},
	},
	{
		name: 'no EWS at this path',
		fails: 'http',
		because: /no EWS at this address/,
		by: 'you',
		command: /Get-WebServicesVirtualDirectory/,
		run: http(answering(404)),
	},
	{
		name: 'a redirect to Outlook on the web',
		fails: 'http',
		because: /Outlook on the web instead of EWS/,
		by: 'exchangeAdmin',
		run: http(answering(302, { location: '/owa/auth/logon.aspx' })),
	},
	{
		name: 'a redirect to a sign-in of the reverse proxy',
		fails: 'http',
		because: /reverse proxy sends to its own sign-in/,
		by: 'networkAdmin',
		run: http(answering(302, { location: 'https://adfs.enyoi.example/adfs/ls/?wa=1' })),
	},
	{
		name: 'a redirect to the page for errors',
		fails: 'http',
		because: /passing problem/,
		by: 'exchangeAdmin',
		run: http(answering(302, { location: '/ews/genericerrorpage.htm' })),
	},
	{
		name: 'a redirect to the page for errors of the front end',
		fails: 'http',
		because: /passing problem/,
		by: 'exchangeAdmin',
		run: http(answering(302, { location: '/owa/auth/errorFE.aspx?httpCode=500' })),
	},
	{
		name: 'a sign-in page in place of EWS',
		fails: 'http',
		because: /sign-in page/,
		by: 'networkAdmin',
		run: http(answering(200, html, '<html><head><title>Sign in</title></head></html>')),
	},
	{
		name: 'EWS switched off or the program blocked',
		fails: 'http',
		because: /switched off for the account, or a policy blocks this program by its User-Agent/,
		by: 'exchangeAdmin',
		command: /^Get-OrganizationConfig \| Format-List Ews\*$/,
		run: http(answering(403)),
	},
	{
		name: 'an address that IIS does not let in',
		fails: 'http',
		because: /does not let this address in/,
		by: 'exchangeAdmin',
		run: http(answering(403, html, '<h2>403.6 - Forbidden: IP address rejected</h2>')),
	},
	{
		name: 'IIS wants a client certificate',
		fails: 'http',
		because: /wants a client certificate/,
		by: 'you',
		run: http(answering(403, html, '<h2>403.7 - Forbidden: Client certificate required</h2>')),
	},
	{
		name: 'a stopped application pool',
		fails: 'http',
		because: /application pool of EWS is stopped/,
		by: 'exchangeAdmin',
		command: /Restart-WebAppPool MSExchangeServicesAppPool/,
		run: http(answering(503, html, 'Service Unavailable')),
	},
	{
		name: 'a load balancer without servers',
		fails: 'http',
		because: /load balancer reaches no Exchange/,
		by: 'exchangeAdmin',
		run: http(answering(502)),
	},
	{
		name: 'a host name that the web site does not take',
		fails: 'http',
		because: /does not take requests for this host name/,
		by: 'exchangeAdmin',
		run: http(answering(400, html, 'Bad Request - Invalid Hostname')),
	},
	{
		name: 'no way to sign in',
		fails: 'http',
		because: /authentication methods .* are off/,
		by: 'exchangeAdmin',
		command: /-WindowsAuthentication \$true/,
		run: http(answering(401)),
	},
	{
		name: 'something else than HTTP',
		fails: 'http',
		because: /does not speak HTTP/,
		by: 'you',
		run: async () => {
			const broken = await tcpServer((socket) => socket.end('220 mail.enyoi.example ESMTP\r\n'));
			return { settings: at(broken), broken };
		},
	},
	{
		name: 'a server that never answers',
		fails: 'http',
		because: /takes the connection but does not answer/,
		by: 'exchangeAdmin',
		run: hurried(http(() => {})),
	},
	{
		name: 'a server that never answers over TLS',
		fails: 'http',
		because: /takes the connection but does not answer/,
		by: 'exchangeAdmin',
		run: hurried(async () => {
			const { certificate: cert, key } = await authority.issue();
			const broken = await httpsServer({ cert, key }, () => {});
			const { certificate: caCertificate } = authority;
			return { settings: { ...at(broken, 'https'), caCertificate }, broken };
		}),
	},
	{
		name: 'an answer that trickles and has no end',
		fails: 'http',
		because: /is not EWS/,
		by: 'you',
		run: hurried(
			http((_request, response) => {
				response.writeHead(200, { 'content-type': 'text/plain' });
				const dripping = setInterval(() => response.write('x'), 50);
				response.once('close', () => clearInterval(dripping));
			}),
		),
	},
	{
		name: 'a connection that is closed without an answer',
		fails: 'http',
		because: /closed the connection without an answer/,
		by: 'networkAdmin',
		run: http((request) => request.socket.destroy()),
	},
];

describe('ways to be broken', () => {
	it.each(cases)('$name', async ({ fails, because, by, command, run }) => {
		const { settings: broken, nameServers, broken: server, close } = await run();
		try {
			const report = await testConnection(broken, {
				nameServers,
				checks: networkChecks,
			});
			const failures = report.checks.filter(({ status }) => status === 'failed');
			expect(failures.map(({ id, details }) => `${id}: ${details}`)).toEqual([
				expect.stringMatching(new RegExp(`^${fails}: `)),
			]);
			const [failure] = failures;
			expect(failure.details).not.toContain(failure.cause);
			expect(failure.cause).toMatch(because);
			expect(failure.remedy).toEqual(expect.any(String));
			expect(failure.remedyBy).toBe(by);
			if (command) expect(failure.command).toMatch(command);
			expect(report.ok).toBe(false);
			expect(report.summary).toContain(failure.title);
			expect(JSON.stringify(report)).not.toContain('top secret');
			expect(report.report).toContain(failure.title);
			const later = report.checks.slice(networkChecks.indexOf(fails) + 1);
			expect(new Set(later.map(({ status }) => status))).toEqual(new Set(['skipped']));
		} finally {
			server?.close();
			close?.();
		}
	});
});

describe('a sign-in that fails', () => {
	const challenge = (text: string) => answering(401, { 'www-authenticate': text });
	const signingIn = async (answer: Answer, changes: Partial<ConnectionSettings> = {}) => {
		const server = await httpServer(answer);
		const report = await testConnection(
			{ ...at(server), ...changes },
			{ checks: ['http', 'authentication'] },
		);
		server.close();
		return checkOf(report, 'authentication');
	};

	it.each([
		['a server that takes Kerberos alone', challenge('Negotiate'), /only Kerberos/, /allow NTLM/],
		[
			'a challenge that is none',
			challenge(`NTLM ${Buffer.from('nonsense').toString('base64')}`),
			/does not speak NTLM/,
			/Reach Exchange directly/,
		],
	])('is not told as a wrong password: %s', async (_name, answer, cause, remedy) => {
		const check = await signingIn(answer);
		expect(check).toMatchObject({
			status: 'failed',
			cause: expect.stringMatching(cause),
			remedy: expect.stringMatching(remedy),
			remedyBy: 'networkAdmin',
		});
		expect(check?.cause).not.toMatch(/wrong|locked/);
		expect(check?.command ?? '').not.toContain('Get-ADUser');
	});

	it('names the letters that Basic may read in another way', async () => {
		expect(
			await signingIn(challenge('Basic realm="mail"'), {
				authScheme: 'basic',
				password: 'geheim für alle',
			}),
		).toMatchObject({
			cause: expect.stringContaining('password is wrong'),
			remedy: expect.stringContaining('characters beyond ASCII'),
			command: expect.stringContaining('Get-ADUser'),
		});
	});
});

describe('what is well', () => {
	it('passes with a private authority, and tells what was seen', async () => {
		const { certificate: cert, key } = await authority.issue();
		const server = await httpsServer({ cert, key }, asksForSignIn);
		try {
			const report = await testConnection(
				{ ...at(server, 'https'), caCertificate: authority.certificate },
				{ checks: networkChecks },
			);
			expect(report.checks.map(({ id, status }) => [id, status])).toEqual([
				['settings', 'passed'],
				['autodiscover', 'skipped'],
				['dns', 'passed'],
				['tcp', 'passed'],
				['tls', 'passed'],
				['http', 'passed'],
				['clock', 'passed'],
			]);
			expect(report.ok).toBe(true);
			expect(report.server).toMatchObject({
				url: `https://localhost:${server.port}/EWS/Exchange.asmx`,
				authentication: ['NTLM'],
			});
			expect(report.checks[4].details).toMatch(
				/TLSv1\.3.*issued by .*Enyoi Test CA.*365 days|364 days/,
			);
		} finally {
			server.close();
		}
	});

	it('warns of a certificate that ends soon, and of ignored certificates', async () => {
		const { certificate: cert, key } = await authority.issue({
			notAfter: new Date(Date.now() + 5 * 86_400_000),
		});
		const server = await httpsServer({ cert, key }, asksForSignIn);
		try {
			const soon = await testConnection(
				{ ...at(server, 'https'), caCertificate: authority.certificate },
				{ checks: ['tls', 'tcp', 'dns'] },
			);
			expect(soon.checks.find(({ id }) => id === 'tls')).toMatchObject({
				status: 'warning',
				remedyBy: 'exchangeAdmin',
			});
			const ignored = await testConnection(
				{ ...at(server, 'https'), allowUnauthorizedCerts: true },
				{ checks: networkChecks },
			);
			expect(ignored.ok).toBe(true);
			expect(
				ignored.checks.filter(({ status }) => status === 'warning').map(({ id }) => id),
			).toEqual(['settings', 'tls']);
		} finally {
			server.close();
		}
	});

	it('warns of clocks that are ten minutes apart, by which no sign-in fails', async () => {
		const server = await httpServer((_request, response) => {
			response.setHeader('date', new Date(Date.now() - 600_000).toUTCString());
			response.writeHead(401, { 'www-authenticate': 'NTLM' }).end();
		});
		try {
			const report = await testConnection(at(server), { checks: ['http', 'clock'] });
			expect(report.ok).toBe(true);
			expect(checkOf(report, 'clock')).toMatchObject({
				status: 'warning',
				details: expect.stringMatching(/behind n8n/),
			});
		} finally {
			server.close();
		}
	});

	it('accepts the pinned certificate, whoever signed it', async () => {
		const { certificate: cert, key, der } = await createSelfSigned();
		const { createHash } = await import('node:crypto');
		const server = await httpsServer({ cert, key }, asksForSignIn);
		try {
			const report = await testConnection(
				{
					...at(server, 'https'),
					certificateSha256: createHash('sha256').update(der).digest('hex'),
				},
				{ checks: networkChecks },
			);
			expect(report.ok).toBe(true);
		} finally {
			server.close();
		}
	});

	it('warns when the system does not find what the name server has', async () => {
		const server = await startDnsServer('127.0.0.1');
		try {
			const report = await testConnection(settings({ server: 'mail.enyoi.example' }), {
				nameServers: [server.address],
				checks: ['dns'],
			});
			expect(report.checks[1]).toMatchObject({ id: 'dns', status: 'warning' });
		} finally {
			server.close();
		}
	});

	it('ends with the error of cancelling, and with no report', async () => {
		await expect(testConnection(settings(), { signal: AbortSignal.abort() })).rejects.toMatchObject(
			{ name: 'Cancelled', code: 'cancelled' },
		);
		const control = new AbortController();
		const broken = await tcpServer(() => control.abort());
		try {
			const { signal } = control;
			await expect(testConnection(at(broken, 'https'), { signal })).rejects.toMatchObject({
				code: 'cancelled',
			});
		} finally {
			broken.close();
		}
	});

	it('refuses a list of checks that is empty or names none of them', async () => {
		const input = { name: 'InvalidInput', field: 'checks', remedy: expect.stringContaining('tls') };
		await expect(testConnection(settings(), { checks: [] })).rejects.toMatchObject(input);
		const checks = ['tls', 'constructor'] as CheckId[];
		await expect(testConnection(settings(), { checks })).rejects.toMatchObject({
			...input,
			message: 'There is no check "constructor"',
		});
	});
});
