import dns from 'node:dns';
import { once } from 'node:events';
import {
	createServer as createHttpServer,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createEwsUrlFinder, type FinderOptions } from '../../../exchange/autodiscover/ewsUrl';
import { AutodiscoverFailed } from '../../../exchange/autodiscover/discovery';
import { type ConnectionSettings, resolveSettings } from '../../../exchange/settings';
import { createCertificateAuthority } from '../../exchangeServer/certificates';

const password = 'top secret';
const evilHosts = ['evil.test', 'autodiscover.example', 'example', 'enyoi.example.evil.test'];
const goodHosts = ['enyoi.example', 'autodiscover.enyoi.example', 'mail.enyoi.example'];

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What arrived, by host name: whether with a sign-in. */
const received: Array<{
	host: string;
	path: string;
	authorization?: string;
	body: string;
	encrypted: boolean;
}> = [];
let answers: Record<string, Answer> = {};
let httpAnswer: Answer = (_request, response) => response.writeHead(404).end();
let secure: Server;
let plain: ReturnType<typeof createHttpServer>;
let ports: { https: number; http: number };
let caCertificate: string;

const record =
	(answer: Answer): Answer =>
	(request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({
				host: String(request.headers.host).split(':')[0],
				path: request.url ?? '',
				authorization: request.headers.authorization,
				body: Buffer.concat(chunks).toString(),
				encrypted: 'encrypted' in request.socket,
			});
			answer(request, response);
		});
	};

/** Lets only those in who sign in by Basic; then answers. */
const signedIn =
	(answer: Answer): Answer =>
	(request, response) => {
		if (request.headers.authorization?.startsWith('Basic ')) answer(request, response);
		else response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
	};

const answering =
	(status: number, body = '', headers: Record<string, string> = {}): Answer =>
	(_request, response) => {
		response.writeHead(status, { 'content-type': 'text/xml', ...headers }).end(body);
	};

const notThere = answering(404);

const soapSettings = (external?: string, internal?: string) =>
	soap(`<ErrorCode>NoError</ErrorCode><UserSettings>
		${external ? `<UserSetting><Name>ExternalEwsUrl</Name><Value>${external}</Value></UserSetting>` : ''}
		${internal ? `<UserSetting><Name>InternalEwsUrl</Name><Value>${internal}</Value></UserSetting>` : ''}
	</UserSettings>`);

const soap = (user: string) =>
	`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetUserSettingsResponseMessage xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover"><Response><ErrorCode>NoError</ErrorCode><UserResponses><UserResponse>${user}</UserResponse></UserResponses></Response></GetUserSettingsResponseMessage></s:Body></s:Envelope>`;

const soapRedirect = (url: string) =>
	soap(`<ErrorCode>RedirectUrl</ErrorCode><RedirectTarget>${url}</RedirectTarget>`);

const poxSettings = (url: string) =>
	`<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account><Action>settings</Action><Protocol><Type>EXPR</Type><EwsUrl>${url}</EwsUrl></Protocol></Account></Response></Autodiscover>`;

const ews = 'https://mail.enyoi.example/EWS/Exchange.asmx';

