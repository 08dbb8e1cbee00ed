import dns from 'node:dns';
import { once } from 'node:events';
import {
	createServer as createHttpServer,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { createServer, type Server } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { createEwsUrlFinder, type FinderOptions } from '../../../exchange/autodiscover/ewsUrl';
import { AutodiscoverFailed } from '../../../exchange/autodiscover/discovery';
import { type ConnectionSettings, resolveSettings } from '../../../exchange/settings';
import { refusedAccounts } from '../../../exchange/transport/authentication/refusedAccounts';
import { createCertificateAuthority } from '../../exchangeServer/certificates';

/** Another one in each test: a refused one is remembered. */
let password = 'top secret';
let passwords = 0;
const evilHosts = [
	'evil.test',
	'autodiscover.evil.test',
	'autodiscover.example',
	'example',
	'enyoi.example.evil.test',
	'outlook.office365.com',
	'autodiscover.enyoi.mail.onmicrosoft.com',
	'enyoi.mail.onmicrosoft.com',
];
const goodHosts = [
	'enyoi.example',
	'autodiscover.enyoi.example',
	'mail.enyoi.example',
	'sales.test',
	'autodiscover.sales.test',
	'mail.sales.test',
];

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What arrived, by host name: whether with a sign-in. */
const received: Array<{
	host: string;
	path: string;
	authorization?: string;
	body: string;
	encrypted: boolean;
}> = [];
/** Names that an address was asked for. */
const lookedUp: string[] = [];
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
	jest.spyOn(dns, 'lookup').mockImplementation(((host: string, ...rest: unknown[]) => {
		lookedUp.push(host);
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
	password = `top secret ${++passwords}`;
	received.length = 0;
	lookedUp.length = 0;
	answers = {};
	httpAnswer = (_request, response) => response.writeHead(404).end();
});

/** Bytes of whatever was signed in with, that came to hosts which have no right to it. */
const strangersGot = () =>
	received
		.filter(({ host }) => !goodHosts.includes(host))
		.reduce((sum, { authorization = '' }) => sum + Buffer.byteLength(authorization), 0);

afterEach(() => {
	expect(strangersGot()).toBe(0);
	expect(lookedUp.filter((host) => !goodHosts.includes(host))).toEqual([]);
});

function settingsOf(changes: Partial<ConnectionSettings>) {
	return resolveSettings({
		autodiscover: true,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user: 'svc@enyoi.example',
		password,
		authScheme: 'basic',
		caCertificate,
		...changes,
	});
}

function finder(changes: Partial<ConnectionSettings> = {}, options: Partial<FinderOptions> = {}) {
	return createEwsUrlFinder(settingsOf(changes), {
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

	it('follows SRV records in the order of their priority', async () => {
		answers['mail.enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		const srv = [
			{ name: 'mail.sales.test', port: ports.https, priority: 20 },
			{ name: 'mail.enyoi.example', port: ports.https, priority: 10 },
		];
		const find = finder({ otherEmailDomains: 'sales.test' }, { resolveSrv: async () => srv });
		expect(await find('alice@enyoi.example')).toBe(ews);
		expect(received.map(({ host }) => host)).not.toContain('mail.sales.test');
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

	it('keeps the answer for a mailbox for a day, and drops it on demand', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		let now = 0;
		const find = finder({}, { now: () => now });
		await Promise.all([find('alice@enyoi.example'), find('Alice@ENYOI.example.')]);
		const asked = received.length;
		now = 23 * 3_600_000;
		await find('alice@enyoi.example');
		expect(received.length).toBe(asked);
		find.forget!('alice@enyoi.example');
		await find('alice@enyoi.example');
		expect(received.length).toBeGreaterThan(asked);
		const again = received.length;
		now = 48 * 3_600_000;
		await find('alice@enyoi.example');
		expect(received.length).toBeGreaterThan(again);
	});

	it('keeps it for later connections with equal settings, and looks anew when asked for the steps', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		const store: FinderOptions['store'] = new Map();
		await finder({}, { store })('alice@enyoi.example');
		const asked = received.length;
		await finder({}, { store })('alice@enyoi.example');
		expect(received.length).toBe(asked);
		await finder({}, { store }).discover!('alice@enyoi.example');
		expect(received.length).toBeGreaterThan(asked);
		const again = received.length;
		const others = { user: 'other@enyoi.example' };
		await finder(others, { store })('alice@enyoi.example').catch(() => {});
		expect(received.length).toBeGreaterThan(again);
	});

	/** Each mailbox at a site of its own, by an autodiscover that is found late. */
	const atSites = () => {
		answers['autodiscover.enyoi.example'] = signedIn((request, response) => {
			const [, site = 'x'] = /<a:Mailbox>(\w+)@/.exec(received.at(-1)!.body) ?? [];
			answering(200, soapSettings(`https://${site}.enyoi.example/EWS/Exchange.asmx`))(
				request,
				response,
			);
		});
	};

	it('asks for each mailbox, as its site may be another, at the host that knew the first', async () => {
		atSites();
		const find = finder();
		const names = ['alice', 'bob', 'carol', 'dave'];
		expect(
			await Promise.all(names.map(async (name) => await find(`${name}@enyoi.example`))),
		).toEqual(names.map((name) => `https://${name}.enyoi.example/EWS/Exchange.asmx`));
		const toRoot = received.filter(({ host }) => host === 'enyoi.example');
		expect(toRoot.map(({ body }) => /(\w+)@/.exec(body)?.[1])).toEqual(['alice', 'alice']);
	});

	it('keeps a bounded number of answers', async () => {
		atSites();
		const store: NonNullable<FinderOptions['store']> = new Map();
		for (let index = 0; index < 5000; index++) {
			store.set(String(index), { ewsUrl: ews, answeredBy: '', until: Infinity });
		}
		await finder({}, { store })('alice@enyoi.example');
		expect(store.size).toBe(5000);
	});

	it('leaves it to EWS to say that an address is not known, where a server was found before', async () => {
		answers['enyoi.example'] = signedIn((request, response) => {
			const isKnown = received.at(-1)!.body.includes('alice@');
			const unknown = soap('<ErrorCode>InvalidUser</ErrorCode><ErrorMessage>No</ErrorMessage>');
			answering(200, isKnown ? soapSettings(ews) : unknown)(request, response);
		});
		const find = finder();
		await expect(find('nobody@enyoi.example')).rejects.toMatchObject({
			code: 'mailboxUnavailable',
			message: expect.stringMatching(
				/enyoi\.example:\d+ says of nobody@enyoi\.example: No \(InvalidUser\)/,
			),
		});
		expect(await find('alice@enyoi.example')).toBe(ews);
		expect(await find('nobody@enyoi.example')).toBe(ews);
	});

	it('goes on with an answer that is a day old where nobody gives another one', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		let now = 0;
		const find = finder({}, { now: () => now });
		await find('alice@enyoi.example');
		answers['enyoi.example'] = signedIn(answering(503));
		now = 25 * 3_600_000;
		expect(await find('alice@enyoi.example')).toBe(ews);
		const asked = received.length;
		expect(await find('alice@enyoi.example')).toBe(ews);
		expect(received.length).toBe(asked);
		now = 50 * 3_600_000;
		answers['enyoi.example'] = signedIn(
			answering(200, soap('<ErrorCode>InvalidUser</ErrorCode><ErrorMessage>No</ErrorMessage>')),
		);
		await expect(find('alice@enyoi.example')).rejects.toMatchObject({ code: 'mailboxUnavailable' });
		answers['enyoi.example'] = signedIn(answering(503));
		find.forget!('alice@enyoi.example');
		await expect(find('alice@enyoi.example')).rejects.toMatchObject({ code: 'autodiscover' });
	});

	it('asks once for all mailboxes of a domain whose autodiscover gives no answer', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		let now = 0;
		const find = finder({}, { now: () => now });
		const addresses = ['alice', 'bob', 'carol', 'dave'].map((name) => `${name}@enyoi.example`);
		const findAll = async () => await Promise.all(addresses.map(async (one) => await find(one)));
		await findAll();
		answers['enyoi.example'] = signedIn(answering(503));
		now = 25 * 3_600_000;
		received.length = 0;
		const newcomer = find('erin@enyoi.example').catch(({ code }: { code: string }) => code);
		expect(await findAll()).toEqual(addresses.map(() => ews));
		expect(await newcomer).toBe('autodiscover');
		const askedFor = received.map(({ body }) => /(\w+)@/.exec(body)?.[1]).filter(Boolean);
		expect(new Set(askedFor)).toEqual(new Set(['erin']));
	});

	it('one whose search was cancelled does not cancel the others', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		const find = finder();
		const cancelled = new AbortController();
		const first = find('alice@enyoi.example', cancelled.signal);
		const second = find('bob@enyoi.example');
		cancelled.abort();
		await expect(first).rejects.toMatchObject({ code: 'cancelled' });
		expect(await second).toBe(ews);
	});

	it('shows a wrong password no more often for many mailboxes than for one', async () => {
		answers['enyoi.example'] = answers['autodiscover.enyoi.example'] = answering(401, '', {
			'www-authenticate': 'Basic realm="x"',
		});
		const find = finder();
		const names = ['alice', 'bob', 'carol'];
		const outcomes = await Promise.allSettled(
			names.map(async (name) => await find(`${name}@enyoi.example`)),
		);
		expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
		expect(received.filter(({ authorization }) => authorization !== undefined)).toHaveLength(2);
	});

	it('does not forget a server that has answered for one answer that it is not there', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		const find = finder();
		const alice = 'alice@enyoi.example';
		const isAskedAgain = async () => {
			const before = received.length;
			await find(alice);
			return received.length > before;
		};
		await find(alice);
		find.forget!(alice, 'notThere');
		expect(await isAskedAgain()).toBe(true);
		find.answered!(alice);
		find.forget!(alice, 'notThere');
		find.forget!(alice, 'notThere');
		expect(await isAskedAgain()).toBe(false);
		find.answered!(alice);
		find.forget!(alice, 'notThere');
		find.forget!(alice, 'notThere');
		expect(await isAskedAgain()).toBe(false);
		find.forget!(alice, 'notThere');
		expect(await isAskedAgain()).toBe(true);
		find.answered!(alice);
		find.forget!(alice);
		expect(await isAskedAgain()).toBe(true);
	});

	it('takes the availability service where the EWS URL is empty', async () => {
		answers['enyoi.example'] = signedIn((request, response) => {
			if (request.url?.endsWith('.svc')) return notThere(request, response);
			const pox = poxSettings('').replace('</EwsUrl>', `</EwsUrl><ASUrl>${ews}</ASUrl>`);
			answering(200, pox)(request, response);
		});
		expect(await finder()('alice@enyoi.example')).toBe(ews);
	});

	it.each([
		['500', "The email address can't be found.", 'mailboxUnavailable'],
		['600', 'Invalid Request', 'autodiscover'],
	])('gives the server’s words as the reason: %s', async (number, words, code) => {
		answers['autodiscover.enyoi.example'] = signedIn((request, response) => {
			if (request.url?.endsWith('.svc')) return notThere(request, response);
			answering(
				200,
				`<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response><Error><ErrorCode>${number}</ErrorCode><Message>${words}</Message></Error></Response></Autodiscover>`,
			)(request, response);
		});
		await expect(finder()('alice@enyoi.example')).rejects.toMatchObject({
			code,
			message: expect.stringContaining(`says of alice@enyoi.example: ${words} (${number})`),
		});
	});

	it('does not keep a failure', async () => {
		const find = finder();
		await expect(find('alice@enyoi.example')).rejects.toThrow(AutodiscoverFailed);
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		expect(await find('alice@enyoi.example')).toBe(ews);
	});
});

