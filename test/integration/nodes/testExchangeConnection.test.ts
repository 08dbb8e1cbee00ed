import type { ICredentialTestFunctions, IDataObject } from 'n8n-workflow';
import type { ConnectionReport } from '../../../exchange/diagnosis/report';
import { TestExchangeConnection } from '../../../nodes/TestExchangeConnection/TestExchangeConnection.node';
import { startCompany, type SmallCompany } from './company';
import { runNode } from '../../support/runWorkflow';

let small: SmallCompany;

beforeAll(async () => {
	small = await startCompany();
});

afterAll(async () => await small.server.close());

const statusesOf = ({ checks }: ConnectionReport) =>
	Object.fromEntries(checks.map(({ id, status }) => [id, status]));

describe('the node', () => {
	const test = async (credential = {}, parameters = {}) => {
		const { json, error } = await runNode(new TestExchangeConnection(), {
			credential: { ...small.credential, ...credential },
			parameters,
		});
		expect(error).toBeUndefined();
		return json as unknown as ConnectionReport[][];
	};

	it('passes when all is well, and cleans up what it wrote', async () => {
		const [[report], failed] = await test(
			{},
			{ mailboxes: 'alice@enyoi.example, bob@enyoi.example', writeTest: true },
		);

		expect(failed).toEqual([]);
		expect(report.ok).toBe(true);
		expect(statusesOf(report)).toMatchObject({
			settings: 'passed',
			authentication: 'passed',
			impersonation: 'passed',
			calendarRead: 'passed',
		});
		expect(small.company.user('alice').calendar.items()).toEqual([]);
	});

	it.each<[string, IDataObject, string]>([
		['settings', { emailDns: '' }, 'e-mail DNS'],
		['authentication', { password: 'wrong' }, 'svc-n8n'],
		['tcp', { server: 'http://127.0.0.1:9/EWS/Exchange.asmx' }, '127.0.0.1'],
	])('fails at %s and says why', async (check, credential, named) => {
		const [passed, [report]] = await test(credential);

		expect(passed).toEqual([]);
		expect(statusesOf(report)).toMatchObject({ [check]: 'failed' });
		expect(report.report).toContain(named);
		expect(JSON.stringify(report)).not.toContain(small.credential.password);
	});
});

describe('the Test button', () => {
	const press = async (credential = {}) =>
		await new TestExchangeConnection().methods.credentialTest.exchangeServerTest.call(
			{} as ICredentialTestFunctions,
			{
				id: '1',
				name: 'Exchange',
				type: 'exchangeServerApi',
				data: { ...(small.credential as object), ...credential },
			},
		);

	it('says that all is well', async () => {
		expect(await press({ testMailbox: 'alice@enyoi.example' })).toEqual({
			status: 'OK',
			message: expect.any(String),
		});
	});

	it('asks for somebody else’s mailbox when it was given none to act as', async () => {
		expect(await press()).toEqual({
			status: 'Error',
			message: expect.stringMatching(
				/^The connection works, but: The Test Mailbox of the credential is empty.*Enter somebody else's address/,
			),
		});
	});

	it('shows that the mail domain is another', async () => {
		expect(
			await press({ testMailbox: 'alice@enyoi.example', emailDns: 'enyoi.test' }),
		).toMatchObject({ status: 'Error', message: expect.stringContaining('enyoi.test') });
	});

	it.each([
		[{ password: 'wrong' }, /password/i],
		[{ emailDns: '' }, /mail/i],
		[{ testMailbox: 'nobody@enyoi.example' }, /nobody@enyoi\.example/],
	])('shows what is wrong with %j', async (credential, message) => {
		expect(await press(credential)).toEqual({
			status: 'Error',
			message: expect.stringMatching(message),
		});
	});
});