beforeAll(async () => {
	jest.spyOn(dns, 'lookup').mockImplementation(((_host: string, ...rest: unknown[]) => {
		const callback = rest.at(-1) as (error: null, address: unknown, family?: number) => void;
		const { all } = rest[0] as { all?: boolean };
		if (all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
		else callback(null, '127.0.0.1', 4);
	}) as never);
	const authority = await createCertificateAuthority();
	caCertificate = authority.certificate;
	// All have good certificates: it is not TLS that keeps the password from the evil ones.
	const { certificate, key } = await authority.issue({ names: [...goodHosts, ...evilHosts] });
	secure = createServer(
		{ cert: certificate, key },
		record((request, response) => {
			const host = String(request.headers.host).split(':')[0];
			(answers[host] ?? notThere)(request, response);
		}),
	);
	secure.on('tlsClientError', () => {});
	plain = createHttpServer(record((request, response) => httpAnswer(request, response)));
	await Promise.all(
		[secure, plain].map(async (server) => {
			server.listen(0, '127.0.0.1');
			await once(server, 'listening');
		}),
	);
	ports = {
		https: (secure.address() as AddressInfo).port,
		http: (plain.address() as AddressInfo).port,
	};
});

afterAll(() => {
	jest.restoreAllMocks();
	for (const server of [secure, plain]) {
		server.close();
		server.closeAllConnections();
	}
});

beforeEach(() => {
	received.length = 0;
	answers = {};
	httpAnswer = (_request, response) => response.writeHead(404).end();
});

afterEach(() => {
	for (const { host, authorization } of received) {
		if (!goodHosts.includes(host)) expect([host, authorization]).toEqual([host, undefined]);
	}
});

function finder(changes: Partial<ConnectionSettings> = {}, options: Partial<FinderOptions> = {}) {
	const settings = resolveSettings({
		autodiscover: true,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user: 'svc@enyoi.example',
		password,
		authScheme: 'basic',
		caCertificate,
		...changes,
	});
	return createEwsUrlFinder(settings, {
		ports,
		resolveSrv: async () => [],
		answerTimeoutMs: 600_000,
		store: new Map(),
		...options,
	});
}

const at = (host: string, path = '/autodiscover/autodiscover.svc') =>
	`https://${host}:${ports.https}${path}`;

describe('finding the EWS URL', () => {
	it('asks the mail domain first, by SOAP', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		expect(await finder()('alice@enyoi.example')).toBe(ews);
		expect(new Set(received.map(({ host, path }) => host + path))).toEqual(
			new Set(['enyoi.example/autodiscover/autodiscover.svc']),
		);
		expect(received.at(-1)?.body).toContain('alice@enyoi.example');
	});

	it('asks autodiscover. next, and by POX where SOAP is not there', async () => {
		answers['autodiscover.enyoi.example'] = signedIn((request, response) => {
			if (request.url?.endsWith('.svc')) notThere(request, response);
			else answering(200, poxSettings(ews))(request, response);
		});
		const { ewsUrl, log } = await finder().discover!('alice@enyoi.example');
		expect(ewsUrl).toBe(ews);
		expect(log.map(({ asked }) => asked.replace(/:\d+\//, '/'))).toEqual([
			'https://enyoi.example/autodiscover/autodiscover.svc',
			'https://enyoi.example/autodiscover/autodiscover.xml',
			'https://autodiscover.enyoi.example/autodiscover/autodiscover.svc',
			'https://autodiscover.enyoi.example/autodiscover/autodiscover.xml',
		]);
	});

	it('follows the redirect by plain http, and sends nothing along', async () => {
		httpAnswer = answering(302, '', { location: at('mail.enyoi.example') });
		answers['mail.enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		expect(await finder()('alice@enyoi.example')).toBe(ews);
		expect(received.filter(({ encrypted }) => !encrypted)).toEqual([
			expect.objectContaining({ authorization: undefined, body: '' }),
		]);
	});

	it('follows SRV records last', async () => {
		answers['mail.enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		const srv = [
			{ name: 'evil.test', port: ports.https, priority: 0 },
			{ name: 'mail.enyoi.example', port: ports.https, priority: 10 },
		];
		const find = finder({}, { resolveSrv: async () => srv });
		expect(await find('alice@enyoi.example')).toBe(ews);
	});

	it('takes the internal URL when the external one is elsewhere', async () => {
		answers['enyoi.example'] = signedIn(
			answering(200, soapSettings('https://mail.hoster.test/EWS/Exchange.asmx', ews)),
		);
		const found = await finder().discover!('alice@enyoi.example');
		expect(found).toMatchObject({
			ewsUrl: ews,
			externalUrl: 'https://mail.hoster.test/EWS/Exchange.asmx',
			internalUrl: ews,
		});
	});

	it('goes where the user allowed it', async () => {
		answers['enyoi.example'] = signedIn(
			answering(200, soapSettings('https://mail.hoster.test/EWS/Exchange.asmx')),
		);
		const find = finder({ allowedRedirectHosts: 'mail.hoster.test' });
		expect(await find('alice@enyoi.example')).toBe('https://mail.hoster.test/EWS/Exchange.asmx');
		await expect(finder()('alice@enyoi.example')).rejects.toMatchObject({
			field: 'allowedRedirectHosts',
			remedy: expect.stringContaining('mail.hoster.test'),
		});
	});

	it('keeps the answer of a domain for a day, and drops it on demand', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		let now = 0;
		const find = finder({}, { now: () => now });
		await Promise.all([find('alice@enyoi.example'), find('bob@enyoi.example')]);
		const asked = received.length;
		now = 23 * 3_600_000;
		await find('carol@enyoi.example');
		expect(received.length).toBe(asked);
		find.forget!('alice@enyoi.example');
		await find('carol@enyoi.example');
		expect(received.length).toBeGreaterThan(asked);
		const again = received.length;
		now = 48 * 3_600_000;
		await find('carol@enyoi.example');
		expect(received.length).toBeGreaterThan(again);
	});

	it('keeps it for later connections with equal settings, and looks anew when asked for the steps', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		const store: FinderOptions['store'] = new Map();
		await finder({}, { store })('alice@enyoi.example');
		const asked = received.length;
		await finder({}, { store })('bob@enyoi.example');
		expect(received.length).toBe(asked);
		await finder({}, { store }).discover!('bob@enyoi.example');
		expect(received.length).toBeGreaterThan(asked);
		const again = received.length;
		await finder({ user: 'other@enyoi.example' }, { store })('bob@enyoi.example').catch(() => {});
		expect(received.length).toBeGreaterThan(again);
	});

	it('does not keep a failure', async () => {
		const find = finder();
		await expect(find('alice@enyoi.example')).rejects.toThrow(AutodiscoverFailed);
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		expect(await find('alice@enyoi.example')).toBe(ews);
	});
});