describe('only mailboxes of the credential’s mail domains', () => {
	it.each([
		'x@evil.test',
		'x@example',
		'x@com',
		'x@sub.enyoi.example',
		'x@enyoi.example.evil.test',
		'x@enyоi.example',
		'x@evil.test#@enyoi.example.evil.test',
		'x',
	])('%s is refused before anything is looked up or sent', async (mailbox) => {
		const srv = jest.fn(async () => []);
		for (const changes of [{}, { allowedRedirectHosts: 'evil.test, .enyoi.example' }]) {
			const find = finder(changes, { resolveSrv: srv });
			for (const looking of [find(mailbox), find.discover!(mailbox)]) {
				await expect(looking).rejects.toMatchObject({
					name: 'MailDomainNotTrusted',
					field: 'otherEmailDomains',
					remedyBy: 'you',
					message: expect.stringContaining(mailbox),
					remedy: expect.stringContaining('Other Email Domains'),
				});
			}
		}
		expect([received, lookedUp, srv.mock.calls]).toEqual([[], [], []]);
	});

	it('names the domain and gives an example', async () => {
		await expect(finder()('x@evil.test')).rejects.toMatchObject({
			remedy: expect.stringMatching(/If evil\.test belongs .* such as: evil\.test, enyoi\.de\./),
		});
	});

	it('looks for those of the other mail domains, at hosts of any of them', async () => {
		answers['autodiscover.sales.test'] = signedIn(answering(200, soapSettings(ews)));
		const find = finder({ otherEmailDomains: 'Sales.TEST' });
		expect(await find('bob@sales.test')).toBe(ews);
		await expect(finder()('bob@sales.test')).rejects.toThrow('mail domain');
	});

	it('finds its own server whatever the account and the test mailbox are called', async () => {
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		expect(await finder({ user: 'svc@evil.test' })()).toBe(ews);
		expect(await finder({ testMailbox: 'x@evil.test' })()).toBe(ews);
		expect(received.at(-1)?.body).toContain('svc@enyoi.example');
	});

	it.each([
		['autodiscover of the other domain', 'sales.test', true],
		['nobody', undefined, false],
	])('a mailbox that is another address there is asked of %s', async (_who, other, isFound) => {
		answers['enyoi.example'] = signedIn(
			answering(
				200,
				soap(
					'<ErrorCode>RedirectAddress</ErrorCode><RedirectTarget>bob@sales.test</RedirectTarget>',
				),
			),
		);
		answers['autodiscover.sales.test'] = signedIn(answering(200, soapSettings(ews)));
		const found = finder({ otherEmailDomains: other })('alice@enyoi.example');
		if (isFound) expect(await found).toBe(ews);
		else {
			await expect(found).rejects.toMatchObject({
				field: 'otherEmailDomains',
				remedy: expect.stringContaining('sales.test'),
			});
			expect(received.filter(({ host }) => host.endsWith('sales.test'))).toEqual([]);
		}
	});
});

