import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthentication, type SignIn } from '../exchangeServer/authentication';
import {
	createCertificateAuthority,
	type Certificate,
	type CertificateAuthority,
	type SignatureHash,
} from '../exchangeServer/certificates';
import { Company } from '../exchangeServer/company';
import type { Connection } from '../exchangeServer/contracts';
import { describeWith, pythonModule, systemPython, type Requirement } from '../requirements';

/**
 * The test Exchange's NTLM acceptor against clients that nobody here wrote.
 * requests-ntlm sends a message integrity code and channel bindings, curl neither.
 */
const curlCommand: Requirement = {
	name: 'the Debian package curl',
	met: () => spawnSync('curl', ['--version']).status === 0,
};

interface Run {
	output: string;
	status: number;
}

function run(command: string, args: string[]): Promise<Run> {
	// Python takes MD4 from OpenSSL, which keeps it in its legacy provider.
	const env = { ...process.env, OPENSSL_CONF: path.join(folder, 'openssl.cnf') };
	return new Promise((resolve) => {
		execFile(command, args, { timeout: 30_000, env }, (error, stdout, stderr) => {
			const status = typeof error?.code === 'number' ? error.code : 0;
			resolve({ output: `${stdout}${error ? stderr : ''}`.trim(), status });
		});
	});
}

const legacyProvider = `
openssl_conf = init
[init]
providers = providers
[providers]
default = active
legacy = active
[active]
activate = 1
`;

let folder: string;
let authority: CertificateAuthority;

beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'ntlm-'));
	authority = await createCertificateAuthority({ key: 'RSA' });
	writeFileSync(path.join(folder, 'ca.pem'), authority.certificate);
	writeFileSync(path.join(folder, 'openssl.cnf'), legacyProvider);
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Peer {
	url: string;
	signIn: SignIn;
	/** Status of each answer, with the number of its connection. */
	answers: string[];
	close(): Promise<void>;
}