describe('hostile servers get no sign-in', () => {
	const rejected = async (changes: Partial<ConnectionSettings> = {}) => {
		const error = await finder(changes)('alice@enyoi.example').catch((failure: unknown) => failure);
		expect(error).toBeInstanceOf(Error);
		expect(JSON.stringify(error)).not.toContain(password);
		return error as AutodiscoverFailed;
	};

	it.each([
		['another domain', () => answering(302, '', { location: at('evil.test') })],
		['a look-alike', () => answering(302, '', { location: at('enyoi.example.evil.test') })],
		['above the mail domain', () => answering(302, '', { location: at('autodiscover.example') })],
		['another domain, in the answer', () => answering(200, soapRedirect(at('evil.test')))],
		[
			'another mailbox elsewhere',
			() =>
				answering(
					200,
					soap(
						'<ErrorCode>RedirectAddress</ErrorCode><RedirectTarget>a@evil.test</RedirectTarget>',
					),
				),
		],
		['an EWS URL elsewhere', () => answering(200, soapSettings('https://evil.test/EWS'))],
		['an EWS URL over http', () => answering(200, soapSettings('http://mail.enyoi.example/EWS'))],
	])('redirect to %s', async (_, answer) => {
		answers['enyoi.example'] = signedIn(answer());
		const error = await rejected();
		expect(received.filter(({ host }) => evilHosts.includes(host))).toEqual([]);
		expect(error.log.length).toBeGreaterThan(0);
	});

	it('a downgrade to http is not followed', async () => {
		answers['enyoi.example'] = signedIn(
			answering(302, '', {
				location: `http://mail.enyoi.example:${ports.http}/autodiscover/autodiscover.svc`,
			}),
		);
		await rejected();
		const overHttp = received.filter(({ encrypted }) => !encrypted);
		expect(overHttp.map(({ authorization, path }) => [authorization, path])).toEqual([
			[undefined, '/autodiscover/autodiscover.xml'],
		]);
	});

	it('a plain http redirect to another domain is not followed', async () => {
		httpAnswer = answering(302, '', { location: at('evil.test') });
		await rejected();
		expect(received.filter(({ host }) => host === 'evil.test')).toEqual([]);
	});

	it('redirects in circles end', async () => {
		answers['enyoi.example'] = signedIn(
			answering(302, '', { location: at('autodiscover.enyoi.example') }),
		);
		answers['autodiscover.enyoi.example'] = signedIn(
			answering(302, '', { location: at('enyoi.example') }),
		);
		await rejected();
		expect(received.length).toBeLessThan(20);
	});

	it('an endless chain of redirects ends after ten hops', async () => {
		let hops = 0;
		answers['mail.enyoi.example'] = signedIn(
			(_request, response) =>
				void response
					.writeHead(200, { 'content-type': 'text/xml' })
					.end(soapRedirect(at('mail.enyoi.example', `/${++hops}.svc`))),
		);
		answers['enyoi.example'] = answers['mail.enyoi.example'];
		await rejected();
		expect(hops).toBeLessThanOrEqual(12);
	});

	it('Basic is not used unless the user chose it', async () => {
		answers['enyoi.example'] = answers['autodiscover.enyoi.example'] = signedIn(
			answering(200, soapSettings(ews)),
		);
		await rejected({ authScheme: 'auto' });
		expect(received.length).toBeGreaterThan(0);
		expect(received.filter(({ authorization }) => /^basic/i.test(authorization ?? ''))).toEqual([]);
	});

	it('a wrong password is shown to no more than two hosts, once each', async () => {
		answers['enyoi.example'] =
			answers['autodiscover.enyoi.example'] =
			answers['mail.enyoi.example'] =
				answering(401, '', { 'www-authenticate': 'Basic realm="x"' });
		const error = await rejected();
		expect(error.code).toBe('signIn');
		expect(
			received.filter(({ authorization }) => authorization !== undefined).length,
		).toBeLessThanOrEqual(2);
	});

	it('an untrusted certificate sees no request at all', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		await rejected({ caCertificate: undefined });
		expect(received.filter(({ body }) => body !== '')).toEqual([]);
	});

	it('a slow drip and a huge body are given up', async () => {
		let dripping: NodeJS.Timeout | undefined;
		answers['enyoi.example'] = signedIn((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/xml' });
			dripping = setInterval(() => response.write(' '), 50);
			response.on('close', () => clearInterval(dripping));
		});
		answers['autodiscover.enyoi.example'] = signedIn((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/xml' });
			response.write('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">');
			response.end(`<a>${'x'.repeat(4 * 1024 * 1024)}</a>`);
		});
		const find = finder({}, { answerTimeoutMs: 400 });
		const error = await find('alice@enyoi.example').catch((failure: unknown) => failure);
		expect(error).toBeInstanceOf(AutodiscoverFailed);
		clearInterval(dripping);
	});
});