describe('a mailbox in Exchange Online', () => {
	const moved = (mailbox: string) =>
		soap(`<ErrorCode>RedirectAddress</ErrorCode><RedirectTarget>${mailbox}</RedirectTarget>`);
	const ways: Record<string, () => void> = {
		'by its address': () => {
			answers['enyoi.example'] = signedIn(
				answering(200, moved('alice@enyoi.mail.onmicrosoft.com')),
			);
		},
		'by a redirect in the answer': () => {
			answers['enyoi.example'] = signedIn(
				answering(200, soapRedirect(at('outlook.office365.com'))),
			);
		},
		'by its EWS URL': () => {
			answers['enyoi.example'] = signedIn(
				answering(200, soapSettings('https://outlook.office365.com/EWS/Exchange.asmx')),
			);
		},
	};

	it.each(Object.keys(ways))('is said to be there, %s', async (way) => {
		ways[way]();
		const find = finder({
			allowedRedirectHosts: 'outlook.office365.com, enyoi.mail.onmicrosoft.com',
			otherEmailDomains: 'enyoi.mail.onmicrosoft.com',
		});
		const error = await find('alice@enyoi.example').catch((failure: unknown) => failure);
		expect(error).toMatchObject({
			name: 'MailboxInExchangeOnline',
			code: 'mailboxUnavailable',
			mailbox: 'alice@enyoi.example',
			message: expect.stringMatching(/alice@enyoi\.example has moved to Exchange Online/),
		});
		expect((error as AutodiscoverFailed).remedy).not.toContain('allowed redirect hosts');
		expect(received.filter(({ host }) => evilHosts.includes(host))).toEqual([]);
	});
});

