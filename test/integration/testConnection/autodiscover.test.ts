import dns from 'node:dns';
import { createEwsUrlFinder } from '../../../exchange/autodiscover/ewsUrl';
import { connect, type Exchange } from '../../../exchange/connection';
import { testConnection } from '../../../exchange/diagnosis/testConnection';
import { resolveMailboxes } from '../../../exchange/mailboxes/resolveMailboxes';
import { Company, startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import { createCertificateAuthority } from '../../exchangeServer/certificates';

let server: ExchangeServer;
let exchange: Exchange;

beforeAll(async () => {
	jest.spyOn(dns, 'lookup').mockImplementation(((_host: string, ...rest: unknown[]) => {
		const callback = rest.at(-1) as (error: null, address: unknown, family?: number) => void;
		if ((rest[0] as { all?: boolean }).all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
		else callback(null, '127.0.0.1', 4);
	}) as never);
	const company = new Company({ domain: 'enyoi.example' });
	company.addServiceAccount();
	company.addPerson({ accountName: 'alice' });
	const authority = await createCertificateAuthority();
	const { certificate, key } = await authority.issue({
		names: ['autodiscover.enyoi.example', 'localhost', '127.0.0.1'],
	});
	server = await startExchangeServer({
		company,
		certificate: { certificate, privateKey: key, caCertificate: authority.certificate },
	});
	const { user, password } = company.serviceAccount;
	exchange = connect({
		autodiscover: true,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user: `ENYOI\\${user}`,
		password,
		caCertificate: authority.certificate,
		allowedRedirectHosts: 'localhost',
		testMailbox: 'alice@enyoi.example',
	});
	const https = Number(new URL(server.httpsUrl).port);
	Object.assign(exchange, {
		ewsUrl: createEwsUrlFinder(exchange.settings, {
			ports: { https, http: 9 },
			resolveSrv: async () => [],
			store: new Map(),
		}),
	});
});

afterAll(async () => {
	jest.restoreAllMocks();
	await exchange?.close();
	await server?.close();
});

it('finds the server by the mail domain, signs in by NTLM and opens a calendar', async () => {
	const report = await testConnection(exchange, { checks: ['autodiscover', 'calendarRead'] });
	expect(report.checks.filter(({ status }) => status !== 'passed')).toEqual([]);
	expect(report.server.url).toBe(server.httpsUrl);
	expect(report.checks[1].details).toContain('https://autodiscover.enyoi.example');
	for await (const { status } of resolveMailboxes(exchange, [{ user: 'alice' }])) {
		expect(status).toBe('resolved');
	}
	const asked = server.requests.filter(({ path }) => /autodiscover/i.test(path));
	expect(asked.every(({ headers }) => !/^basic/i.test(String(headers.authorization)))).toBe(true);
});
