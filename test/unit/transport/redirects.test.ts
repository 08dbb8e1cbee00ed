import { inspect } from 'node:util';
import type { ExchangeError } from '../../../exchange/errors';
import { concealing } from '../../../exchange/transport/conceal';
import { RedirectRefused } from '../../../exchange/transport/errors';
import { redirectTarget, tooManyRedirects } from '../../../exchange/transport/redirects';
import { createTransport, type PooledTransport } from '../../../exchange/transport/createTransport';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';

const ews = new URL('https://mail.enyoi.example/EWS/Exchange.asmx');
const conceal = (words: string) => words.replaceAll('hunter2', '…');
const follow = (location: string, headers = {}, from = ews, allowed: string[] = []) =>
	redirectTarget(from, { status: 302, headers: { location, ...headers }, conceal }, allowed).href;

it.each([
	['/ews/exchange.asmx', 'https://mail.enyoi.example/ews/exchange.asmx'],
	['https://mail.enyoi.example:444/EWS/', 'https://mail.enyoi.example:444/EWS/'],
])('follows %s on the same host', (location, target) => {
	expect(follow(location)).toBe(target);
});

it('follows to a host that the user allowed', () => {
	const location = 'https://mail2.enyoi.example/EWS/';
	expect(follow(location, {}, ews, ['mail2.enyoi.example'])).toBe(location);
});

it.each([
	['another host', 'https://mail2.enyoi.example/EWS/', 'allowed redirect hosts'],
	['plain http', 'http://mail.enyoi.example/EWS/', 'https'],
	['this machine by http', 'http://127.0.0.1/EWS/', 'https'],
	['another scheme', 'ftp://mail.enyoi.example/', 'https'],
	['OWA', '/owa/auth/logon.aspx?url=x&secret=1', 'gateway'],
	['OWA without auth', 'https://mail.enyoi.example/owa/', 'gateway'],
	['AD FS', 'https://adfs.enyoi.example/adfs/ls/?wa=wsignin1.0', 'gateway'],
	['a login page', '/CookieAuth.dll?GetLogon', 'gateway'],
	['an address with a user', 'https://user:marker@mail.enyoi.example/', ''],
	['nothing sensible', 'https://', ''],
])('refuses %s', (_name, location, words) => {
	const refused = () => follow(location);
	expect(refused).toThrow(expect.objectContaining({ code: 'redirect' }));
	try {
		refused();
	} catch (error) {
		const { message, remedy, location: shown } = error as Record<string, string>;
		expect(`${message} ${remedy}`).toContain(words);
		expect(`${message} ${shown}`).not.toMatch(/secret|marker/);
	}
});

function refusalOf(location: string, headers = {}, from = ews): ExchangeError {
	try {
		follow(location, headers, from);
	} catch (error) {
		return error as ExchangeError;
	}
	throw new Error(`${location} was followed`);
}

it.each([
	['nothing sensible', 'https://'],
	['a sign-in page', '/owa/'],
	['an address with a user', 'https://user@mail.enyoi.example/'],
	['plain http', 'http://mail.enyoi.example/EWS/'],
	['another host', 'https://mail2.enyoi.example/EWS/'],
	['its page for failures', '/ews/errorfe.aspx'],
])('keeps what finds the request in the logs when it points to %s', (_name, location) => {
	expect(
		refusalOf(location, { 'request-id': 'r-1', 'x-feserver': 'MAIL01' }).details,
	).toMatchObject({ httpStatus: 302, requestId: 'r-1', frontEndServer: 'MAIL01' });
});

it('shows no place where there is none', () => {
	expect(refusalOf('https://')).toMatchObject({ code: 'redirect', location: '' });
});

it('says which setting allows another host, and that the user can change it', () => {
	expect(refusalOf('https://mail2.enyoi.example/EWS/?mailbox=alice')).toMatchObject({
		field: 'allowedRedirectHosts',
		remedyBy: 'you',
		location: 'https://mail2.enyoi.example/EWS/',
		remedy: expect.stringContaining('mail2.enyoi.example'),
	});
});

it('leaves what only the server can change to its administrator', () => {
	expect(refusalOf('http://mail.enyoi.example/EWS/')).toMatchObject({
		remedyBy: 'exchangeAdmin',
		remedy: expect.stringContaining('https'),
	});
});

it.each(['https://user@mail.enyoi.example/', 'https://:secret@mail.enyoi.example/'])(
	'does not go to %s, whatever is given',
	(location) => {
		expect(refusalOf(location)).toMatchObject({
			code: 'redirect',
			location: 'https://mail.enyoi.example/',
		});
	},
);

it.each([
	'/owa',
	'/ecp/',
	'/EWS/../owa/x',
	'/vpn/login',
	'/auth/logon.aspx',
	'/my.policy',
	'/idp/signin',
])('takes %s for a sign-in page', (location) => {
	expect(refusalOf(location).remedy).toContain('gateway');
});

it.each(['UserNotFound', 'MailboxGuidWithDomainNotFound', ' organizationnotfound '])(
	'takes %s for a mailbox that nobody has to ask for again',
	(code) => {
		expect(refusalOf('/ews/errorfe.aspx', { 'x-caserrorcode': code })).toMatchObject({
			name: 'MailboxNotServed',
			code: 'mailboxUnavailable',
			message: `mail.enyoi.example knows no such mailbox (${code})`,
			remedyBy: 'you',
		});
	},
);

