import type { INodeParameters } from 'n8n-workflow';
import type { Execution } from '../../scripts/lib/n8nClient.mjs';
import { Company } from '../exchangeServer/company';
import { startSession, startTimeoutMs, type Session } from './session';
import { end, items, ours, saveWorkflow, type Step } from './workflow';

const MS_PER_DAY = 86_400_000;

const inDays = (days: number) => {
	const start = new Date(Date.now() + days * MS_PER_DAY);
	start.setUTCMinutes(0, 0, 0);
	return start;
};

const json = (execution: Execution, node: string, output = 0) =>
	execution.items(node, output).map((item) => item.json);

const mailboxFrom = (expression: string) => ({ __rl: true, mode: 'address', value: expression });

let session: Session;
let company: Company;
beforeAll(async () => {
	company = new Company();
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob', 'carol', 'dave']) {
		const { calendar } = company.addPerson({ accountName });
		calendar.create({ subject: `Review of ${accountName}`, start: inDays(3) });
		calendar.create({ subject: `Talk with ${accountName}`, start: inDays(5) });
	}
	session = await startSession(company);
}, startTimeoutMs);
afterAll(async () => await session?.stop());

/** A list of mailboxes, Get Changes, and one step after each of its outputs, Changes on top. */
async function syncOf(
	users: string[],
	parameters: INodeParameters = {},
	{ onError, after = [] }: { onError?: Step['onError']; after?: Step[] } = {},
) {
	const outputs = [
		['Changes'],
		['Position'],
		...(onError === 'continueErrorOutput' ? [['Errors']] : []),
	];
	const name = 'Sync';
	const next = { onError, next: outputs };
	return await saveWorkflow(session.client, session.credential, [
		...items(
			users.map((user) => ({ emailAddress: user.includes('@') ? user : `${user}@enyoi.example` })),
			name,
		),
		ours(
			'syncCalendarItems',
			name,
			{ operation: 'getChanges', mailbox: mailboxFrom('={{ $json.emailAddress }}'), ...parameters },
			next,
		),
		{ ...end('Changes'), next: after.length > 0 ? [[after[0].name]] : [] },
		end('Position'),
		end('Errors'),
		...after,
	]);
}

