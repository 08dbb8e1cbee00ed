import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEwsUrlFinder } from '../../exchange/autodiscover/ewsUrl';
import { keptDiscoveries } from '../../exchange/autodiscover/keptDiscoveries';
import { call } from '../../exchange/ews/request';
import { createUserConfiguration } from '../../exchange/ews/operations/userConfiguration';
import type { Exchange } from '../../exchange/connection';
import type { ConnectionSettings } from '../../exchange/settings';
import { resolveMailboxes, type ResolvedMailbox } from '../../exchange/mailboxes/resolveMailboxes';
import { outcomeOf } from '../../exchange/outcome';
import { Company, type Behaviours, type ExchangeServer } from '../exchangeServer';
import { itemError, notXml, responseError } from '../exchangeServer/faults';
import { seedCompany } from '../exchangeServer/seed';
import { startConnected, type Connected } from '../support/startConnected';

let connected: Connected;
let server: ExchangeServer;
let exchange: Exchange;

const smallCompany = () => {
	const made = new Company({ domain: 'enyoi.example' });
	made.addServiceAccount();
	made.addPerson({
		accountName: 'alice',
		displayName: 'Alice Jansen',
		aliases: ['a.jansen@enyoi.example'],
		timeZone: 'W. Europe Standard Time',
	});
	made.addPerson({ accountName: 'bob', displayName: 'Bob de Vries' });
	made.addPerson({ accountName: 'hidden', hiddenFromAddressLists: true });
	made.addPerson({ accountName: 'room1', displayName: 'Room 1', kind: 'room' });
	made.groups.push({
		smtpAddress: 'sales@enyoi.example',
		displayName: 'Sales',
		members: ['alice@enyoi.example', 'team@enyoi.example'],
	});
	made.groups.push({
		smtpAddress: 'team@enyoi.example',
		displayName: 'Team',
		members: ['bob@enyoi.example', 'sales@enyoi.example', 'alice@enyoi.example'],
	});
	made.addPerson({ accountName: 'ops1', smtpAddress: 'ops@enyoi.example.nl' });
	made.addPerson({ accountName: 'ops2', smtpAddress: 'ops@enyoi.example.de' });
	made.addServiceAccount({ accountName: 'svc-delegate', impersonation: null });
	made.contacts.push({ smtpAddress: 'partner@other.example', displayName: 'Partner' });
	return made;
};

it('finds the time zone of everybody in the seeded company', async () => {
	const {
		exchange: connection,
		company,
		close,
	} = await startConnected({
		company: seedCompany(1),
		behaviours: { mailboxTimeZone: 'asConfigured' },
	});
	const { people } = company;
	const found = [];
	for await (const { timeZone } of resolveMailboxes(
		connection,
		people.map(({ smtpAddress }) => ({ user: smtpAddress })),
	)) {
		found.push(timeZone);
	}
	await close();
	expect(found).toEqual(people.map(({ mailbox }) => mailbox.timeZone));
});

beforeAll(async () => {
	connected = await startConnected({ company: smallCompany() });
	({ server, exchange } = connected);
});

afterAll(async () => await connected?.close());

async function resolved(
	...given: Parameters<typeof resolveMailboxes> extends [unknown, ...infer R] ? R : never
) {
	const results: ResolvedMailbox[] = [];
	for await (const result of resolveMailboxes(exchange, ...given)) results.push(result);
	return results;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const item of items) all.push(item);
	return all;
}

