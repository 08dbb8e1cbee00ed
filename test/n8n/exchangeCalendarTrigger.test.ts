import type { INodeParameters } from 'n8n-workflow';
import { Company } from '../exchangeServer/company';
import { subscriptionsOf } from '../exchangeServer/subscriptions';
import { startSession, startTimeoutMs, type Session } from './session';
import { until } from './standstill';

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';

let session: Session;
let company: Company;
beforeAll(async () => {
	company = new Company();
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob', 'carol']) company.addPerson({ accountName });
	session = await startSession(company);
}, startTimeoutMs);
afterAll(async () => await session?.stop());

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const book = () => subscriptionsOf(company);
const calendarOf = (name: string) => company.user(name).calendar;

/** Positions of the mailbox that were written: what happens from then on is told. */
const written = (mailbox: string) =>
	session.exchange.requests.filter(
		(one) =>
			one.operation === 'CreateUserConfiguration' && one.mailbox === mailbox && one.status > 0,
	).length;

async function activeTrigger(
	name: string,
	addresses: string[],
	{ isActive = true, ...more }: INodeParameters & { isActive?: boolean } = {},
) {
	const { id, name: credentialName } = session.credential;
	const node = {
		id: `${name}-trigger`,
		name: 'Trigger',
		type: 'n8n-nodes-exchange-server.exchangeCalendarTrigger',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {
			mailboxes: {
				values: addresses.map((value) => ({ mailbox: { __rl: true, mode: 'address', value } })),
			},
			...more,
		},
		credentials: { exchangeServerApi: { id, name: credentialName } },
	};
	const workflow = await session.client.createWorkflow({
		name,
		nodes: [
			node,
			{
				id: `${name}-end`,
				name: 'End',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [240, 0],
				parameters: {},
			},
		],
		connections: { Trigger: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
	if (isActive) await session.client.activate(workflow.id);
	return workflow;
}

async function nextExecution(workflowId: string, before?: string) {
	let id: string | undefined;
	await until(async () => (id = await session.client.newestExecution(workflowId)) !== before);
	return await session.client.finishedExecution(id!);
}

it('starts a workflow when a calendar changes, also after a pause', async () => {
	const workflow = await activeTrigger('changes', [alice, bob]);
	await until(() => book().openStreams === 1 && written(alice) >= 2 && written(bob) >= 2);

	calendarOf('alice').create({ subject: 'Review', start: inHours(24) });
	const first = await nextExecution(workflow.id);
	expect(first).toMatchObject({ mode: 'trigger', status: 'success' });
	expect(first.items('End').map(({ json }) => json)).toEqual([
		expect.objectContaining({ kind: 'created', subject: 'Review', mailbox: alice }),
	]);

	await session.client.deactivate(workflow.id);
	await until(() => book().openStreams === 0);
	calendarOf('bob').create({ subject: 'Meanwhile', start: inHours(25) });
	await session.client.activate(workflow.id);
	const second = await nextExecution(workflow.id, first.id);
	expect(second.items('End').map(({ json }) => json.subject)).toEqual(['Meanwhile']);
	await session.client.deactivate(workflow.id);
}, 120_000);

it('tells of a mailbox that is not there by a failed execution, and watches the others', async () => {
	const workflow = await activeTrigger('bad', ['nobody@enyoi.example', 'carol@enyoi.example']);
	const failed = await nextExecution(workflow.id);
	expect(failed.status).toBe('error');
	expect(JSON.stringify(failed.data.resultData.error)).toContain('nobody@enyoi.example');

	await until(() => book().openStreams === 1 && written('carol@enyoi.example') >= 2);
	calendarOf('carol').create({ subject: 'Review', start: inHours(24) });
	const told = await nextExecution(workflow.id, failed.id);
	expect(told.items('End').map(({ json }) => json.subject)).toEqual(['Review']);
	await session.client.deactivate(workflow.id);
}, 120_000);

it('gives the latest event to a test in the editor', async () => {
	calendarOf('carol').create({ subject: 'Latest', start: inHours(26) });
	const workflow = await activeTrigger('test', ['carol@enyoi.example'], { isActive: false });
	const execution = await session.client.runManually(workflow.id, 'Trigger');
	expect(execution.items('Trigger').map(({ json }) => json.subject)).toEqual(['Latest']);
}, 120_000);
