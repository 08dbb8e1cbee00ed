import { setTimeout as wait } from 'node:timers/promises';
import type { AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import { Company } from '../exchangeServer';
import { inDays } from './busyOwner';
import { startSession, startTimeoutMs, type Session } from './session';
import { standStillAt, until } from './standstill';
import { items, ours, saveWorkflow, type Step } from './workflow';

/** With every answer this late they take half a minute, on four connections. */
const people = Array.from({ length: 60 }, (_, index) => `person${index}`);
const latencyMs = 500;
const connections = 4;

const addressOf = (person: string) => `${person}@enyoi.example`;

let session: Session;
beforeAll(async () => {
	const company = new Company();
	company.addServiceAccount();
	for (const accountName of people) {
		const { calendar } = company.addPerson({ accountName });
		calendar.create({ subject: `Review of ${accountName}`, start: inDays(3) });
	}
	session = await startSession(company);
}, startTimeoutMs);
afterAll(async () => await session?.stop());
afterEach(() => session.exchange.faults.clear());

const getChanges = ours('syncCalendarItems', 'Ours', {
	operation: 'getChanges',
	mailbox: { __rl: true, mode: 'address', value: '={{ $json.emailAddress }}' },
});
const resolveMailbox = ours('resolveMailbox', 'Ours', { user: '={{ $json.emailAddress }}' });
const testConnection = ours('testExchangeConnection', 'Ours', {
	mailboxes: '={{ $json.emailAddress }}',
});

const save = async (step: Step, names: string[]) =>
	await saveWorkflow(session.client, session.credential, [
		...items(
			names.map((name) => ({ emailAddress: addressOf(name) })),
			step.name,
		),
		step,
	]);

/** Runs a workflow and presses the editor's stop button once `isTime`. */
async function runAndStop(workflow: AddedWorkflow, isTime: () => boolean): Promise<void> {
	const { client } = session;
	const ended = workflow.run().catch(() => undefined);
	await until(isTime);
	const id = String(await client.newestExecution(workflow.id));
	await client.request('POST', `/rest/executions/${id}/stop`, {});
	expect(await client.finishedExecution(id)).toMatchObject({ status: 'canceled' });
	await ended;
}

describe.each([
	['Get Changes', getChanges],
	['Resolve Mailbox', resolveMailbox],
	['Test Exchange Connection', testConnection],
])('%s, stopped in the middle of many mailboxes', (name, step) => {
	it('asks at most for another second', async () => {
		const { exchange } = session;
		const { requests } = exchange;
		const workflow = await save(step, people);
		exchange.faults.latencyMs = latencyMs;
		const before = requests.length;
		await runAndStop(workflow, () => requests.length >= before + 2 * connections);

		const whenStopped = requests.length;
		for (let seen = -1; seen !== requests.length; await wait(5 * latencyMs)) {
			seen = requests.length;
		}
		const inOneSecond = (connections * 1000) / latencyMs;
		expect(requests.length - whenStopped).toBeLessThanOrEqual(inOneSecond);
	});

	if (name === 'Get Changes') {
		it('leaves every position where it was', async () => {
			const { exchange } = session;
			const workflow = await save(step, people);
			const execution = await workflow.run();
			expect(execution.items('Ours', 0)).toHaveLength(people.length);
			for (const person of people) {
				exchange.company
					.user(person)
					.calendar.create({ subject: `Lunch of ${person}`, start: inDays(4) });
			}

			exchange.faults.latencyMs = latencyMs;
			const { requests } = exchange;
			const before = requests.length;
			await runAndStop(workflow, () => requests.length >= before + 10 * connections);
			exchange.faults.clear();
			const again = await workflow.run();
			expect(again.items('Ours', 0).map(({ json }) => json.subject)).toEqual(
				people.map((person) => `Lunch of ${person}`),
			);
		});
	}
});

it.each([
	['Get Changes', getChanges, 'SyncFolderItems'],
	['Resolve Mailbox', resolveMailbox, 'GetFolder'],
	['Test Exchange Connection', testConnection, 'GetFolder'],
])('%s hangs up on an Exchange that stays silent', async (_name, step, operation) => {
	const mailbox = addressOf(people[0]);
	const silence = standStillAt(session.exchange, { mailbox, operation });
	await runAndStop(await save(step, [people[0]]), () => silence.reached);
	await until(() => silence.abandoned);
});