describe('resolving mailboxes', () => {
	it('gives one result for each user, in order, with calendar and right', async () => {
		const results = await resolved([
			{ user: 'bob' },
			{ user: 'alice' },
			{ user: 'alice smith' },
			{ user: 'nobody' },
			{ user: 'carol', blocked: true },
			{ user: 'x', replacementEmail: 'a.jansen@enyoi.example' },
			{ user: 'room1' },
			{ user: 'hidden' },
			{ user: 'partner@other.example' },
			{ user: 'sales' },
		]);
		expect(results.map(({ user, status }) => [user, status])).toEqual([
			['bob', 'resolved'],
			['alice', 'resolved'],
			['alice smith', 'invalidAddress'],
			['nobody', 'notFound'],
			['carol', 'blocked'],
			['x', 'resolved'],
			['room1', 'resolved'],
			['hidden', 'resolved'],
			['partner@other.example', 'noMailbox'],
			['sales', 'noMailbox'],
		]);
		expect(results[1]).toEqual({
			user: 'alice',
			emailAddress: 'alice@enyoi.example',
			addressSource: 'composed',
			status: 'resolved',
			displayName: 'Alice Jansen',
			mailboxType: 'mailbox',
			calendar: { id: expect.any(String), access: 'write', itemCount: 0 },
		});
		expect(results[5].calendar).toEqual(results[1].calendar);
		expect(results[8]).toMatchObject({ mailboxType: 'contact' });
		expect(results[9]).toMatchObject({ mailboxType: 'publicDL' });
	});

	it('looks each distinct address up once', async () => {
		const before = server.requests.length;
		const users = Array.from({ length: 300 }, (_, i) => ({ user: i % 2 ? 'ALICE' : 'alice' }));
		const results = await resolved(users, { check: 'directory' });
		expect(results).toHaveLength(300);
		expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['resolved']));
		expect(server.requests.length - before).toBe(1);
	});

	it('asks nothing with check none', async () => {
		const before = server.requests.length;
		const alice = {
			user: 'alice',
			emailAddress: 'alice@enyoi.example',
			addressSource: 'composed',
			status: 'resolved',
		};
		expect(await resolved([{ user: 'alice' }, 'alice'], { check: 'none' })).toEqual([alice, alice]);
		expect(server.requests.length).toBe(before);
	});

	it('replaces a group by its members, groups within and circles included', async () => {
		const results = await resolved([{ user: 'sales' }], {
			check: 'directory',
			expandGroups: true,
		});
		expect(results.map(({ emailAddress, memberOf }) => [emailAddress, memberOf])).toEqual([
			['alice@enyoi.example', 'sales@enyoi.example'],
			['bob@enyoi.example', 'sales@enyoi.example'],
		]);
	});

	it('offers the candidates when several fit', async () => {
		const [result] = await resolved([{ user: 'ops' }], { check: 'directory' });
		expect(result).toMatchObject({ status: 'ambiguous', emailAddress: 'ops@enyoi.example' });
		expect(result.candidates?.map(({ emailAddress }) => emailAddress).sort()).toEqual([
			'ops@enyoi.example.de',
			'ops@enyoi.example.nl',
		]);
	});

	it('goes on after a mailbox that fails', async () => {
		const fault = server.faults.add({
			fault: itemError('ErrorMailboxFailover'),
			mailbox: 'bob@enyoi.example',
			operation: 'GetFolder',
		});
		const broken = server.faults.add({
			fault: notXml(),
			mailbox: 'room1@enyoi.example',
			operation: 'GetFolder',
		});
		try {
			const results = await resolved([{ user: 'room1' }, { user: 'alice' }]);
			expect(results.map(({ status }) => status)).toEqual(['failed', 'resolved']);
			expect(results[0]).toMatchObject({ error: expect.any(Error), message: expect.any(String) });
		} finally {
			fault.remove();
			broken.remove();
		}
	});

	it('lists further calendars, the default one first', async () => {
		server.company.user('alice').addCalendar('Projects');
		const [result] = await resolved([{ user: 'alice' }], { listCalendars: true });
		expect(
			result.calendars?.map(({ name, isDefault, access }) => [name, isDefault, access]),
		).toEqual([
			['Calendar', true, 'write'],
			['Projects', false, 'write'],
		]);
	});

	it('reads the time zone from the options of the web client, else from the working hours', async () => {
		const workHours =
			'<?xml version="1.0"?><Root xmlns="WorkingHours.xsd"><WorkHoursVersion1><TimeZone><Bias>-60</Bias><Name>W. Europe Standard Time</Name></TimeZone></WorkHoursVersion1></Root>';
		const configuration = {
			folder: { distinguished: 'calendar' },
			name: 'WorkHours',
			xmlData: Buffer.from(workHours),
		};
		for (const mailbox of ['alice@enyoi.example', 'bob@enyoi.example']) {
			await call(exchange, createUserConfiguration, configuration, { mailbox });
		}
		server.company.user('bob').chooseTimeZone('Tokyo Standard Time');
		const results = await resolved([{ user: 'alice' }, { user: 'bob' }, { user: 'room1' }]);
		expect(results.map(({ timeZone }) => timeZone)).toEqual([
			'W. Europe Standard Time',
			'Tokyo Standard Time',
			undefined,
		]);
	});

	it('tells write from read from none with folder permissions', async () => {
		const { company } = server;
		company.user('alice').share('svc-delegate@enyoi.example', 'Editor');
		company.user('bob').share('svc-delegate@enyoi.example', 'Reviewer');
		const delegate = connected.reconnect({
			user: 'svc-delegate',
			password: company.account('svc-delegate')!.password,
			mailboxAccess: 'delegate',
		});
		try {
			const results = await collect(
				resolveMailboxes(delegate, [{ user: 'alice' }, { user: 'bob' }, { user: 'room1' }]),
			);
			expect(results.map(({ status, calendar }) => [status, calendar?.access])).toEqual([
				['resolved', 'write'],
				['resolved', 'read'],
				['accessDenied', undefined],
			]);
			expect(results[2].error).toMatchObject({
				code: 'accessDenied',
				command: expect.stringContaining('Add-MailboxFolderPermission $calendar'),
			});
		} finally {
			await delegate.close();
		}
	});

	it('stops at a wrong password before it is tried for everybody', async () => {
		const wrong = connected.reconnect({ password: 'wrong' });
		const before = server.requests.length;
		try {
			const users = Array.from({ length: 50 }, (_, i) => ({ user: `user${i}` }));
			await expect(collect(resolveMailboxes(wrong, users))).rejects.toMatchObject({
				code: 'signIn',
			});
			const tries = server.requests
				.slice(before)
				.filter(({ headers }) => headers.authorization !== undefined);
			expect(tries.length).toBeLessThanOrEqual(1);
		} finally {
			await wrong.close();
		}
	});

	describe('where autodiscover finds mailboxes at several servers', () => {
		const users = ['alice', 'bob', 'room1'].map((name) => `${name}@enyoi.example`);

		/** Those of `refusing` are at a server that lets the account not in. */
		async function resolveAll(asked: readonly string[], refusing: readonly string[]) {
			let shown = 0;
			const other = createServer((request, response) => {
				if (request.headers.authorization) shown++;
				request.resume();
				response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
			}).listen(0, '127.0.0.1');
			await once(other, 'listening');
			const { port } = other.address() as AddressInfo;
			// The directory is asked where this mailbox is.
			const changes = { server: undefined, autodiscover: true, testMailbox: users[0] };
			const at = connected.reconnect(changes);
			const store = new Map();
			const kept = keptDiscoveries(at.settings, Date.now, store);
			for (const mailbox of users) {
				const ewsUrl = refusing.includes(mailbox)
					? `http://127.0.0.1:${port}/EWS/Exchange.asmx`
					: server.url;
				kept.keep(mailbox, 'enyoi.example', { ewsUrl, answeredBy: ewsUrl });
			}
			Object.assign(at, { ewsUrl: createEwsUrlFinder(at.settings, { store }) });
			const found = await outcomeOf(collect(resolveMailboxes(at, asked)));
			await at.close();
			other.close();
			return { found, shown, server: `127.0.0.1:${port}` };
		}

		it.each([
			['first', ['bob', 'room1']],
			['last', ['alice', 'bob']],
		])('one that refuses the account fails its own mailboxes, in words: %s', async (_, names) => {
			const refusing = users.filter((user) => names.includes(user.split('@')[0]));
			const asked = [...users].sort((a, b) => +refusing.includes(b) - +refusing.includes(a));
			const { found, shown, server: refused } = await resolveAll(asked, refusing);
			expect(found).toMatchObject({ ok: true });
			expect(found.ok && found.value).toMatchObject(
				asked.map((user) =>
					refusing.includes(user)
						? { status: 'failed', message: expect.stringContaining(refused) }
						: { status: 'resolved' },
				),
			);
			expect(shown).toBe(1);
		});

		it.each([
			['fails its own mailboxes, and no others', true],
			['ends the run where all are at it', false],
		])('one that is down %s', async (_, hasSeveral) => {
			const down = 'http://127.0.0.1:9/EWS/Exchange.asmx';
			const at = connected.reconnect({ server: undefined, autodiscover: true });
			const find = async (mailbox?: string) =>
				hasSeveral && mailbox !== users[1] ? server.url : down;
			Object.assign(at, { ewsUrl: Object.assign(find, { hasSeveralServers: () => hasSeveral }) });
			const found = await outcomeOf(collect(resolveMailboxes(at, users)));
			await at.close();
			if (hasSeveral) {
				expect(found.ok && found.value).toMatchObject([
					{ status: 'resolved' },
					{ status: 'failed', message: expect.stringContaining('127.0.0.1:9 ') },
					{ status: 'resolved' },
				]);
			} else {
				expect(found).toMatchObject({ ok: false, error: { code: 'unreachable' } });
			}
		});

		it('ends where all are at one that refuses the account, which sees it once', async () => {
			const { found, shown } = await resolveAll([...users, 'alice'], users);
			expect(found).toMatchObject({ ok: false, error: { code: 'signIn' } });
			expect(shown).toBe(1);
		});
	});

	it('ends with a server that refuses the account, however many are still to come', async () => {
		const bad = await connected.reconnect({ password: 'wrong' });
		const ewsUrl = Object.assign(async () => server.url, { hasSeveralServers: () => false });
		Object.assign(bad, { ewsUrl });
		let taken = 0;
		const users = function* () {
			for (;;) yield { user: `user${taken++}` };
		};
		const found = await outcomeOf(collect(resolveMailboxes(bad, users(), { check: 'directory' })));
		await bad.close();
		expect(found).toMatchObject({ ok: false, error: { code: 'signIn' } });
		expect(taken).toBeLessThan(500);
	});

	it('ends when it is cancelled, and when nobody reads on', async () => {
		const users = Array.from({ length: 200 }, (_, i) => ({ user: `user${i}` }));
		const cancelled = resolveMailboxes(exchange, users, { signal: AbortSignal.abort() });
		await expect(collect(cancelled)).rejects.toMatchObject({ code: 'cancelled' });
		for await (const result of resolveMailboxes(exchange, users, { check: 'directory' })) {
			expect(result.user).toBe('user0');
			break;
		}
	});

	it('finds out about hundreds of users over the connections there are', async () => {
		const users = Array.from({ length: 300 }, (_, i) => ({ user: `user${i}` }));
		const results = await resolved(users, { check: 'directory' });
		expect(results.map(({ user }) => user)).toEqual(users.map(({ user }) => user));
		const used = new Set(server.requests.slice(-300).map(({ connection }) => connection));
		expect(used.size).toBeLessThanOrEqual(4);
		expect(used.size).toBeGreaterThan(1);
	});
});

