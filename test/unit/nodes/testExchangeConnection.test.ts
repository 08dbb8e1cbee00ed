import type { ICredentialsHelper, ICredentialTestFunctions } from 'n8n-workflow';
import * as behaviours from '../../../exchange/diagnosis/behaviours/describeBehaviours';
import * as library from '../../../exchange/diagnosis/testConnection';
import type { CheckResult, ConnectionReport } from '../../../exchange/diagnosis/report';
import { ExchangeError } from '../../../exchange/errors';
import { TestExchangeConnection } from '../../../nodes/TestExchangeConnection/TestExchangeConnection.node';
import {
	additionalData,
	runNode,
	type NodeRun,
	type NodeRunOptions,
} from '../../support/runWorkflow';
import { toolOf } from '../../support/toolOf';

jest.mock('../../../exchange/diagnosis/testConnection', () => ({
	testConnection: jest.fn(),
	testButtonChecks: ['settings', 'authentication'],
}));

jest.mock('../../../exchange/diagnosis/behaviours/describeBehaviours', () => ({
	describeBehaviours: jest.fn(),
}));

const testConnection = jest.mocked(library.testConnection);
const describeBehaviours = jest.mocked(behaviours.describeBehaviours);

const failedCheck: CheckResult = {
	id: 'authentication',
	title: 'The service account signs in',
	status: 'failed',
	durationMs: 1,
	details: 'The server refused the password of svc-n8n.',
	remedy: 'Enter the right password.',
	command: 'Unlock-ADAccount svc-n8n',
};

function report(...checks: CheckResult[]): ConnectionReport {
	const ok = checks.length === 0;
	return { ok, summary: ok ? 'All is well.' : 'Not well.', server: {}, checks, report: '# Report' };
}

const brokenCredentials = {
	...additionalData({}).credentialsHelper,
	getDecrypted: async () => {
		throw new Error('The credential cannot be decrypted');
	},
} as unknown as ICredentialsHelper;

async function test(options: Partial<NodeRunOptions>): Promise<NodeRun> {
	return await runNode(new TestExchangeConnection(), {
		credential: { server: 'mail.enyoi.example', clientKey: '', maxConnections: 2 },
		...options,
	});
}

beforeEach(() => testConnection.mockReset());

it('sends each report to Passed or Failed, and never fails itself', async () => {
	testConnection.mockResolvedValueOnce(report(failedCheck)).mockResolvedValueOnce(report());

	const { outputs, error } = await test({ items: [{}, {}] });

	expect(error).toBeUndefined();
	expect(outputs[0]).toMatchObject([{ json: { ok: true }, pairedItem: { item: 1 } }]);
	expect(outputs[1]).toMatchObject([
		{ json: { ok: false, checks: [failedCheck], report: '# Report' }, pairedItem: { item: 0 } },
	]);
});

it('tells a model what failed, which gets the first output alone', async () => {
	testConnection.mockResolvedValueOnce(report(failedCheck)).mockResolvedValueOnce(report());
	const credential = { server: 'mail.enyoi.example' };
	const call = toolOf(new TestExchangeConnection(), { credential });

	expect(JSON.parse(await call())).toMatchObject([{ ok: false, checks: [failedCheck] }]);
	expect(JSON.parse(await call())).toMatchObject([{ ok: true }]);
});

it.each([
	['', undefined],
	['a@enyoi.example, b@enyoi.example;\n c@enyoi.example ', ['a', 'b', 'c']],
	['={{ $json.list }}', ['d', 'e']],
])('reads the mailboxes of %j', async (mailboxes, names) => {
	testConnection.mockResolvedValue(report());

	await test({
		items: [{ list: ['d@enyoi.example', ' e@enyoi.example', ''] }],
		parameters: { mailboxes, writeTest: true },
	});

	expect(testConnection).toHaveBeenCalledWith(
		{ server: 'mail.enyoi.example', maxConnections: 2 },
		expect.objectContaining({
			mailboxes: names?.map((name) => `${name}@enyoi.example`),
			writeTest: true,
		}),
	);
});

it.each(['test', 'describeServer'])(
	'sends what keeps all items of %s from being worked on to Failed',
	async (operation) => {
		const { json } = await test({
			items: [{}, {}],
			parameters: { operation },
			credentialsHelper: brokenCredentials,
			onError: 'continueRegularOutput',
		});

		const failed = expect.objectContaining({
			error: expect.stringContaining('cannot be decrypted'),
		});
		expect(json).toEqual([[], [failed, failed]]);
	},
);