it.each(['DatabaseGuidNotFound', 'ServerNotFound', 'UserNotFoundYet'])(
	'takes %s for a server that comes back',
	(code) => {
		const { code: kind } = refusalOf('/ews/errorfe.aspx', { 'x-caserrorcode': code });
		expect(kind).toBe('temporarilyUnavailable');
	},
);

it('allows all hosts below a domain with a dot in front', () => {
	const location = 'https://mail2.enyoi.example/EWS/';
	expect(follow(location, {}, ews, ['.enyoi.example'])).toBe(location);
	expect(() => follow('https://evilenyoi.example/', {}, ews, ['.enyoi.example'])).toThrow();
});

it.each([
	'https://HUNTER2.evil.example/EWS/',
	'https://evil.example/hunter2/',
	'https://evil.example/h%75nter2/',
	// The URL parser writes such a host in another way.
	'https://hünter2.evil.example/EWS/',
])('shows no secret of %s', (location) => {
	const secret = concealing({
		password: 'hunter2',
		clientKeyPassphrase: 'hünter2',
	});
	const answer = { status: 302, headers: { location }, conceal: secret };
	const shownSecret = /h[uü]nter2|h%75nter2|xn--hnter2/i;
	try {
		redirectTarget(ews, answer, []);
	} catch (error) {
		const { message, remedy, location: shown } = error as Record<string, string>;
		expect(`${message} ${remedy} ${shown}`).not.toMatch(shownSecret);
		expect(RedirectRefused.targetOf(error as RedirectRefused)?.url.href).toBe(
			new URL(location).href,
		);
		expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(shownSecret);
		return;
	}
	throw new Error('it was followed');
});

it.each(['/proxy/owa/EWS/', '/owaproxy/EWS/', '/ecp2', '/blogs/EWS/'])(
	'does not take %s for a sign-in page',
	(location) => {
		expect(follow(location)).toBe(`https://mail.enyoi.example${location}`);
	},
);

it.each([
	['/ews/genericerrorpage.htm?aspxerrorpath=/ews/exchange.asmx', {}, undefined],
	['/EWS/ErrorFE.aspx?httpCode=500', {}, undefined],
	['/ews/anything', { 'x-caserrorcode': 'NoConnectionToServer' }, 'NoConnectionToServer'],
	['/ews/errorfe.aspx', { 'x-ms-diagnostics': '1;reason="down"' }, '1;reason="down"'],
])('takes %s for a server that is unavailable for now', (location, headers, diagnostics) => {
	const refusal = refusalOf(location, headers);
	expect(refusal.code).toBe('temporarilyUnavailable');
	expect(refusal.details.diagnostics).toBe(diagnostics);
	expect(refusal.message).toMatch(
		location === '/ews/anything' ? / \(NoConnectionToServer\)$/ : /at the moment$/,
	);
});

it('shows no secret of what else a server says, such as why it is unavailable', () => {
	const { message, details } = refusalOf('/ews/anything', {
		'x-caserrorcode': 'No hunter2',
		'request-id': '1 hunter2',
		'x-feserver': 'MAIL-hunter2',
	});
	expect(message).toMatch(/ \(No …\)$/);
	expect(details).toMatchObject({
		diagnostics: 'No …',
		requestId: '1 …',
		frontEndServer: 'MAIL-…',
	});
});

it('asks for no wait that is over', () => {
	const headers = { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' };
	expect(refusalOf('/ews/errorfe.aspx', headers).details.backOffMs).toBe(0);
});

it('follows to a page whose name only begins like that of a failure', () => {
	expect(follow('/errorfe.aspx/EWS/')).toBe('https://mail.enyoi.example/errorfe.aspx/EWS/');
});

it('shows of a circle where it was left, without query', () => {
	const url = new URL('https://mail.enyoi.example:444/EWS/Exchange.asmx?mailbox=alice');
	expect(tooManyRedirects(url, (words) => words)).toMatchObject({
		code: 'redirect',
		location: 'https://mail.enyoi.example:444/EWS/Exchange.asmx',
	});
});

describe('a server that redirects', () => {
	let server: TestServer;
	let transport: PooledTransport;
	const start = async (answer: Answer) => {
		server = await startServer(answer);
		transport = createTransport(settingsFor(server.url));
	};
	const send = async () =>
		await transport.send({ url: `${server.url}old?a=1`, body: 'x', mailbox: 'a' });
	afterEach(async () => {
		await transport.close();
		await server.close();
	});

	it.each([301, 302, 303, 307, 308])(
		'gets the same request at the new place, over the same connection: %i',
		async (status) => {
			await start((request, response) => {
				if (request.url !== '/new') response.writeHead(status, { Location: '/new' });
				response.end(`at ${request.url} ${request.content}`);
			});
			expect(await textOf(await send())).toBe('at /new x');
			expect(server.connections).toBe(1);
		},
	);

	it.each([200, 300, 304])('with status %i is no redirect, wherever it points', async (status) => {
		await start((_request, response) => response.writeHead(status, { Location: '/new' }).end());
		expect((await send()).status).toBe(status);
		expect(server.requests).toHaveLength(1);
	});

	it('without a place is an answer like any other', async () => {
		await start((_request, response) => response.writeHead(302).end('where?'));
		expect(await textOf(await send())).toBe('where?');
	});

	it('is left after five times', async () => {
		const location = `/${encodeURIComponent('Sécret-1')}`;
		await start((_request, response) => response.writeHead(302, { Location: location }).end());
		await expect(send()).rejects.toMatchObject({
			code: 'redirect',
			message: expect.stringContaining('circles'),
			location: `${server.url}…`,
		});
		expect(server.requests).toHaveLength(6);
	});
});