describe('addresses of a mailbox', () => {
	const alias = 'a.liddell@enyoi.example';
	const primary = 'alice@enyoi.example';

	async function resolvedOn(
		behaviours: Partial<Behaviours>,
		user: string,
		{ isInDirectory = true } = {},
	): Promise<ResolvedMailbox> {
		const company = new Company();
		company.addPerson({ accountName: 'alice', aliases: [alias] });
		company.addPerson({ accountName: 'bobbr', smtpAddress: 'bob@enyoi.example.br' });
		const settings = { mailboxAccess: 'delegate' } as const;
		company.user('alice').share(company.serviceAccount.mailbox!, 'Editor');
		const other = await startConnected({ company, behaviours, settings });
		const fault = responseError('ErrorNameResolutionNoResults');
		if (!isInDirectory) other.server.faults.add({ fault, operation: 'ResolveNames' });
		try {
			const [result] = await collect(resolveMailboxes(other.exchange, [{ user }]));
			return result;
		} finally {
			await other.close();
		}
	}

	it.each(['partial', 'exact'] as const)(
		'one that another only begins like is not there (name resolution: %s)',
		async (nameResolution) => {
			const result = await resolvedOn({ nameResolution }, 'bob');
			expect(result).toMatchObject({ emailAddress: 'bob@enyoi.example' });
			expect(result.status).not.toBe('resolved');
			expect(result).not.toHaveProperty('calendar');
		},
	);

	it.each<Partial<Behaviours>>([
		{ nameResolution: 'partial' },
		{ nameResolution: 'exact' },
		{ nameResolution: 'partial', distinguishedFolderAddress: 'primaryOnly' },
	])('a further one leads to the primary one (%j)', async (behaviours) => {
		expect(await resolvedOn(behaviours, alias)).toMatchObject({
			status: 'resolved',
			emailAddress: primary,
			givenAddress: alias,
		});
	});

	it('a further one that the directory does not find leads there as well', async () => {
		const behaviours = { distinguishedFolderAddress: 'primaryOnly' } as const;
		expect(await resolvedOn(behaviours, alias, { isInDirectory: false })).toMatchObject({
			status: 'resolved',
			emailAddress: primary,
			givenAddress: alias,
		});
	});
});