it('names a parameter that can not be read', async () => {
	const options = { items: [{ list: [{ not: 'text' }] }] };
	const parameters = { mailboxes: '={{ $json.list }}' };

	const { error } = await test({ ...options, parameters });
	const { json } = await test({ ...options, parameters, onError: 'continueErrorOutput' });

	expect(error?.message).toContain('Mailboxes is a list');
	expect(json.map((output) => output.length)).toEqual([0, 0, 1]);
	expect(testConnection).not.toHaveBeenCalled();
});

describe('Describe Server', () => {
	const description = {
		schema: 'Exchange2013_SP1',
		mailboxAccess: 'impersonation' as const,
		behaviours: [],
		report: '# Behaviours',
	};
	const credential = {
		server: 'mail.enyoi.example',
		version: 'Exchange2019' as const,
		emailDns: 'enyoi.example',
		user: 'svc-n8n',
		password: 'secret',
	};
	const parameters = { operation: 'describeServer', mailbox: '={{ $json.mailbox }}' };

	it('gives a description for each item, of the mailbox that is named', async () => {
		describeBehaviours.mockResolvedValue(description);

		const { json, error } = await test({
			items: [{ mailbox: 'alice@enyoi.example' }, {}],
			credential,
			parameters,
		});

		expect(error).toBeUndefined();
		expect(json.slice(0, 2)).toEqual([[description, description], []]);
		expect(describeBehaviours.mock.calls.map(([, options]) => options?.mailbox)).toEqual([
			'alice@enyoi.example',
			undefined,
		]);
		expect(testConnection).not.toHaveBeenCalled();
	});

	it('fails where the calendar can not be opened', async () => {
		describeBehaviours.mockRejectedValue(new ExchangeError('mailboxUnavailable', 'No mailbox'));
		const options = { items: [{}], credential, parameters };

		const { error } = await test(options);
		const { json } = await test({ ...options, onError: 'continueErrorOutput' });

		expect(error?.message).toContain('No mailbox');
		expect(json.map((output) => output.length)).toEqual([0, 0, 1]);
	});
});

describe('the Test button', () => {
	const press = async (data: Record<string, string>) =>
		await new TestExchangeConnection().methods.credentialTest.exchangeServerTest.call(
			{} as ICredentialTestFunctions,
			{ id: '1', name: 'Exchange', type: 'exchangeServerApi', data },
		);

	it('says that all is well', async () => {
		testConnection.mockResolvedValue(report());

		expect(await press({ server: 'mail.enyoi.example', caCertificate: '' })).toEqual({
			status: 'OK',
			message: 'All is well.',
		});
		expect(testConnection).toHaveBeenCalledWith(
			{ server: 'mail.enyoi.example' },
			{ checks: ['settings', 'authentication'], retryRefused: true },
		);
	});

	it.each(['impersonation', 'mailDomain'] as const)(
		'shows the warning of %s, since n8n shows none beside a success',
		async (id) => {
			testConnection.mockResolvedValue({
				...report({ ...failedCheck, id, status: 'warning' }),
				ok: true,
			});
			expect(await press({})).toMatchObject({
				status: 'Error',
				message: expect.stringMatching(/^The connection works, but: /),
			});
		},
	);

	it('passes with any other warning', async () => {
		testConnection.mockResolvedValue({
			...report({ ...failedCheck, id: 'version', status: 'warning' }),
			ok: true,
		});
		expect(await press({})).toEqual({
			status: 'OK',
			message: expect.stringMatching(/^Not well\. The server refused /),
		});
	});

	it('shows the first failure with its remedy', async () => {
		testConnection.mockResolvedValue(report({ ...failedCheck, status: 'warning' }, failedCheck));

		expect(await press({})).toEqual({
			status: 'Error',
			message:
				'The server refused the password of svc-n8n. Enter the right password. Command: Unlock-ADAccount svc-n8n',
		});
	});

	it('shows what else goes wrong', async () => {
		testConnection.mockRejectedValue(new ExchangeError('server', 'Broken'));

		expect(await press({})).toEqual({ status: 'Error', message: 'Broken' });
	});
});
