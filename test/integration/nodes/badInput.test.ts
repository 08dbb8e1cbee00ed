/** What people get wrong: each is named, with what to do, and changes nothing on the server. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { ConnectionSettings } from '../../../exchange/settings';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { mailboxes, startCompany, type SmallCompany } from './company';
import { syncParameters } from '../../support/panelParameters';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';

let small: SmallCompany;

beforeAll(async () => {
	small = await startCompany();
});

afterAll(async () => await small.server.close());

beforeEach(() => void small.operations());

async function sync({
	credential,
	...options
}: Partial<Omit<NodeRunOptions, 'credential'>> & {
	credential?: Partial<ConnectionSettings>;
}): Promise<NodeRun> {
	return await runNode(new SyncCalendarItems(), {
		credential: { ...small.credential, ...credential },
		items: mailboxes('alice'),
		...options,
		parameters: syncParameters(options.parameters),
	});
}

/** The same failure stops the node, or goes to the error output with the cause beside it. */
async function expectFailure(
	options: Parameters<typeof sync>[0],
	expected: { name: string; message: RegExp; description: RegExp; code: RegExp },
): Promise<void> {
	const stopped = await sync(options);
	const { json, error } = await sync({ ...options, onError: 'continueErrorOutput' });

	expect(stopped.error?.name).toBe(expected.name);
	expect(stopped.error?.message).toMatch(expected.message);
	expect(stopped.error?.description).toMatch(expected.description);
	expect(JSON.stringify(stopped.error)).not.toContain(small.credential.password);
	expect(error).toBeUndefined();
	expect(json).toMatchObject([
		[],
		[],
		[
			{
				error: expect.stringMatching(expected.message),
				details: {
					code: expect.stringMatching(expected.code),
					description: expect.stringMatching(expected.description),
				},
			},
		],
	]);
	expect(writes(small.operations())).toEqual([]);
}

const writes = (operations: string[]) =>
	operations.filter((name) => /^(Create|Update|Delete|Move)/.test(name));

it.each<[string, Partial<ConnectionSettings>, RegExp]>([
	['missing e-mail DNS', { emailDns: '' }, /e-mail DNS.*Email Domain \(DNS\)/i],
	['unusable server address', { server: 'mail server' }, /server "mail server"/],
	['no server', { server: '' }, /server is missing/],
	['plain http to another host', { server: 'http://mail.enyoi.example' }, /http:.*mail.enyoi/],
	['no password', { password: '' }, /password is missing/],
	['too many connections', { maxConnections: 99 }, /Maximum Connections/],
])('%s', async (_, credential, message) => {
	await expectFailure(
		{ credential },
		{ name: 'NodeOperationError', message, description: /./, code: /settings/ },
	);
	expect(small.operations()).toEqual([]);
});

it.each(['mailbox', 'item'])(
	'wrong password: tried once for many mailboxes (%s)',
	async (positionStore) => {
		const refused = () =>
			small.server.requests.filter(
				({ status, user, headers }) =>
					status === 401 && (user !== undefined || headers.authorization !== undefined),
			).length;
		const before = refused();

		const { error } = await sync({
			// A refused one is remembered.
			credential: { password: `wrong for ${positionStore}` },
			parameters: { positionStore },
			items: mailboxes('alice', 'bob', 'carol', 'dave', 'erin'),
		});

		expect(refused() - before).toBe(1);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '401' });
		expect(error?.message).toContain(small.credential.user);
		expect(error?.description).toMatch(/password/i);
		expect(JSON.stringify(error)).not.toContain('wrong for');
	},
);

it('no impersonation right', async () => {
	const account = small.company.addServiceAccount({
		accountName: 'svc-plain',
		impersonation: null,
	});
	await expectFailure(
		{ credential: { user: account.userPrincipalName, password: account.password } },
		{
			name: 'NodeApiError',
			message: /svc-plain.*alice@enyoi\.example/,
			description: /ApplicationImpersonation[^]*New-ManagementRoleAssignment/,
			code: /impersonation/,
		},
	);
});

it('unknown mailbox', async () => {
	await expectFailure(
		{ items: mailboxes('nobody') },
		{
			name: 'NodeApiError',
			message: /nobody@enyoi\.example/,
			description: /./,
			code: /notFound|mailboxUnavailable/,
		},
	);
});

it('no calendar right', async () => {
	await expectFailure(
		{ credential: { mailboxAccess: 'delegate' }, parameters: { positionStore: 'item' } },
		{
			name: 'NodeApiError',
			message: /alice@enyoi\.example/,
			description: /right|permission/i,
			// Exchange says of a calendar that one may not see that there is none.
			code: /accessDenied|notFound/,
		},
	);
});

describe('a position', () => {
	const ofItem = { positionStore: 'item' };
	let position: IDataObject[string];

	beforeAll(async () => {
		const { json } = await sync({ parameters: ofItem });
		[{ position }] = json[1];
	});

	it.each<[string, () => IDataObject]>([
		['that is not ours', () => ({ position: 'yesterday' })],
		['of another mailbox', () => ({ position, emailAddress: 'bob@enyoi.example' })],
	])('%s', async (_, item) => {
		await expectFailure(
			{ items: [{ ...mailboxes('alice')[0], ...item() }], parameters: ofItem },
			{ name: 'NodeOperationError', message: /position/i, description: /./, code: /position/ },
		);
	});
});

it.each([
	['negative days', { pastDays: -1 }, /Past Days/],
	['a window over two years', { pastDays: 400, futureDays: 400 }, /Past Days.*Future Days/],
	['no mailbox', { mailbox: '={{ $json.nothing }}' }, /Mailbox/],
	['no mail address', { mailbox: 'alice' }, /alice/],
])('%s', async (_, parameters, message) => {
	await expectFailure(
		{ parameters: { ...parameters, positionStore: 'item' } as INodeParameters },
		{ name: 'NodeOperationError', message, description: /./, code: /input/ },
	);
});

it('a calendar that does not exist', async () => {
	const parameters = { calendar: { __rl: true, mode: 'id', value: 'AAMkAGNowhere=' } };

	const { error } = await sync({ parameters: { ...parameters, positionStore: 'item' } });

	expect(error?.message).toMatch(/alice@enyoi\.example/);
	expect(error?.description).toBeTruthy();
});