describe('an address beyond those that the directory lists of somebody', () => {
	const aliases = ['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => `${name}@enyoi.example`);
	const primary = 'alice@enyoi.example';

	/** Alice, whom the directory lists with three of her addresses, and others whose begin like them. */
	async function resolvedFor(
		users: readonly string[],
		{
			check,
			isShared = true,
			...options
		}: {
			check: 'directory' | 'calendar';
			isShared?: boolean;
			behaviours?: Partial<Behaviours>;
			settings?: Partial<ConnectionSettings>;
		},
	): Promise<{ results: ResolvedMailbox[]; operations: unknown[] }> {
		const company = new Company({ domain: 'enyoi.example' });
		company.addPerson({ accountName: 'alice', displayName: 'Alice Jansen', aliases });
		const further = ['b1', 'b2', 'b3'].map((name) => `${name}@enyoi.example`);
		company.addPerson({
			accountName: 'bob',
			aliases: [...further, 'a4@enyoi.example.br', 'nobody@enyoi.example.br'],
		});
		if (isShared) company.user('alice').share(company.serviceAccount.mailbox!, 'Editor');
		const other = await startConnected({ company, ...options });
		try {
			const asked = users.map((user) => ({ user }));
			const results = await collect(resolveMailboxes(other.exchange, asked, { check }));
			return { results, operations: other.server.requests.map(({ operation }) => operation) };
		} finally {
			await other.close();
		}
	}

	describe.each(['directory', 'calendar'] as const)('with check %s', (check) => {
		it.each<[string, Partial<ConnectionSettings>, Partial<Behaviours>]>([
			['the same calendar for both', {}, { nameResolution: 'exact' }],
			['the same calendar, others offered too', {}, { nameResolution: 'partial' }],
			['its primary one', { mailboxAccess: 'delegate' }, {}],
			[
				'the same calendar to a delegate',
				{ mailboxAccess: 'delegate' },
				{ distinguishedFolderAddress: 'anyAddress' },
			],
		])('leads to the primary one, once Exchange gives %s', async (_what, settings, behaviours) => {
			const { results } = await resolvedFor(aliases, { check, settings, behaviours });

			expect(results).toEqual(
				aliases.map((givenAddress) =>
					expect.objectContaining({ status: 'resolved', emailAddress: primary, givenAddress }),
				),
			);
		});

		it('that nobody has is nobody’s whose address begins like it', async () => {
			const { results } = await resolvedFor(['nobody'], { check });

			expect(results).toMatchObject([
				{ status: 'notFound', candidates: [{ emailAddress: 'bob@enyoi.example' }] },
			]);
		});
	});

	it('is said to be perhaps theirs where no calendar may be opened', async () => {
		const settings = { mailboxAccess: 'delegate' } as const;
		const behaviours = { distinguishedFolderAddress: 'anyAddress' } as const;
		const options = { check: 'directory', isShared: false, settings, behaviours } as const;
		const { results } = await resolvedFor(['a5'], options);

		expect(results).toMatchObject([
			{
				status: 'notFound',
				candidates: [{ emailAddress: primary }],
				message: expect.stringContaining('has alice@enyoi.example, but not all of their addresses'),
			},
		]);
	});

	it.each(['alice', 'b1'])('opens nothing where the directory lists %s', async (user) => {
		const { results, operations } = await resolvedFor([user], { check: 'directory' });

		expect(results).toMatchObject([{ status: 'resolved' }]);
		expect(operations).not.toContain('GetFolder');
	});
});

describe('a user principal name', () => {
	const principalName = 'asmith@corp.enyoi.local';
	const primary = 'anna.smith@enyoi.example';

	/** Somebody whose principal name is no address, and others whose names begin like it. */
	async function resolvedBy(
		user: string,
		settings: Partial<ConnectionSettings> = {},
	): Promise<ResolvedMailbox> {
		const company = new Company({ domain: 'enyoi.example' });
		company.addPerson({
			accountName: 'anna',
			smtpAddress: primary,
			userPrincipalName: principalName,
		});
		company.addPerson({ accountName: 'carl', userPrincipalName: 'cole@corp.enyoi.local.br' });
		company.addPerson({ accountName: 'dan', userPrincipalName: 'dan@corp.enyoi.local.br' });
		company.addPerson({
			accountName: 'dana',
			userPrincipalName: 'dan@corp.enyoi.local',
			hiddenFromAddressLists: true,
		});
		// Only where the directory looks at principal names, too.
		const behaviours = { nameResolution: 'exact' } as const;
		const other = await startConnected({ company, settings, behaviours });
		try {
			const [result] = await collect(resolveMailboxes(other.exchange, [{ user }]));
			return result;
		} finally {
			await other.close();
		}
	}

	it('leads to the primary address, once Exchange opens the same calendar for both', async () => {
		expect(await resolvedBy(principalName)).toMatchObject({
			status: 'resolved',
			emailAddress: primary,
			givenAddress: principalName,
			calendar: { access: 'write' },
		});
	});

	it.each([
		['nobody has', 'cole', 'carl'],
		['somebody hidden has', 'dan', 'dan'],
	])('that %s is nobody else’s whose name begins like it', async (_who, name, offered) => {
		const result = await resolvedBy(`${name}@corp.enyoi.local`);

		expect(result).toMatchObject({
			status: 'notFound',
			candidates: [{ emailAddress: `${offered}@enyoi.example` }],
		});
		expect(result).not.toHaveProperty('calendar');
	});

	it('is not taken for somebody where nobody can be acted as', async () => {
		expect(await resolvedBy(principalName, { mailboxAccess: 'delegate' })).toMatchObject({
			status: 'notFound',
			candidates: [{ emailAddress: primary }],
		});
	});
});

describe('with folder permissions on a calendar alone', () => {
	it.each([
		['invisible', ['Calendar']],
		['visible', ['Calendar', 'Shared']],
	] as const)('lists calendars where the top of the mailbox is %s', async (folderRoot, names) => {
		const company = new Company({ domain: 'enyoi.example' });
		const alice = company.addPerson({ accountName: 'alice' });
		alice.share(company.serviceAccount.mailbox!, 'Reviewer');
		const shared = company.user('alice').addCalendar('Shared');
		shared.folder.permissions.set(company.serviceAccount.mailbox!, 'Reviewer');
		const settings = { mailboxAccess: 'delegate' } as const;
		const other = await startConnected({ company, behaviours: { folderRoot }, settings });
		try {
			const options = { listCalendars: true };
			const [result] = await collect(
				resolveMailboxes(other.exchange, [{ user: 'alice' }], options),
			);
			expect(result).toMatchObject({ status: 'resolved', calendar: { access: 'read' } });
			expect(result.calendars?.map(({ name }) => name)).toEqual(names);
		} finally {
			await other.close();
		}
	});
});
