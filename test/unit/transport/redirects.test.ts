import { redirectTarget } from '../../../exchange/transport/redirects';
import { createTransport, type PooledTransport } from '../../../exchange/transport/createTransport';
import { startServer, type Answer, type TestServer } from './server';
import { settingsFor, textOf } from './settings';

const ews = new URL('https://mail.enyoi.example/EWS/Exchange.asmx');
const follow = (location: string, headers = {}, from = ews, allowed: string[] = []) =>
	redirectTarget(from, { status: 302, headers: { location, ...headers } }, allowed).href;

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

it.each([
	['/ews/genericerrorpage.htm?aspxerrorpath=/ews/exchange.asmx', {}],
	['/ews/anything', { 'x-caserrorcode': 'NoConnectionToServer' }],
])('takes %s for a server that is unavailable for now', (location, headers) => {
	expect(() => follow(location, headers)).toThrow(
		expect.objectContaining({ code: 'temporarilyUnavailable' }),
	);
});

describe('a server that redirects', () => {
	let server: TestServer;
	let transport: PooledTransport;
	const start = async (answer: Answer) => {
		server = await startServer(answer);
		transport = createTransport(settingsFor(server.url));
	};
	const send = async () =>
		await transport.send({ url: `${server.url}old?a=1`, body: 'x', lane: 'a' });
	afterEach(async () => {
		await transport.close();
		await server.close();
	});

	it('gets the same request at the new place, over the same connection', async () => {
		await start((request, response) => {
			if (request.url !== '/new') response.writeHead(307, { Location: '/new' });
			response.end(`at ${request.url} ${request.content}`);
		});
		expect(await textOf(await send())).toBe('at /new x');
		expect(server.connections).toBe(1);
	});

	it('is left after five times', async () => {
		await start((_request, response) => response.writeHead(302, { Location: '/' }).end());
		await expect(send()).rejects.toMatchObject({
			code: 'redirect',
			message: expect.stringContaining('circles'),
		});
		expect(server.requests).toHaveLength(6);
	});
});
