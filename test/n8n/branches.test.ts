import type { INodeParameters } from 'n8n-workflow';
import type { Execution } from '../../scripts/lib/n8nClient.mjs';
import { Company } from '../exchangeServer/company';
import {
	forbidden,
	notFound,
	responseError,
	serviceUnavailable,
	signInPage,
	signInRedirect,
} from '../exchangeServer/faults';
import { inDays } from './busyOwner';
import { startSession, startTimeoutMs, type Session } from './session';
import { end, items, ours, saveWorkflow, type Step } from './workflow';

const users = ['alice', 'bob', 'carol'];
const addressOf = (user: string) => `${user}@enyoi.example`;

let session: Session;
let company: Company;
beforeAll(async () => {
	company = new Company();
	company.addServiceAccount();
	for (const accountName of users) {
		const { calendar } = company.addPerson({ accountName });
		calendar.create({ subject: `Review of ${accountName}`, start: inDays(3) });
	}
	session = await startSession(company);
}, startTimeoutMs);
afterAll(async () => await session?.stop());

const sync = (parameters: INodeParameters = {}, more: Partial<Step> = {}): Step =>
	ours(
		'syncCalendarItems',
		'Sync',
		{
			operation: 'getChanges',
			mailbox: { __rl: true, mode: 'address', value: '={{ $json.emailAddress }}' },
			...parameters,
		},
		{ next: [['Changes'], ['Position']], ...more },
	);

const withErrorOutput: Partial<Step> = {
	onError: 'continueErrorOutput',
	next: [['Changes'], ['Position'], ['Errors']],
};

const mailboxes = (names: string[], next: string) =>
	items(
		names.map((name) => ({ emailAddress: addressOf(name) })),
		next,
	);

/** Steps drawn from top to bottom in the order given. */
const save = async (steps: Step[], credential = session.credential) =>
	await saveWorkflow(session.client, credential, steps);

const orderOf = (execution: Execution, ...nodes: string[]) =>
	nodes
		.filter((node) => execution.data.resultData.runData[node])
		.sort((a, b) => indexOf(execution, a) - indexOf(execution, b));

const indexOf = ({ data }: Execution, node: string) =>
	data.resultData.runData[node][0].executionIndex;

const subjectsOf = (execution: Execution) =>
	execution.items('Sync', 0).map(({ json }) => json.subject);

describe('the branches after Get Changes', () => {
	it.each([
		['Changes', 'Position'],
		['Position', 'Changes'],
	])('run from top to bottom of the canvas: %s, then %s', async (upper, lower) => {
		const workflow = await save([...mailboxes(['alice'], 'Sync'), sync(), end(upper), end(lower)]);
		const execution = await workflow.run();
		expect(orderOf(execution, 'Changes', 'Position')).toEqual([upper, lower]);
	});

	it('run to their end one after the other', async () => {
		const workflow = await save([
			...mailboxes(['alice', 'bob'], 'Sync'),
			sync(),
			{ ...end('Changes'), next: [['Later']] },
			end('Later'),
			end('Position'),
		]);
		const execution = await workflow.run();
		expect(orderOf(execution, 'Changes', 'Later', 'Position')).toEqual([
			'Changes',
			'Later',
			'Position',
		]);
	});

	it('are skipped without items', async () => {
		const workflow = await save([
			...mailboxes(['carol'], 'Sync'),
			sync({}, withErrorOutput),
			end('Changes'),
			end('Position'),
			end('Errors'),
		]);
		const first = await workflow.run();
		expect(orderOf(first, 'Changes', 'Position', 'Errors')).toEqual(['Changes', 'Position']);
		const second = await workflow.run();
		expect(orderOf(second, 'Changes', 'Position', 'Errors')).toEqual(['Position']);
	});
});

describe('a mailbox that fails for a while', () => {
	it('keeps its position: its changes come later, those of the others once', async () => {
		const workflow = await save([
			...mailboxes(users, 'Sync'),
			sync({}, withErrorOutput),
			end('Changes'),
			end('Position'),
			end('Errors'),
		]);
		expect(subjectsOf(await workflow.run())).toEqual(users.map((user) => `Review of ${user}`));

		for (const user of users) {
			company.user(user).calendar.create({ subject: `Lunch of ${user}`, start: inDays(5) });
		}
		const fault = session.exchange.faults.add({
			fault: responseError('ErrorAccessDenied'),
			mailbox: addressOf('bob'),
			operation: 'SyncFolderItems',
		});
		const broken = await workflow.run();
		expect(broken.status).toBe('success');
		expect(subjectsOf(broken)).toEqual(['Lunch of alice', 'Lunch of carol']);
		expect(broken.items('Errors').map(({ json }) => json)).toEqual([
			expect.objectContaining({
				emailAddress: addressOf('bob'),
				error: expect.stringContaining(addressOf('bob')),
			}),
		]);

		fault.remove();
		const healed = await workflow.run();
		expect(subjectsOf(healed)).toEqual(['Lunch of bob']);
		expect(orderOf(healed, 'Errors')).toEqual([]);
		expect(subjectsOf(await workflow.run())).toEqual([]);
	});
});

