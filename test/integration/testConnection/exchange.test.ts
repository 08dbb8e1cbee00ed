import { connect } from '../../../exchange/connection';
import { firstToShow } from '../../../exchange/diagnosis/report';
import { testConnection, type ConnectionReport } from '../../../exchange/diagnosis/testConnection';
import type { ConnectionSettings } from '../../../exchange/settings';
import { Company, startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import {
	forbidden,
	httpStatus,
	itemError,
	resetAfterRunning,
	responseError,
	serverBusy,
	signInPage,
	soapFault,
} from '../../exchangeServer/faults';
import { readPowerShell } from '../../unit/commands/powershellLine';

let server: ExchangeServer;

/** One service account for each way to be wrong. */
function company(): Company {
	const made = new Company({ domain: 'enyoi.example' });
	made.addServiceAccount();
	made.addServiceAccount({ accountName: 'svc-norole', impersonation: null });
	made.addServiceAccount({
		accountName: 'svc-scoped',
		impersonation: ['alice@enyoi.example'],
	});
	made.addServiceAccount({ accountName: 'svc-bare', mailbox: false });
	made.addServiceAccount({ accountName: 'svc-off' });
	made.account('svc-off')!.disabled = true;
	// Without the role, and its address is not made of the name of its account.
	made.addPerson({ accountName: 'svc-robot', smtpAddress: 'robot@enyoi.example' });
	made.addPerson({ accountName: 'alice' });
	made.addPerson({ accountName: 'bob' }).share('svc-norole@enyoi.example', 'Reviewer');
	made.addPerson({ accountName: 'carol' });
	return made;
}

beforeAll(async () => {
	server = await startExchangeServer({ company: company() });
});

afterAll(async () => {
	await server?.close();
	expect(server.schemaViolations).toEqual([]);
});

const settings = (
	accountName = 'svc-n8n',
	changes: Partial<ConnectionSettings> = {},
): ConnectionSettings => ({
	server: server.httpsUrl,
	caCertificate: server.caCertificate,
	version: 'Exchange2019',
	emailDns: 'enyoi.example',
	user: `ENYOI\\${accountName}`,
	password: server.company.account(accountName)?.password,
	...changes,
});

const statuses = ({ checks }: ConnectionReport) =>
	Object.fromEntries(checks.map(({ id, status }) => [id, status]));
const checkOf = ({ checks }: ConnectionReport, id: string) =>
	checks.find((check) => check.id === id);

describe('a connection that works', () => {
	it('passes every check, over TLS with NTLM and as several mailboxes', async () => {
		const report = await testConnection(settings(), {
			mailboxes: ['alice@enyoi.example', 'bob@enyoi.example'],
		});
		expect(report.checks.filter(({ status }) => status === 'failed')).toEqual([]);
		expect(statuses(report)).toMatchObject({
			settings: 'passed',
			autodiscover: 'skipped',
			dns: 'passed',
			tcp: 'passed',
			tls: 'passed',
			http: 'passed',
			authentication: 'passed',
			serviceMailbox: 'passed',
			impersonation: 'passed',
			calendarRead: 'passed',
			clock: 'passed',
			throttling: 'passed',
		});
		expect(report.ok).toBe(true);
		expect(report.server).toMatchObject({
			url: server.httpsUrl,
			product: expect.stringContaining('Exchange Server 2019'),
			build: expect.stringMatching(/^15\.2\./),
			latencyMs: expect.any(Number),
		});
		expect(report.report).toContain('Exchange connection test: passed');
		expect(report.report).not.toContain(settings().password);
	});

	it('takes a connection and leaves it open', async () => {
		const exchange = connect(settings());
		try {
			expect((await testConnection(exchange)).ok).toBe(true);
			expect((await testConnection(exchange, { mailboxes: ['alice@enyoi.example'] })).ok).toBe(
				true,
			);
		} finally {
			await exchange.close();
		}
	});

	it('reads with folder permissions in place of impersonation', async () => {
		const report = await testConnection(settings('svc-norole', { mailboxAccess: 'delegate' }), {
			mailboxes: ['bob@enyoi.example'],
		});
		expect(statuses(report)).toMatchObject({ impersonation: 'skipped', calendarRead: 'passed' });
		expect(checkOf(report, 'calendarRead')?.details).toContain('right to read');
	});

	it('opens the test mailbox of the credential when no other is given', async () => {
		const report = await testConnection(
			settings('svc-n8n', { testMailbox: 'carol@enyoi.example' }),
		);
		expect(checkOf(report, 'calendarRead')?.details).toContain('carol@enyoi.example');
	});

	it('warns of another version than the claimed one', async () => {
		const report = await testConnection(settings('svc-n8n', { version: 'Exchange2016' }));
		expect(report.ok).toBe(true);
		expect(checkOf(report, 'version')).toMatchObject({
			status: 'warning',
			cause: expect.stringContaining('Exchange2019'),
			command: 'version = Exchange2019',
		});
	});

	it('warns of a service account without a mailbox', async () => {
		const report = await testConnection(settings('svc-bare'), {
			mailboxes: ['alice@enyoi.example'],
		});
		expect(report.ok).toBe(true);
		expect(checkOf(report, 'serviceMailbox')).toMatchObject({ status: 'warning' });
	});
});

describe('what a right password does not say', () => {
	it.each([
		['no mailbox is given', 'svc-n8n', undefined, /Test Mailbox of the credential is empty/],
		['it is the account’s own', 'svc-n8n', 'svc-n8n@enyoi.example', /may act as itself/],
		[
			'it is the account’s own under another name',
			'svc-robot',
			'robot@enyoi.example',
			/may act as itself/,
		],
	])(
		'warns that nobody knows about impersonation, when %s',
		async (_name, account, testMailbox, because) => {
			const report = await testConnection(settings(account, { testMailbox }));
			expect(report.ok).toBe(true);
			expect(checkOf(report, 'impersonation')).toMatchObject({
				status: 'warning',
				cause: expect.stringMatching(because),
				remedy: expect.stringContaining("somebody else's address"),
				remedyBy: 'you',
			});
			expect(firstToShow(report)?.id).toBe('impersonation');
		},
	);

	it('asks for no test mailbox where folder permissions count', async () => {
		const report = await testConnection(settings('svc-n8n', { mailboxAccess: 'delegate' }));
		expect(statuses(report).impersonation).toBe('skipped');
		expect(firstToShow(report)).toBeUndefined();
	});

	it.each([
		[undefined, 'no mailbox svc-n8n@enyoi.test', 'Email Domain (DNS).'],
		['alice@enyoi.example', 'alice@enyoi.example', 'such as enyoi.example.'],
	])(
		'warns of another mail domain than the mailboxes have, with test mailbox %s',
		async (testMailbox, details, remedy) => {
			const report = await testConnection(
				settings('svc-n8n', { emailDns: 'enyoi.test', testMailbox }),
				{ checks: ['authentication', 'mailDomain'] },
			);
			expect(checkOf(report, 'mailDomain')).toMatchObject({
				status: 'warning',
				details: expect.stringContaining(details),
				cause: expect.stringContaining('enyoi.test'),
				remedy: expect.stringContaining(remedy),
				remedyBy: 'you',
			});
			expect(firstToShow(report)?.id).toBe('mailDomain');
		},
	);

	it('knows the account’s own mailbox, further addresses, and accounts without a mailbox', async () => {
		const check = async (account: string, changes: Partial<ConnectionSettings> = {}) => {
			const checks = ['mailDomain'] as const;
			const report = await testConnection(settings(account, changes), { checks });
			return checkOf(report, 'mailDomain')?.status;
		};
		expect(await check('svc-n8n')).toBe('passed');
		expect(await check('svc-n8n', { emailDns: 'ENYOI.Example.' })).toBe('passed');
		expect(await check('svc-bare')).toBe('skipped');
		server.company.addPerson({ accountName: 'erin', aliases: ['erin@enyoi.test'] });
		const erin = { emailDns: 'enyoi.test', testMailbox: 'erin@enyoi.example' };
		expect(await check('svc-bare', erin)).toBe('passed');
		expect(await check('svc-bare', { ...erin, emailDns: 'enyoi.invalid' })).toBe('warning');
	});
});

describe('the write test', () => {
	let leftItems = 0;

	it('leaves nothing behind and mails nobody', async () => {
		const alice = server.company.user('alice');
		const report = await testConnection(settings(), {
			mailboxes: [alice.smtpAddress],
			writeTest: true,
		});
		expect(checkOf(report, 'calendarWrite')).toMatchObject({ status: 'passed' });
		expect(alice.calendar.items()).toEqual([]);
		expect(alice.itemsIn('deleteditems')).toEqual([]);
		expect(server.outbox).toEqual([]);
		const created = server.requests.findLast(({ operation }) => operation === 'CreateItem');
		expect(created?.body).toContain('SendMeetingInvitations="SendToNone"');
		expect(created?.body).toContain('<t:Sensitivity>Private</t:Sensitivity>');
	});

	it('says who may read only', async () => {
		const report = await testConnection(settings('svc-norole', { mailboxAccess: 'delegate' }), {
			mailboxes: ['bob@enyoi.example'],
			writeTest: true,
		});
		expect(checkOf(report, 'calendarWrite')).toMatchObject({
			status: 'failed',
			cause: expect.stringContaining('but not write'),
			command: expect.stringContaining(
				"Set-MailboxFolderPermission $calendar -User 'ENYOI\\svc-norole' -AccessRights Editor",
			),
		});
	});

	it.each([
		['it is not removed', itemError('ErrorAccessDenied'), 'DeleteItem', 'stays there', 1],
		['the answer about removing is lost', httpStatus(500), 'DeleteItem', 'may be there', 1],
		['the answer about making is lost', resetAfterRunning(), 'CreateItem', 'may be there', 1],
		['it is not made', responseError('ErrorQuotaExceeded'), 'CreateItem', undefined, 0],
	])(
		'names an item that may stay, and no other: %s',
		async (_name, fault, operation, left, count) => {
			const { smtpAddress, calendar } = server.company.addPerson({
				accountName: `left${++leftItems}`,
			});
			const broken = server.faults.add({ fault, operation });
			const report = await testConnection(settings(), {
				mailboxes: [smtpAddress],
				writeTest: true,
			});
			broken.remove();
			expect(calendar.items()).toHaveLength(count);
			const check = checkOf(report, 'calendarWrite');
			expect(check?.status).toBe('failed');
			if (left === undefined) {
				expect(JSON.stringify(check)).not.toContain('Connection test of n8n');
				return;
			}
			expect(check).toMatchObject({
				details: expect.stringContaining(left),
				remedy: expect.stringMatching(
					new RegExp(`calendar of ${smtpAddress} and delete .*"Connection test of n8n" of 20`),
				),
				remedyBy: 'you',
			});
		},
	);

	it('writes nothing unless asked', async () => {
		const before = server.requests.length;
		const report = await testConnection(settings(), { mailboxes: ['alice@enyoi.example'] });
		expect(statuses(report).calendarWrite).toBe('skipped');
		const operations = server.requests.slice(before).map(({ operation }) => operation);
		expect(operations).not.toContain('CreateItem');
	});
});

describe('a connection that does not', () => {
	it.each([
		['a wrong password', 'svc-n8n', 'authentication', /wrong/, 'you'],
		['a disabled account', 'svc-off', 'authentication', /disabled/, 'you'],
	])('%s', async (name, account, fails, because, by) => {
		const report = await testConnection(
			settings(account, name === 'a wrong password' ? { password: 'top secret' } : {}),
			{ mailboxes: ['alice@enyoi.example'] },
		);
		const failures = report.checks.filter(({ status }) => status === 'failed');
		expect(failures.map(({ id }) => id)).toEqual([fails]);
		expect(failures[0].cause).toMatch(because);
		expect(failures[0].remedyBy).toBe(by);
		expect(failures[0].command).toContain(`(sAMAccountName=${account})`);
		expect(statuses(report)).toMatchObject({ calendarRead: 'skipped', clock: 'passed' });
		expect(JSON.stringify(report)).not.toContain('top secret');
	});

	it.each([
		[
			'Extended Protection without channel binding',
			{ extendedProtection: 'require' as const },
			{ channelBinding: 'off' as const },
			/Extended Protection/,
		],
		['only tokens are accepted', { authentication: ['bearer' as const] }, {}, /offers Bearer only/],
		[
			'the chosen method is not offered',
			{ authentication: ['ntlm' as const] },
			{ authScheme: 'basic' as const },
			/asks for basic/,
		],
	])('%s', async (_name, options, changes, because) => {
		const strict = await startExchangeServer({ company: company(), ...options });
		try {
			const report = await testConnection(
				settings('svc-n8n', {
					server: strict.httpsUrl,
					caCertificate: strict.caCertificate,
					...changes,
				}),
				{ mailboxes: ['alice@enyoi.example'] },
			);
			const failures = report.checks.filter(({ status }) => status === 'failed');
			expect(failures.map(({ id }) => id)).toEqual(['authentication']);
			expect(failures[0].cause).toMatch(because);
		} finally {
			await strict.close();
		}
	});

	it('signs in once with a wrong password, so that nobody is locked out', async () => {
		const before = server.requests.length;
		await testConnection(settings('svc-n8n', { password: 'top secret', authScheme: 'basic' }), {
			mailboxes: ['alice@enyoi.example', 'bob@enyoi.example'],
		});
		const signIns = server.requests
			.slice(before)
			.filter(({ headers }) => headers.authorization !== undefined);
		expect(signIns).toHaveLength(1);
	});

	it.each([
		[
			'EWS is closed to the account',
			forbidden(),
			'authentication',
			/EWS is switched off for [^]*reverse proxy/,
		],
		['the front end answers with a sign-in page', signInPage(), 'authentication', /./],
		['the application pool stops', httpStatus(404), 'authentication', /./],
	])('%s', async (_name, fault, fails, because) => {
		const broken = server.faults.add({ fault });
		try {
			const report = await testConnection(settings(), {
				mailboxes: ['alice@enyoi.example'],
			});
			const failures = report.checks.filter(({ status }) => status === 'failed');
			expect(failures.map(({ id }) => id)).toEqual([fails]);
			expect(failures[0].cause).toMatch(because);
			expect(failures[0].remedyBy).toEqual(expect.any(String));
		} finally {
			broken.remove();
		}
	});

	it.each([
		['the mailbox store is down', 'ErrorMailboxStoreUnavailable'],
		['the calendar is corrupt', 'ErrorCorruptData'],
	])('%s', async (_name, code) => {
		const broken = server.faults.add({ fault: soapFault(code), operation: 'FindItem' });
		try {
			const exchange = connect(settings());
			Object.assign(exchange, { retry: { run: (attempt: (n: number) => unknown) => attempt(1) } });
			const report = await testConnection(exchange, { mailboxes: ['alice@enyoi.example'] });
			await exchange.close();
			const failures = report.checks.filter(({ status }) => status === 'failed');
			expect(failures.map(({ id }) => id)).toEqual(['calendarRead']);
			expect(failures[0].details).toContain(code);
		} finally {
			broken.remove();
		}
	});

	it('says of which mailbox EWS is switched off', async () => {
		const closed = server.faults.add({ fault: forbidden(), mailbox: 'bob@enyoi.example' });
		try {
			const mailboxes = ['alice@enyoi.example', 'bob@enyoi.example'];
			const report = await testConnection(settings(), { mailboxes });
			expect(checkOf(report, 'calendarRead')).toMatchObject({
				status: 'failed',
				cause: expect.stringMatching(/^EWS is switched off for bob@enyoi\.example/),
				remedyBy: 'exchangeAdmin',
				command: expect.stringContaining("Set-CASMailbox 'bob@enyoi.example' -EwsEnabled $true"),
			});
			expect(statuses(report)).toMatchObject({ authentication: 'passed', impersonation: 'passed' });
		} finally {
			closed.remove();
		}
	});

	it('names the role that is missing', async () => {
		const report = await testConnection(settings('svc-norole'), {
			mailboxes: ['alice@enyoi.example'],
		});
		expect(report.checks.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual([
			'impersonation',
		]);
		expect(checkOf(report, 'impersonation')).toMatchObject({
			remedyBy: 'exchangeAdmin',
			command: expect.stringMatching(
				/-User 'ENYOI\\svc-norole' -CustomRecipientWriteScope "n8n calendars"$/,
			),
		});
		expect(statuses(report).calendarRead).toBe('skipped');
	});

	it('names the mailboxes that the scope leaves out, and goes on with the others', async () => {
		const report = await testConnection(settings('svc-scoped'), {
			mailboxes: ['alice@enyoi.example', 'bob@enyoi.example'],
		});
		expect(checkOf(report, 'impersonation')).toMatchObject({
			status: 'failed',
			details: expect.stringMatching(/^bob@enyoi\.example: .*Works for 1 of 2/),
			cause: expect.stringContaining('scope'),
		});
		expect(checkOf(report, 'calendarRead')).toMatchObject({
			status: 'passed',
			details: expect.stringContaining('alice@enyoi.example'),
		});
	});

	it('takes the own mailbox, which always works, for no sign of the role', async () => {
		const report = await testConnection(settings('svc-norole'), {
			mailboxes: ['svc-norole@enyoi.example', 'alice@enyoi.example'],
		});
		expect(checkOf(report, 'impersonation')).toMatchObject({
			status: 'failed',
			details: expect.not.stringContaining('Works for'),
			cause: expect.stringContaining('lacks the role ApplicationImpersonation'),
		});
	});

	it('takes the own mailbox for no sign of the role under another name either', async () => {
		const report = await testConnection(settings('svc-robot'), {
			mailboxes: ['robot@enyoi.example', 'alice@enyoi.example'],
		});
		expect(checkOf(report, 'impersonation')).toMatchObject({
			status: 'failed',
			details: expect.not.stringContaining('Works for'),
			cause: expect.stringContaining('lacks the role ApplicationImpersonation'),
		});
	});

	it('tells a mailbox that is not there from one that is closed', async () => {
		const report = await testConnection(settings(), { mailboxes: ['nobody@enyoi.example'] });
		expect(checkOf(report, 'impersonation')).toMatchObject({
			status: 'failed',
			cause: expect.stringContaining('no mailbox nobody@enyoi.example'),
			remedyBy: 'you',
		});
	});

	it('gives the line for folder permissions', async () => {
		const report = await testConnection(settings('svc-norole', { mailboxAccess: 'delegate' }), {
			mailboxes: ['carol@enyoi.example'],
		});
		expect(checkOf(report, 'calendarRead')).toMatchObject({
			status: 'failed',
			remedyBy: 'exchangeAdmin',
			command: expect.stringMatching(
				/^\$calendar = 'carol@enyoi\.example:\\' .*Add-MailboxFolderPermission \$calendar -User 'ENYOI\\svc-norole' -AccessRights Editor/,
			),
		});
	});

	it('says that a mailbox is needed when the service account has none', async () => {
		const report = await testConnection(settings('svc-bare'));
		expect(checkOf(report, 'calendarRead')).toMatchObject({
			status: 'failed',
			cause: expect.stringContaining('no mailbox'),
			remedyBy: 'you',
		});
	});
});

describe('a server that is not quite as usual', () => {
	/** Without the repetitions and waits of real life. */
	const reportWith = async (fault: Parameters<typeof server.faults.add>[0], mailbox = 'alice') => {
		const broken = server.faults.add(fault);
		const exchange = connect(settings());
		Object.assign(exchange, { retry: { run: (attempt: (n: number) => unknown) => attempt(1) } });
		try {
			return await testConnection(exchange, { mailboxes: [`${mailbox}@enyoi.example`] });
		} finally {
			await exchange.close();
			broken.remove();
		}
	};

	it.each([
		['a SOAP fault', soapFault('ErrorInvalidOperation')],
		['an HTTP status', httpStatus(501)],
		['a page', signInPage()],
	])('passes without GetServerTimeZones, to which it answers %s', async (_name, fault) => {
		const report = await reportWith({ fault, operation: 'GetServerTimeZones' });
		expect(report.checks.filter(({ status }) => status === 'failed')).toEqual([]);
		expect(statuses(report)).toMatchObject({ authentication: 'passed', throttling: 'passed' });
	});

	it('says of no mailbox without an answer that the account may act as it', async () => {
		const report = await reportWith({ fault: httpStatus(500), operation: 'GetFolder' });
		expect(checkOf(report, 'impersonation')).toMatchObject({
			status: 'skipped',
			details: expect.stringContaining('Not known'),
		});
		expect(checkOf(report, 'calendarRead')?.status).toBe('failed');
	});

	it('says in the details why a calendar is not read, not only HTTP 200', async () => {
		const report = await reportWith({ fault: signInPage(), operation: 'FindItem' });
		expect(checkOf(report, 'calendarRead')).toMatchObject({
			status: 'failed',
			details: expect.stringMatching(/^alice@enyoi\.example: .*page/),
			cause: expect.stringContaining('not EWS'),
		});
	});

	it('is warned of when it throttles', async () => {
		const report = await reportWith({ fault: serverBusy(), operation: 'GetServerTimeZones' });
		expect(report.ok).toBe(true);
		expect(checkOf(report, 'throttling')).toMatchObject({
			status: 'warning',
			remedyBy: 'exchangeAdmin',
			command: expect.stringContaining('New-ThrottlingPolicy'),
		});
	});

	it('is warned of when the owner has set no time zone', async () => {
		const report = await reportWith({
			fault: soapFault('ErrorItemNotFound'),
			operation: 'GetUserConfiguration',
		});
		expect(checkOf(report, 'timeZone')).toMatchObject({
			status: 'warning',
			command: expect.stringContaining("Set-MailboxRegionalConfiguration 'alice@enyoi.example'"),
		});
	});
});

it('shows one command each, whatever the mailbox and the account are called', async () => {
	for (const quote of '\'‘’‚‛"“”„') {
		const mailbox = `alice${quote}; Remove-Mailbox boss; ${quote}@enyoi.example`;
		const report = await testConnection(settings(), { mailboxes: [mailbox] });
		const { command } = checkOf(report, 'impersonation') ?? {};
		expect(readPowerShell(command ?? '')).toEqual({
			code: 'Get-Recipient □ | Format-List RecipientTypeDetails,PrimarySmtpAddress,Database',
			literals: [mailbox],
		});
	}
});