async function startPeer(
	extendedProtection: 'off' | 'allow' | 'require',
	{ hash, bindTo }: { hash?: SignatureHash; bindTo?: Certificate } = {},
): Promise<Peer> {
	const company = new Company();
	company.addPerson({ accountName: 'alice', displayName: 'Alice', password: 'Passw0rd!' });
	company.addPerson({ accountName: 'zoe', displayName: 'Zoë', password: 'Pässwörd-Ω1' });
	const signIn = createAuthentication({
		company,
		schemes: ['ntlm'],
		extendedProtection,
		now: () => new Date(),
	});
	const identity = await authority.issue({ key: 'RSA', hash });
	const answers: string[] = [];
	let connections = 0;
	const server = https.createServer({ cert: identity.certificate, key: identity.key });
	const bySocket = new WeakMap<object, Connection>();
	server.on('secureConnection', (socket) => {
		const serverCertificate = (bindTo ?? identity).der;
		bySocket.set(socket, { id: ++connections, secure: true, serverCertificate, state: new Map() });
	});
	server.on('request', async (request, response) => {
		const connection = bySocket.get(request.socket)!;
		const { headers, method = '', url = '' } = request;
		request.resume();
		const outcome = await signIn.authenticate({ headers, connection, method, url });
		if (outcome.kind === 'accepted') {
			response.writeHead(200).end(`hello ${outcome.account.accountName}`);
		} else {
			response.writeHead(401, { 'WWW-Authenticate': outcome.challenges }).end();
		}
		answers.push(`${connection.id}:${response.statusCode}`);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `https://localhost:${(server.address() as AddressInfo).port}/EWS/Exchange.asmx`,
		signIn,
		answers,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

async function withPeer(
	options: Parameters<typeof startPeer>,
	use: (peer: Peer) => Promise<void>,
): Promise<void> {
	const peer = await startPeer(...options);
	try {
		await use(peer);
	} finally {
		await peer.close();
	}
}

describeWith(curlCommand, 'curl --ntlm', () => {
	const curl = (url: string, user: string, ...more: string[]) =>
		run('curl', [
			...['-s', '--cacert', path.join(folder, 'ca.pem'), '--noproxy', '*', '--ntlm', '-u', user],
			...['-w', ' %{http_code}', '-d', '<x/>', ...more, url],
		]);

	it.each(['ENYOI\\alice', 'alice@enyoi.example', 'alice'])('signs in as %s', async (user) => {
		await withPeer(['allow'], async ({ url, answers }) => {
			expect((await curl(url, `${user}:Passw0rd!`)).output).toBe('hello alice 200');
			expect(answers).toEqual(['1:401', '1:200']);
		});
	});

	it('needs no further sign-in on the same connection', async () => {
		await withPeer(['off'], async (peer) => {
			const { output } = await curl(peer.url, 'alice:Passw0rd!', peer.url);
			expect(output).toBe('hello alice 200hello alice 200');
			expect(peer.answers.every((answer) => answer.startsWith('1:'))).toBe(true);
			expect(peer.signIn.signIns.successCount('alice')).toBe(1);
		});
	});

	it('is refused with a wrong password, once', async () => {
		await withPeer(['off'], async ({ url, signIn }) => {
			expect((await curl(url, 'alice:wrong')).output).toBe('401');
			expect(signIn.signIns.failedAttempts('alice')).toBe(1);
		});
	});

	it('is refused when bindings are required, since it sends none', async () => {
		await withPeer(['require'], async ({ url, signIn }) => {
			expect((await curl(url, 'alice:Passw0rd!')).output).toBe('401');
			expect(signIn.signIns.attempts).toEqual([{ user: 'alice', result: 'noChannelBinding' }]);
		});
	});
});

describeWith(pythonModule('requests_ntlm', 'python3-requests-ntlm'), 'requests-ntlm', () => {
	const script = `
import sys, requests, requests_ntlm
url, user, password, send_cbt, ca = sys.argv[1:6]
session = requests.Session()
session.trust_env = False
session.verify = ca
session.auth = requests_ntlm.HttpNtlmAuth(user, password, send_cbt=send_cbt == 'cbt')
print(' '.join(f'{r.status_code} {r.text}'.strip() for r in (session.post(url, data='<x/>') for _ in range(2))))
`;
	const request = async (url: string, user: string, password: string, cbt = 'cbt') =>
		(await run(systemPython, ['-c', script, url, user, password, cbt, path.join(folder, 'ca.pem')]))
			.output;
	const twice = (answer: string) => `${answer} ${answer}`;

	it.each(['SHA-256', 'SHA-384', 'SHA-512'] as const)(
		'signs in under required bindings to a certificate signed with %s',
		async (hash) => {
			await withPeer(['require', { hash }], async ({ url, signIn }) => {
				expect(await request(url, 'ENYOI\\alice', 'Passw0rd!')).toBe(twice('200 hello alice'));
				expect(signIn.signIns.attempts[0]).toEqual({ user: 'alice', result: 'ok' });
			});
		},
	);

	it('signs in with a password beyond ASCII', async () => {
		await withPeer(['require'], async ({ url }) => {
			expect(await request(url, 'ENYOI\\zoe', 'Pässwörd-Ω1')).toBe(twice('200 hello zoe'));
		});
	});

	it.each([
		['allow', 'wrongChannelBinding'],
		['require', 'wrongChannelBinding'],
	] as const)('is refused under %s when TLS ends elsewhere', async (mode, result) => {
		const elsewhere = await authority.issue();
		await withPeer([mode, { bindTo: elsewhere }], async ({ url, signIn }) => {
			expect(await request(url, 'ENYOI\\alice', 'Passw0rd!')).toBe(twice('401'));
			expect(signIn.signIns.attempts[0]).toEqual({ user: 'alice', result });
		});
	});

	it.each([
		['off', '200 hello alice'],
		['allow', '200 hello alice'],
		['require', '401'],
	] as const)('without bindings under %s: %s', async (mode, answer) => {
		await withPeer([mode], async ({ url }) => {
			expect(await request(url, 'ENYOI\\alice', 'Passw0rd!', 'none')).toBe(twice(answer));
		});
	});
});
