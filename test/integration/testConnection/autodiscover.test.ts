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

const checkOf = async (mailbox: string) => {
	const report = await testConnection(exchange, {
		checks: ['autodiscover'],
		mailboxes: [mailbox],
	});
	return report.checks[1];
};

it('gives the server’s words as the cause', async () => {
	const check = await checkOf('nobody@enyoi.example');
	expect(check).toMatchObject({
		status: 'failed',
		cause: expect.stringMatching(/says of nobody@enyoi\.example: /),
		command: expect.stringContaining("Get-Recipient 'nobody@enyoi.example'"),
		details: expect.stringMatching(/^Steps: /),
	});
});

it('says that a mailbox is in Exchange Online', async () => {
	const { addressRedirects } = server.autodiscover;
	addressRedirects.set('alice@enyoi.example', 'alice@enyoi.mail.onmicrosoft.com');
	const check = await checkOf('alice@enyoi.example');
	addressRedirects.clear();
	expect(check).toMatchObject({
		status: 'failed',
		cause:
			'The mailbox alice@enyoi.example has moved to Exchange Online (alice@enyoi.mail.onmicrosoft.com).',
	});
	expect(check.remedy).not.toContain('allowed redirect hosts');
});

it('says that a mailbox is of no mail domain of the credential, and asks nobody', async () => {
	const before = server.requests.length;
	expect(await checkOf('x@other.example')).toMatchObject({
		status: 'failed',
		cause: expect.stringContaining('x@other.example'),
		remedy: expect.stringContaining('Other Email Domains'),
		remedyBy: 'you',
	});
	expect(server.requests).toHaveLength(before);
	for await (const found of resolveMailboxes(exchange, [
		{ user: 'alice' },
		{ user: 'x@other.example' },
		{ user: 'bob', replacementEmail: 'y@other.example' },
	])) {
		if (found.emailAddress?.endsWith('@enyoi.example')) expect(found.status).toBe('resolved');
		else {
			expect(found).toMatchObject({ status: 'failed', error: { field: 'otherEmailDomains' } });
		}
	}
});

it('finds the server by another mailbox where one is not there, has moved or is of another domain', async () => {
	const { addressRedirects } = server.autodiscover;
	addressRedirects.set('bob@enyoi.example', 'bob@enyoi.mail.onmicrosoft.com');
	const strangers = ['nobody@enyoi.example', 'bob@enyoi.example', 'x@other.example'];
	const report = await testConnection(exchange, {
		checks: ['autodiscover', 'calendarRead'],
		mailboxes: [...strangers, 'alice@enyoi.example'],
	});
	addressRedirects.clear();
	expect(report.checks[1]).toMatchObject({
		status: 'passed',
		details: expect.stringMatching(/has moved to Exchange Online .* x@other\.example is not of/),
	});
	const { status, details } = report.checks[2];
	expect(status).toBe('failed');
	for (const mailbox of strangers) expect(details).toContain(`${mailbox}: `);
	expect(details).toMatch(/alice@enyoi\.example: \d+ items/);
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
