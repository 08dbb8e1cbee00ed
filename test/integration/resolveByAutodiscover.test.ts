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
): Promise<ResolvedMailbox[]> {
	const exchange = connect({
		autodiscover: true,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user: 'ENYOI\\svc',
		password: 'top secret',
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

it('a wrong password ends the run and is shown once', async () => {
	const authority = await createCertificateAuthority();
	const { certificate: cert, key } = await authority.issue({
		names: ['autodiscover.enyoi.example'],
	});
	let shown = 0;
	const server = await httpsServer({ cert, key }, (request, response) => {
		if (request.headers.authorization) shown++;
		request.resume();
		response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
	});
	const users = Array.from({ length: 200 }, (_, index) => `user${index}`);
	await expect(
		resolve(users, server.port, 'impersonation', authority.certificate),
	).rejects.toMatchObject({ code: 'signIn' });
	server.close();
	expect(shown).toBe(1);
});