it.each([
	[
		'over http',
		() => {
			httpAnswer = answering(302, '', { location: at('outlook.office365.com') });
		},
	],
	[
		'before anybody signed in',
		() => {
			answers['enyoi.example'] = answering(302, '', { location: at('outlook.office365.com') });
		},
	],
])(
	'does not take a pointer to Exchange Online for a word about the mailbox: %s',
	async (_, set) => {
		set();
		await expect(finder()('alice@enyoi.example')).rejects.toMatchObject({
			name: 'AutodiscoverFailed',
			code: 'autodiscover',
			message: 'Autodiscover of enyoi.example points to Exchange Online (outlook.office365.com)',
			remedy: expect.stringContaining('Have autodiscover.enyoi.example point to your Exchange'),
		});
	},
);

it('says of hosts that give no answer that they were too slow, not that somebody cancelled', async () => {
	answers['enyoi.example'] = () => {};
	httpAnswer = () => {};
	const find = finder({}, { answerTimeoutMs: 300 });
	const error = (await find('alice@enyoi.example').catch(
		(failure: unknown) => failure,
	)) as AutodiscoverFailed;
	const outcomes = new Map(error.log.map(({ asked, outcome }) => [asked, outcome]));
	expect(outcomes.get(at('enyoi.example'))).toMatch(/within 0.3 s/);
	expect(outcomes.get('http://autodiscover.enyoi.example/autodiscover/autodiscover.xml')).toMatch(
		/did not answer within 0.3 s/,
	);
});

