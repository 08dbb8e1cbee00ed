import { addCredential } from '../../scripts/lib/demoSetup.mjs';
import { Company } from '../exchangeServer/company';
import { startSession, startTimeoutMs, type Session } from './session';
import { end, items, ours, saveWorkflow } from './workflow';

let session: Session;
beforeAll(async () => {
	const company = new Company();
	company.addServiceAccount({ impersonation: null });
	company.addPerson({ accountName: 'alice' }).calendar.create({
		subject: 'Review',
		start: new Date(Date.now() + 86_400_000),
	});
	session = await startSession(company);
}, startTimeoutMs);
afterAll(async () => await session?.stop());

const getChanges = ours('syncCalendarItems', 'Sync', {
	operation: 'getChanges',
	mailbox: { __rl: true, mode: 'address', value: 'alice@enyoi.example' },
});

async function runSyncWith(changes: Record<string, unknown>) {
	const { client, exchange } = session;
	const credential = await addCredential(client, exchange, changes);
	const workflow = await saveWorkflow(client, credential, [...items([{}], 'Sync'), getChanges]);
	const execution = await workflow.run();
	expect(execution.status).toBe('error');
	return execution.error('Sync');
}

it('a wrong password fails the run, says so, and is not tried again', async () => {
	const before = session.exchange.requests.length;
	const error = await runSyncWith({ password: 'not-this-one' });

	expect(error).toMatchObject({ message: expect.stringMatching(/sign|password|refused/i) });
	expect(JSON.stringify(error)).not.toContain('not-this-one');
	expect(session.exchange.requests.slice(before).map(({ user }) => user)).not.toContain('svc-n8n');
});

it('no right to impersonate names the mailbox, and tells the administrator what to do', async () => {
	const error = await runSyncWith({});

	expect(error).toMatchObject({ message: expect.stringContaining('alice@enyoi.example') });
	expect(`${error?.description}`).toContain('New-ManagementRoleAssignment');
});

it.each([
	['Email Domain (DNS)', { emailDns: '' }],
	['server', { server: 'not a server address' }],
	['server', { server: 'http://mail.enyoi.example/EWS/Exchange.asmx' }],
])('a field %s that cannot be used is named', async (field, changes) => {
	const error = await runSyncWith(changes);
	expect(`${error?.message}`.toLowerCase()).toContain(field.toLowerCase());
});

it('a failing connection test is a report on Failed, not an error of the workflow', async () => {
	const { client, exchange } = session;
	const credential = await addCredential(client, exchange, { password: 'not-this-one' });
	const workflow = await saveWorkflow(client, credential, [
		ours(
			'testExchangeConnection',
			'Test',
			{ mailboxes: 'alice@enyoi.example' },
			{ next: [['Passed'], ['Failed']] },
		),
		end('Passed'),
		end('Failed'),
	]);
	const execution = await workflow.run();

	expect(execution.status).toBe('success');
	expect(execution.items('Passed')).toEqual([]);
	const [{ json: report }] = execution.items('Failed');
	expect(report).toMatchObject({ ok: false });
	const checks = report.checks as unknown as Array<Record<string, string>>;
	expect(checks.find(({ id }) => id === 'authentication')).toMatchObject({
		status: 'failed',
		remedy: expect.stringMatching(/\S/),
	});
	expect(JSON.stringify(report)).not.toContain('not-this-one');
});