describe('Test Exchange Connection', () => {
	it('sends each item to Passed or Failed by its own report', async () => {
		const wanted = ['alice', 'nobody', 'bob'];
		const workflow = await save([
			...mailboxes(wanted, 'Test'),
			ours(
				'testExchangeConnection',
				'Test',
				{ mailboxes: '={{ $json.emailAddress }}' },
				{ next: [['Passed'], ['Failed']] },
			),
			end('Passed'),
			end('Failed'),
		]);
		const execution = await workflow.run();

		expect(execution.status).toBe('success');
		const pairs = (output: number) =>
			execution.items('Test', output).map(({ json, pairedItem }) => ({ ok: json.ok, pairedItem }));
		expect(pairs(0)).toEqual([
			{ ok: true, pairedItem: { item: 0 } },
			{ ok: true, pairedItem: { item: 2 } },
		]);
		expect(pairs(1)).toEqual([{ ok: false, pairedItem: { item: 1 } }]);
		const [{ json: report }] = execution.items('Failed');
		expect(report.report).toContain(addressOf('nobody'));
	});

	it('runs only the branch that has a report', async () => {
		const workflow = await save([
			...mailboxes(['alice'], 'Test'),
			ours('testExchangeConnection', 'Test', {}, { next: [['Passed'], ['Failed']] }),
			end('Passed'),
			end('Failed'),
		]);
		expect(orderOf(await workflow.run(), 'Passed', 'Failed')).toEqual(['Passed']);

		company.serviceAccount.disabled = true;
		const execution = await workflow.run();
		company.serviceAccount.disabled = false;
		expect(execution.status).toBe('success');
		expect(orderOf(execution, 'Passed', 'Failed')).toEqual(['Failed']);
	});
});

describe("the credential's Test button", () => {
	const press = async (changes: Record<string, unknown>) => {
		const { client, credential } = session;
		const data = { ...credential.data, testMailbox: addressOf('alice'), ...changes };
		return await client.testCredential({ ...credential, data });
	};

	it.each([
		['a plain account name', { user: 'svc-n8n' }],
		['a user principal name', { user: 'svc-n8n@enyoi.example' }],
		['NTLM alone', { authScheme: 'ntlm' }],
		['Basic alone', { authScheme: 'basic' }],
		['a test mailbox', {}],
		['folder permissions and no other mailbox', { mailboxAccess: 'delegate', testMailbox: '' }],
	])('is green with %s', async (_case, changes) => {
		expect(await press(changes)).toMatchObject({ status: 'OK' });
	});

	it.each<[string, Record<string, unknown>, RegExp]>([
		['a user of another domain', { user: 'OTHER\\svc-n8n' }, /OTHER\\svc-n8n/],
		['no password', { password: '' }, /password is missing/],
		[
			'another pinned certificate',
			{ certificateSha256: 'ab'.repeat(32) },
			/another than the pinned one/,
		],
		['a fingerprint that is none', { certificateSha256: 'not hex' }, /64 hexadecimal digits/],
		[
			'an authority that is no certificate',
			{ caCertificate: 'not PEM' },
			/caCertificate is not PEM/,
		],
		['a client key that is none', { clientKey: 'not PEM' }, /clientKey is not PEM/],
		['too many connections', { maxConnections: 99 }, /maxConnections .*99/],
		['impersonation and no other mailbox', { testMailbox: '' }, /Test Mailbox .* is empty/],
		['a test mailbox that is no address', { testMailbox: 'alice smith' }, /alice smith: /],
		[
			'no right on the calendar of the test mailbox',
			{ mailboxAccess: 'delegate', testMailbox: addressOf('alice') },
			/Add-MailboxFolderPermission .*alice@enyoi\.example/,
		],
	])('is red and says why with %s', async (_case, changes, reason) => {
		const { status, message } = await press(changes);
		expect({ status, message }).toEqual({
			status: 'Error',
			message: expect.stringMatching(reason),
		});
		expect(message).not.toContain(String(session.credential.data.password));
	});

	it.each([
		['does not know EWS', notFound(), /EWS URL .*HTTP 404/],
		['has switched EWS off', forbidden(), /Set-OrganizationConfig .*HTTP 403/],
		['shows a page to sign in', signInPage(), /instead of EWS comes a page/],
		['sends the client to a page to sign in', signInRedirect(), /redirects to /],
		['is overloaded', serviceUnavailable(), /application pool .*HTTP 503/],
	])('is red and says why when the server %s', async (_case, fault, reason) => {
		const rule = session.exchange.faults.add({ fault, stage: 'connection' });
		const { status, message } = await press({});
		rule.remove();
		expect({ status, message }).toEqual({
			status: 'Error',
			message: expect.stringMatching(reason),
		});
	});

	it('names the role that is missing to act as somebody', async () => {
		const account = company.serviceAccount;
		account.impersonation = undefined;
		const { status, message } = await press({ testMailbox: addressOf('alice') });
		account.impersonation = 'all';
		expect({ status, message }).toEqual({
			status: 'Error',
			message: expect.stringContaining('New-ManagementRoleAssignment'),
		});
	});
});