it('does not wait a second time for a host with which no connection comes to stand', async () => {
	const silent = createTcpServer(() => {}).listen(0, '127.0.0.1');
	await once(silent, 'listening');
	lookedUp.length = 0;
	const https = (silent.address() as AddressInfo).port;
	const find = finder({ timeoutSeconds: 1 }, { ports: { ...ports, https } });
	const error = (await find('alice@enyoi.example').catch(
		(failure: unknown) => failure,
	)) as AutodiscoverFailed;
	silent.close();
	expect(error.log.map(({ asked }) => asked)).toEqual([
		`https://enyoi.example:${https}/autodiscover/autodiscover.svc`,
		`https://autodiscover.enyoi.example:${https}/autodiscover/autodiscover.svc`,
		'http://autodiscover.enyoi.example/autodiscover/autodiscover.xml',
	]);
});

it('asks a host in both formats at the port of its SRV record, also where it is silent at the usual one', async () => {
	const silent = createTcpServer(() => {}).listen(0, '127.0.0.1');
	await once(silent, 'listening');
	lookedUp.length = 0;
	const https = (silent.address() as AddressInfo).port;
	const host = 'autodiscover.enyoi.example';
	answers[host] = signedIn((request, response) => {
		if (request.url?.endsWith('.svc')) notThere(request, response);
		else answering(200, poxSettings(ews))(request, response);
	});
	const find = finder(
		{ timeoutSeconds: 1 },
		{
			ports: { ...ports, https },
			resolveSrv: async () => [{ name: host, port: ports.https, priority: 0 }],
		},
	);
	expect(await find('alice@enyoi.example')).toBe(ews);
	silent.close();
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

	it('an endless chain of other addresses ends after ten hops', async () => {
		let hops = 0;
		answers['enyoi.example'] = signedIn((request, response) => {
			if (!request.url?.endsWith('.svc') || hops === 50) return notThere(request, response);
			const target = `user${++hops}@enyoi.example`;
			answering(
				200,
				soap(`<ErrorCode>RedirectAddress</ErrorCode><RedirectTarget>${target}</RedirectTarget>`),
			)(request, response);
		});
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

	const basic = answering(401, '', { 'www-authenticate': 'Basic realm="x"' });
	const shown = () =>
		received.filter(
			({ host, authorization }) => answers[host] === basic && authorization !== undefined,
		).length;

	it('a wrong password is told as such where one host refuses it and no other is there', async () => {
		answers['autodiscover.enyoi.example'] = basic;
		const error = await rejected();
		expect(error).toMatchObject({
			name: 'AutodiscoverFailed',
			code: 'signIn',
			field: 'password',
			message: expect.stringContaining('refused the sign-in of svc@enyoi.example'),
			details: { diagnostics: expect.stringContaining('https://enyoi.example') },
		});
	});

	it.each([
		[1, ['autodiscover.enyoi.example']],
		[2, ['enyoi.example', 'autodiscover.enyoi.example']],
	])('a wrong password is shown %i times for any number of mailboxes', async (times, hosts) => {
		for (const host of hosts) answers[host] = basic;
		for (let index = 0; index < 10; index++) {
			const one = finder()(`user${index}@enyoi.example`);
			await expect(one).rejects.toMatchObject({ code: 'signIn' });
		}
		expect(shown()).toBe(times);
	});

	it('a wrong password is shown to three hosts at most, whatever the number of mail domains', async () => {
		for (const host of goodHosts) answers[host] = basic;
		const find = finder({ otherEmailDomains: 'sales.test' });
		for (const domain of ['enyoi.example', 'sales.test', 'enyoi.example', 'sales.test']) {
			await expect(find(`alice@${domain}`)).rejects.toMatchObject({ code: 'signIn' });
		}
		expect(shown()).toBe(3);
	});

	it('a wrong password is shown to three hosts at most, whatever is searched at once', async () => {
		for (const host of goodHosts) answers[host] = basic;
		const find = finder({ otherEmailDomains: 'sales.test' });
		const searches = ['enyoi.example', 'sales.test'].map(async (one) => await find(`alice@${one}`));
		expect(await Promise.allSettled(searches)).toMatchObject(
			searches.map(() => ({ status: 'rejected', reason: { code: 'signIn' } })),
		);
		expect(shown()).toBe(3);
	});

	it.each([
		['one of several mail domains', 'sales.test', true],
		['the only mail domain', '', false],
	])('a password that %s refuses', async (_which, otherEmailDomains, says) => {
		answers['enyoi.example'] = basic;
		const error = await finder({ otherEmailDomains })('alice@enyoi.example').catch(
			(thrown: unknown) => thrown,
		);
		expect(error).toMatchObject({ code: 'signIn', isOfOneDomain: says });
	});

	it.each([
		['half an hour', 30 * 60_000],
		['a test of the credential', 0],
	])(
		'a mail domain that refused the account is searched again after %s',
		async (_when, laterMs) => {
			answers['enyoi.example'] = basic;
			const find = finder();
			for (const user of ['alice', 'bob']) {
				await expect(find(`${user}@enyoi.example`)).rejects.toMatchObject({ code: 'signIn' });
			}
			answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
			await expect(find('alice@enyoi.example')).rejects.toMatchObject({ code: 'signIn' });
			const now = performance.now() + laterMs;
			const clock = jest.spyOn(performance, 'now').mockReturnValue(now);
			if (laterMs === 0) refusedAccounts.forget(settingsOf({}));
			expect(await find('alice@enyoi.example').finally(() => clock.mockRestore())).toBe(ews);
		},
	);

	it('a mail domain is searched again half an hour later, although another one refused the account since', async () => {
		const find = finder({ otherEmailDomains: 'sales.test' });
		// Whole milliseconds: sums of parts of them are not exact.
		const since = Math.round(performance.now());
		const clock = jest.spyOn(performance, 'now');
		const after = async (minutes: number, address: string) => {
			clock.mockReturnValue(since + minutes * 60_000);
			return await find(address).catch(({ code }: { code: string }) => code);
		};
		answers['enyoi.example'] = answers['sales.test'] = basic;
		expect(await after(0, 'alice@enyoi.example')).toBe('signIn');
		expect(await after(20, 'alice@sales.test')).toBe('signIn');
		answers['enyoi.example'] = answers['sales.test'] = signedIn(answering(200, soapSettings(ews)));
		expect(await after(29, 'alice@enyoi.example')).toBe('signIn');
		expect(await after(30, 'alice@enyoi.example')).toBe(ews);
		expect(await after(31, 'alice@sales.test')).toBe('signIn');
		clock.mockRestore();
	});

	it('a wrong password is shown to no more hosts because a web site answers 404', async () => {
		for (const host of goodHosts.slice(1)) answers[host] = basic;
		const record = { name: 'mail.enyoi.example', port: ports.https, priority: 0 };
		const find = finder({ otherEmailDomains: 'sales.test' }, { resolveSrv: async () => [record] });
		for (const domain of ['enyoi.example', 'sales.test']) {
			await expect(find(`alice@${domain}`)).rejects.toMatchObject({ code: 'signIn' });
		}
		expect(shown()).toBe(3);
	});

	it('a host that offers no allowed way to sign in keeps no other one from being asked', async () => {
		const ntlmOnly = answering(401, '', { 'www-authenticate': 'NTLM' });
		answers['enyoi.example'] = answers['autodiscover.enyoi.example'] = ntlmOnly;
		answers['mail.enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		const found = await finder(
			{},
			{ resolveSrv: async () => [{ name: 'mail.enyoi.example', port: ports.https, priority: 0 }] },
		)('alice@enyoi.example');
		expect(found).toBe(ews);
	});

	it('a web site that offers no allowed way to sign in says nothing of the account', async () => {
		answers['enyoi.example'] = answering(401, '', { 'www-authenticate': 'NTLM' });
		expect(await rejected()).toMatchObject({
			code: 'autodiscover',
			message: expect.stringContaining('offers no way to sign in'),
		});
	});

	it('a host that refuses the password hides no advice about the answer of one that takes it', async () => {
		answers['enyoi.example'] = basic;
		answers['autodiscover.enyoi.example'] = signedIn(
			answering(200, soapSettings('https://evil.test/EWS')),
		);
		expect(await rejected()).toMatchObject({
			code: 'autodiscover',
			field: 'allowedRedirectHosts',
		});
	});

	it('an account that was let in before is told as refused', async () => {
		const find = finder();
		answers['enyoi.example'] = signedIn(answering(200, soapSettings(ews)));
		expect(await find('alice@enyoi.example')).toBe(ews);
		answers['enyoi.example'] = answering(401, '', { 'www-authenticate': 'Basic realm="x"' });
		await expect(find('bob@enyoi.example')).rejects.toMatchObject({
			code: 'autodiscover',
			message: 'The server refuses svc@enyoi.example, which it accepted before',
			remedy: expect.stringContaining('If the password was changed'),
			command: undefined,
			details: { diagnostics: expect.not.stringContaining('circles') },
		});
		const shown = received.filter(
			({ host, authorization }) => host === 'enyoi.example' && authorization,
		);
		expect(shown).toHaveLength(2);
		// Alice's server is known.
		expect(await find('alice@enyoi.example')).toBe(ews);
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
