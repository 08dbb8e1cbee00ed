import * as net from 'node:net';
import { createTransport } from '../../../exchange/transport/createTransport';
import type { ConnectionSettings } from '../../../exchange/settings';
import { createCertificateAuthority } from '../../exchangeServer/certificates';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor } from './settings';

const type2 =
	'TlRMTVNTUAACAAAADAAMADgAAAAFgomiAAAAAAAAAAAAAAAAAAAAAEQAAAAGA4AlAAAAD0UATgBZAE8ASQA=';

/** The credential's own server, and one that a redirect of it names. */
let own: TestServer;
let stranger: TestServer;
let tls: { cert: string; key: string };
let caCertificate: string;
let answer: Answer;

beforeAll(async () => {
	const authority = await createCertificateAuthority();
	caCertificate = authority.certificate;
	// The stranger's certificate is good: it is not TLS that keeps the password from it.
	const { certificate, key } = await authority.issue({ names: ['localhost', '127.0.0.1'] });
	tls = { cert: certificate, key };
	own = await startServer((...parts) => answer(...parts), tls);
	stranger = await startServer((_request, response) => {
		response.writeHead(401, { 'WWW-Authenticate': ['Basic realm="x"', 'NTLM', 'Negotiate'] }).end();
	}, tls);
});

afterAll(async () => {
	await own.close();
	await stranger.close();
});

beforeEach(() => {
	own.requests.length = 0;
	stranger.requests.length = 0;
	stranger.connections = 0;
});

/** Bytes of anything that signs in. */
const credentialsAt = ({ requests }: TestServer) =>
	requests.reduce((sum, { headers }) => {
		const { authorization = '', 'proxy-authorization': toProxy = '', cookie = '' } = headers;
		return sum + Buffer.byteLength(authorization + toProxy + cookie);
	}, 0);

const schemes: Record<string, Partial<ConnectionSettings>> = {
	Basic: { authScheme: 'basic' },
	NTLM: { authScheme: 'ntlm' },
	'the strongest': { authScheme: 'auto' },
	OAuth: { accessToken: 'token-of-the-service-account' },
};

async function send(changes: Partial<ConnectionSettings>): Promise<unknown> {
	const transport = createTransport(settingsFor(own.url, { caCertificate, ...changes }));
	try {
		const url = `${own.url}EWS/Exchange.asmx`;
		const response = await transport.send({ url, body: 'x', mailbox: 'alice@enyoi.example' });
		response.discard();
		return undefined;
	} catch (error) {
		return error;
	} finally {
		await transport.close();
	}
}

/** Where a redirect may point to that is not the credential's server (`localhost`). */
const places: Record<string, () => string> = {
	'another host': () => `https://127.0.0.1:${stranger.port}/EWS/Exchange.asmx`,
	'another host, without scheme': () => `//127.0.0.1:${stranger.port}/EWS/`,
	'another host by backslashes': () => `\\\\127.0.0.1:${stranger.port}\\EWS\\`,
	'another host with a number': () => `https://2130706433:${stranger.port}/EWS/`,
	'a host behind a user': () => `https://localhost@127.0.0.1:${stranger.port}/EWS/`,
	'plain http': () => `http://127.0.0.1:${stranger.port}/EWS/`,
};

const moments: Record<string, (location: string, status: number) => Answer> = {
	'at once': (location, status) => (_request, response) => {
		response.writeHead(status, { Location: location }).end();
	},
	'once it is signed in to': (location, status) => (request, response) => {
		const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ');
		const isThird = Buffer.from(given, 'base64').readUInt8(8) === 3;
		if (scheme === 'Basic' || scheme === 'Bearer' || isThird) {
			response.writeHead(status, { Location: location }).end();
		} else {
			const challenge = scheme === '' ? ['NTLM', 'Basic realm="x"'] : [`${scheme} ${type2}`];
			response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
		}
	},
};

describe.each(Object.keys(schemes))('signing in by %s', (scheme) => {
	const cases = Object.keys(moments).flatMap((moment) =>
		[301, 302, 303, 307, 308].map((status) => [moment, status] as const),
	);

	it.each(cases)('a redirect %s (%i) takes nothing to strangers', async (moment, status) => {
		for (const place of Object.values(places)) {
			answer = (request, response, server) => {
				const { authorization = '' } = request.headers;
				// Buffers that are too short hold no NTLM message.
				if (authorization.length < 20) {
					const offered = { 'WWW-Authenticate': ['NTLM', 'Basic realm="x"'] };
					if (moment === 'at once') response.writeHead(status, { Location: place() }).end();
					else response.writeHead(401, offered).end();
					return;
				}
				moments[moment](place(), status)(request, response, server);
			};
			expect(await send(schemes[scheme])).toMatchObject({ code: expect.any(String) });
		}
		expect(own.requests.length).toBeGreaterThan(0);
		expect([credentialsAt(stranger), stranger.requests.length, stranger.connections]).toEqual([
			0, 0, 0,
		]);
	});

	it('a host that the user allowed gets them: the count counts', async () => {
		answer = (_request, response) => {
			response.writeHead(307, { Location: places['another host']() }).end();
		};
		await send({ ...schemes[scheme], allowedRedirectHosts: '127.0.0.1' });
		expect(stranger.requests.length).toBeGreaterThan(0);
		if (scheme !== 'NTLM') expect(credentialsAt(stranger)).toBeGreaterThan(0);
	});
});

describe('a proxy', () => {
	it.each([401, 407, 302, 200])('that answers %i gets no sign-in', async (status) => {
		const received: string[] = [];
		const proxy = net.createServer((socket) => {
			socket.on('error', () => {});
			socket.on('data', (chunk) => {
				received.push(chunk.toString('latin1'));
				socket.write(
					`HTTP/1.1 ${status} x\r\nWWW-Authenticate: Basic realm="x"\r\nProxy-Authenticate: Basic realm="x"\r\nLocation: https://localhost/\r\nContent-Length: 0\r\n\r\n`,
				);
				if (status !== 200) socket.end();
			});
		});
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		const { HTTPS_PROXY } = process.env;
		process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as net.AddressInfo).port}`;
		try {
			const transport = createTransport(
				settingsFor('https://mail.enyoi.invalid/', { caCertificate, authScheme: 'basic' }),
			);
			const sent = transport.send({
				url: 'https://mail.enyoi.invalid/EWS/Exchange.asmx',
				mailbox: 'a',
			});
			await expect(sent).rejects.toMatchObject({ code: expect.any(String) });
			await transport.close();
			const words = received.join('\n');
			expect(words).not.toMatch(/authorization/i);
			expect(words).not.toContain(Buffer.from('ENYOI\\svc-n8n:Sécret-1').toString('base64'));
			expect(words).not.toContain('svc-n8n');
		} finally {
			if (HTTPS_PROXY === undefined) delete process.env.HTTPS_PROXY;
			else process.env.HTTPS_PROXY = HTTPS_PROXY;
			proxy.close();
		}
	});
});
