/** What Resolve Mailbox says where autodiscover finds no server: nothing of the mailbox. */
import dns from 'node:dns';
import { createEwsUrlFinder } from '../../exchange/autodiscover/ewsUrl';
import { connect } from '../../exchange/connection';
import { resolveMailboxes, type ResolvedMailbox } from '../../exchange/mailboxes/resolveMailboxes';
import { createCertificateAuthority } from '../exchangeServer/certificates';
import { closedPort, httpsServer } from './testConnection/brokenServers';

beforeAll(() => {
	jest.spyOn(dns, 'lookup').mockImplementation(((_host: string, ...rest: unknown[]) => {
		const callback = rest.at(-1) as (error: null, address: unknown, family?: number) => void;
		const isAll = (rest[0] as { all?: boolean }).all;
		if (isAll) callback(null, [{ address: '127.0.0.1', family: 4 }]);
		else callback(null, '127.0.0.1', 4);
	}) as never);
});
afterAll(() => jest.restoreAllMocks());

type Access = 'impersonation' | 'delegate';

async function resolve(
	users: string[],
	https: number,
	mailboxAccess: Access,
	caCertificate?: string,
	otherEmailDomains = '',
): Promise<ResolvedMailbox[]> {
	const exchange = connect({
		autodiscover: true,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		otherEmailDomains,
		user: 'ENYOI\\svc',
		// Refusals are remembered: each server is of its own test.
		password: `top secret ${https}`,
		authScheme: 'basic',
		mailboxAccess,
		caCertificate,
	});
	const ports = { https, http: (await closedPort()).port };
	const options = { ports, resolveSrv: async () => [], store: new Map() };
	Object.assign(exchange, { ewsUrl: createEwsUrlFinder(exchange.settings, options) });
	const results: ResolvedMailbox[] = [];
	try {
		for await (const result of resolveMailboxes(exchange, users)) results.push(result);
	} finally {
		await exchange.close();
	}
	return results;
}

it.each(['impersonation', 'delegate'] as const)(
	'every user has failed while no server answers (%s)',
	async (access) => {
		const { port } = await closedPort();
		const results = await resolve(['alice', 'bob'], port, access);
		expect(results).toMatchObject([
			{ status: 'failed', error: { code: 'autodiscover' } },
			{ status: 'failed', error: { code: 'autodiscover' } },
		]);
	},
);

/** A server of both hosts that lets nobody in at `refusingHosts`. */
async function refusingServer(refusingHosts = ['autodiscover.enyoi.example']) {
	const authority = await createCertificateAuthority();
	const { certificate: cert, key } = await authority.issue({
		names: ['autodiscover.enyoi.example', 'autodiscover.sales.test'],
	});
	const server = await httpsServer({ cert, key }, (request, response) => {
		if (request.headers.authorization) refusing.shown++;
		request.resume();
		const [host] = (request.headers.host ?? '').split(':');
		const status = refusingHosts.includes(host) ? 401 : 404;
		response.writeHead(status, { 'www-authenticate': 'Basic realm="x"' }).end();
	});
	const refusing = { ...server, caCertificate: authority.certificate, shown: 0 };
	return refusing;
}

it('a wrong password ends the run and is shown once', async () => {
	const server = await refusingServer();
	const users = Array.from({ length: 200 }, (_, index) => `user${index}`);
	await expect(
		resolve(users, server.port, 'impersonation', server.caCertificate),
	).rejects.toMatchObject({ code: 'signIn' });
	server.close();
	expect(server.shown).toBe(1);
});

it('a mail domain that refuses the account fails its own mailboxes, and no others', async () => {
	const server = await refusingServer();
	const users = ['alice@enyoi.example', 'carol@enyoi.example', 'bob@sales.test'];
	const { port, caCertificate } = server;
	const results = await resolve(users, port, 'impersonation', caCertificate, 'sales.test');
	server.close();
	expect(results).toMatchObject([
		{ status: 'failed', error: { code: 'signIn' } },
		{ status: 'failed', error: { code: 'signIn' } },
		{ status: 'failed', error: { code: 'autodiscover' } },
	]);
});

it('a mail domain that refuses the account is searched once, however many mailboxes it has', async () => {
	const server = await refusingServer();
	const users = Array.from({ length: 200 }, (_, index) => `user${index}@enyoi.example`);
	const lookup = jest.mocked(dns.lookup).mockClear();
	const { port, caCertificate } = server;
	const results = await resolve(users, port, 'impersonation', caCertificate, 'sales.test');
	server.close();
	expect(results).toMatchObject(users.map(() => ({ status: 'failed', error: { code: 'signIn' } })));
	expect(lookup.mock.calls.length).toBeLessThanOrEqual(6);
});

it.each([
	['once all mail domains have refused it', ['enyoi.example', 'sales.test'], 'sales.test'],
	['where the other mail domain is the same', ['enyoi.example'], 'Enyoi.example'],
])('a wrong password ends the run %s', async (_when, domains, otherEmailDomains) => {
	const server = await refusingServer(domains.map((domain) => `autodiscover.${domain}`));
	const users = Array.from({ length: 200 }, (_, index) => `user${index}`).flatMap((user) =>
		domains.map((domain) => `${user}@${domain}`),
	);
	const { port, caCertificate } = server;
	await expect(
		resolve(users, port, 'impersonation', caCertificate, otherEmailDomains),
	).rejects.toMatchObject({ code: 'signIn' });
	server.close();
	expect(server.shown).toBe(domains.length);
});