describe('outputs', () => {
	it('gives changes on the first and one position a mailbox on the second output', async () => {
		const workflow = await syncOf(['alice', 'bob']);
		const execution = await workflow.run();

		const changes = json(execution, 'Sync', 0);
		expect(changes.map(({ mailbox }) => mailbox)).toEqual([
			'alice@enyoi.example',
			'alice@enyoi.example',
			'bob@enyoi.example',
			'bob@enyoi.example',
		]);
		expect(changes.map(({ subject }) => subject).sort()).toEqual([
			'Review of alice',
			'Review of bob',
			'Talk with alice',
			'Talk with bob',
		]);
		expect(json(execution, 'Sync', 1)).toEqual([
			expect.objectContaining({ mailbox: 'alice@enyoi.example', created: 2, fullSync: true }),
			expect.objectContaining({ mailbox: 'bob@enyoi.example', created: 2, fullSync: true }),
		]);
	});

	it('pairs every item with the one that named its mailbox', async () => {
		const workflow = await syncOf(['alice', 'bob']);
		const execution = await workflow.run();

		const pairs = (output: number) =>
			execution.items('Sync', output).map(({ pairedItem }) => pairedItem);
		expect(pairs(0)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }, { item: 1 }]);
		expect(pairs(1)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('lets n8n run Changes before Position when it is drawn above', async () => {
		const workflow = await syncOf(['alice']);
		const execution = await workflow.run();

		const { runData } = execution.data.resultData;
		expect(runData.Changes[0].executionIndex).toBeLessThan(runData.Position[0].executionIndex);
	});

	it('gives a position and no change when nothing happened', async () => {
		const workflow = await syncOf(['carol']);
		await workflow.run();
		const execution = await workflow.run();

		expect(json(execution, 'Sync', 0)).toEqual([]);
		expect(json(execution, 'Sync', 1)).toEqual([
			expect.objectContaining({ created: 0, updated: 0, deleted: 0, fullSync: false }),
		]);
	});
});

describe('a mailbox that fails', () => {
	it('goes to the error output while the others go on', async () => {
		const workflow = await syncOf(
			['alice', 'nobody', 'bob'],
			{},
			{ onError: 'continueErrorOutput' },
		);
		const execution = await workflow.run();

		expect(execution.status).toBe('success');
		expect(json(execution, 'Sync', 1).map(({ mailbox }) => mailbox)).toEqual([
			'alice@enyoi.example',
			'bob@enyoi.example',
		]);
		expect(json(execution, 'Sync', 2)).toEqual([
			expect.objectContaining({ error: expect.stringContaining('nobody@enyoi.example') }),
		]);
		expect(execution.items('Sync', 2).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});

	it('stops the run with an error that names it, and moves no position', async () => {
		const workflow = await syncOf(['dave', 'nobody'], { positionName: 'stopped' });
		const failed = await workflow.run();

		expect(failed.status).toBe('error');
		expect(failed.error('Sync')).toMatchObject({
			message: expect.stringContaining('nobody@enyoi.example'),
		});
		const again = await syncOf(['dave'], { positionName: 'stopped' });
		expect(json(await again.run(), 'Sync', 1)).toEqual([
			expect.objectContaining({ created: 2, fullSync: true }),
		]);
	});
});

describe('positions', () => {
	it('stay where they are in runs from the editor and move in production', async () => {
		const workflow = await syncOf(['alice']);
		const fromEditor = async () => {
			const execution = await session.client.runManually(workflow.id, 'Manual');
			expect(execution).toMatchObject({ mode: 'manual', status: 'success' });
			return json(execution, 'Sync', 0).length;
		};

		expect([await fromEditor(), await fromEditor()]).toEqual([2, 2]);
		expect(json(await workflow.run(), 'Sync', 0)).toHaveLength(2);
		expect(json(await workflow.run(), 'Sync', 0)).toHaveLength(0);

		company.user('alice').calendar.create({ subject: 'Dentist', start: inDays(9) });
		expect([await fromEditor(), await fromEditor()]).toEqual([1, 1]);
		expect(json(await workflow.run(), 'Sync', 0)).toEqual([
			expect.objectContaining({ changeType: 'created', subject: 'Dentist' }),
		]);
	});

	it('are kept by the workflow itself when it asks for that', async () => {
		const first = await syncOf(['bob'], { positionStore: 'item', position: '' });
		const [{ position }] = json(await first.run(), 'Sync', 1);

		const item = company.user('bob').calendar.create({ subject: 'Lunch', start: inDays(7) });
		const later = await syncOf(['bob'], { positionStore: 'item', position: String(position) });
		expect(json(await later.run(), 'Sync', 0)).toEqual([
			expect.objectContaining({ changeType: 'created', subject: 'Lunch' }),
		]);
		company.user('bob').calendar.delete(item.id);
	});

	it('of another mailbox are refused', async () => {
		const first = await syncOf(['bob'], { positionStore: 'item', position: '' });
		const [{ position }] = json(await first.run(), 'Sync', 1);

		const wrong = await syncOf(['carol'], { positionStore: 'item', position: String(position) });
		const execution = await wrong.run();
		expect(execution.status).toBe('error');
		expect(execution.error('Sync')).toMatchObject({
			message: expect.stringContaining('carol@enyoi.example'),
		});
	});

	it('do not touch the static data of the workflow', async () => {
		const workflow = await syncOf(['carol']);
		await workflow.run();
		const stored = await session.client.request('GET', `/rest/workflows/${workflow.id}`);
		expect((stored as { staticData?: unknown }).staticData ?? null).toBeNull();
	});
});

describe('delivery on confirmation', () => {
	const onConfirm = { delivery: 'onConfirm' };
	const confirm = ours('syncCalendarItems', 'Confirm', {
		operation: 'confirm',
		mailbox: mailboxFrom('={{ $json.mailbox }}'),
		syncRun: '={{ $json.syncRun }}',
	});

	it('repeats what was not confirmed', async () => {
		const workflow = await syncOf(['dave'], { ...onConfirm, positionName: 'unconfirmed' });
		expect(json(await workflow.run(), 'Sync', 0)).toHaveLength(2);
		expect(json(await workflow.run(), 'Sync', 0)).toHaveLength(2);
	});

	it('goes on from what was confirmed', async () => {
		const workflow = await syncOf(
			['dave'],
			{ ...onConfirm, positionName: 'confirmed' },
			{ after: [confirm] },
		);
		const first = await workflow.run();
		expect(json(first, 'Confirm')).toEqual([
			expect.objectContaining({ mailbox: 'dave@enyoi.example', confirmed: true }),
		]);
		expect(json(await workflow.run(), 'Sync', 0)).toEqual([]);
	});

	it('repeats the changes when a step between fails', async () => {
		const stop: Step = {
			name: 'Broken',
			type: 'n8n-nodes-base.stopAndError',
			parameters: { errorMessage: 'the database is down' },
			next: [['Confirm']],
		};
		const workflow = await syncOf(
			['dave'],
			{ ...onConfirm, positionName: 'broken' },
			{ after: [stop, confirm] },
		);
		const failed = await workflow.run();
		expect(failed).toMatchObject({ status: 'error' });
		expect(json(await workflow.run(), 'Sync', 0)).toHaveLength(2);
	});
});
