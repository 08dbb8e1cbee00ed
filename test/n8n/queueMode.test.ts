import type { INodeParameters } from 'n8n-workflow';
import type { CalendarChange } from '../../exchange/calendar/event';
import { Cleanup } from '../../scripts/lib/cleanup.mjs';
import { addCredential } from '../../scripts/lib/demoSetup.mjs';
import type { AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import type { Execution, N8nClient } from '../../scripts/lib/n8nClient.mjs';
import { Company, startExchangeServer, type ExchangeServer } from '../exchangeServer';
import { describeWith } from '../requirements';
import { BusyOwner, edits, everything } from './busyOwner';
import { startDownstreamStore, type DownstreamStore, type Table } from './downstreamStore';
import { postgresql, redis, startQueue, type Worker } from './queue';
import { startTimeoutMs } from './session';
import { standStillAt, until } from './standstill';
import { end, items, ours, saveWorkflow, type Step } from './workflow';

describeWith([redis, postgresql], 'n8n in queue mode with two workers', () => {
	const cleanup = new Cleanup();
	const owners = new Map<string, BusyOwner>();
	let exchange: ExchangeServer;
	let client: N8nClient;
	let credential: Awaited<ReturnType<typeof addCredential>>;
	let workers: Worker[];
	let blockers: Array<{ workflow: AddedWorkflow; table: Table }>;

	beforeAll(async () => {
		const company = new Company();
		company.addServiceAccount();
		for (const accountName of ['ada', 'ben', 'cleo', 'dora', 'emil', 'fritz', 'greta']) {
			owners.set(accountName, new BusyOwner(company.addPerson({ accountName })));
		}
		exchange = await startExchangeServer({ company });
		cleanup.add(async () => await exchange.close());
		const store = await startDownstreamStore();
		cleanup.add(async () => await store.close());
		({ client, workers } = await startQueue(cleanup));
		credential = await addCredential(client, exchange);
		blockers = await Promise.all(['one', 'two'].map(async (name) => await addBlocker(store, name)));
	}, startTimeoutMs);
	afterAll(async () => await cleanup.run());

	/** A workflow that keeps a worker busy until its table lets go. */
	async function addBlocker(store: DownstreamStore, name: string) {
		const steps = [...items([{ name }], 'Block'), store.step('Block', name)];
		return { workflow: await saveWorkflow(client, credential, steps), table: store.table(name) };
	}

	/** Runs a workflow while the other worker is busy. */
	async function runOn(worker: Worker, workflow: AddedWorkflow): Promise<Execution> {
		for (const { table } of blockers) table.patience = { stores: 0, answers: 0 };
		const blocked = blockers.map(async ({ workflow: blocker }) => await blocker.run());
		await until(() => blockers.every(({ table }) => table.waiting === 1));
		const own = await Promise.all(
			blockers.map(async (blocker) => await isOn(worker, await newest(blocker.workflow))),
		);
		expect(own.filter(Boolean)).toHaveLength(1);
		blockers[own.indexOf(true)].table.letGo();
		const execution = await workflow.run();
		for (const { table } of blockers) table.letGo();
		await Promise.all(blocked);
		expect(await isOn(worker, execution.id)).toBe(true);
		return execution;
	}

	async function newest({ id }: AddedWorkflow): Promise<string> {
		return String(await client.newestExecution(id));
	}

	/** A worker's log follows its work. */
	async function isOn(worker: Worker, execution: string): Promise<boolean> {
		const begun = async () => await Promise.all(workers.map(async (one) => await one.begun()));
		await until(async () => (await begun()).some((ids) => ids.includes(execution)));
		return (await worker.begun()).includes(execution);
	}

	async function syncOf(
		person: string,
		parameters: INodeParameters = {},
		after: Step[] = [end('Changes')],
	): Promise<AddedWorkflow> {
		return await saveWorkflow(client, credential, [
			ours(
				'syncCalendarItems',
				'Sync',
				{
					operation: 'getChanges',
					mailbox: { __rl: true, mode: 'address', value: `${person}@enyoi.example` },
					...parameters,
				},
				{ next: [[after[0].name], ['Position']] },
			),
			...after,
			end('Position'),
		]);
	}

	const found = (person: string, execution: Execution) =>
		owners
			.get(person)!
			.told(execution.items('Sync', 0).map(({ json }) => json as unknown as CalendarChange));

	it.each([
		['ada', 'mailbox'],
		['ben', 'serviceMailbox'],
	])('each worker goes on from where the other was: %s, kept in %s', async (person, kept) => {
		const [one, other] = workers;
		const workflow = await syncOf(person, { positionStore: kept });
		const run = async (worker: Worker) => found(person, await runOn(worker, workflow));

		expect(await run(one)).toEqual(everything);
		expect(await run(other)).toEqual([]);
		owners.get(person)!.edit();
		expect(await run(other)).toEqual(edits);
		expect(await run(one)).toEqual([]);
		owners.get(person)!.cancelTheFleetingOne();
		expect(await run(one)).toEqual(['deleted Fleeting']);
		expect(await run(other)).toEqual([]);
	});

	it('one worker confirms what the other has repeated', async () => {
		const [one, other] = workers;
		const position = { positionName: 'confirmed', delivery: 'onConfirm' };
		const unconfirmed = await syncOf('cleo', position);
		const confirm = ours('syncCalendarItems', 'Confirm', { operation: 'confirm' });
		const confirmed = await syncOf('cleo', position, [confirm]);

		expect(found('cleo', await runOn(one, unconfirmed))).toEqual(everything);
		expect(found('cleo', await runOn(other, confirmed))).toEqual(everything);
		expect(found('cleo', await runOn(one, unconfirmed))).toEqual([]);
	});

	it('of two runs that overlap the later one says so, and both hand out what they found', async () => {
		const person = 'dora';
		const position = { positionName: 'shared' };
		const [slow, quick] = [await syncOf(person, position), await syncOf(person, position)];
		const standstill = standStillAt(exchange, {
			mailbox: `${person}@enyoi.example`,
			operation: 'SyncFolderItems',
			count: 1,
		});
		const slowRun = slow.run();
		await until(() => standstill.reached);
		const quickExecution = await quick.run();
		standstill.release();
		const slowExecution = await slowRun;

		expect(await isOn(workers[0], slowExecution.id)).not.toBe(
			await isOn(workers[0], quickExecution.id),
		);
		expect(quickExecution.status).toBe('success');
		expect(found(person, quickExecution)).toEqual(everything);
		expect(slowExecution.status).toBe('success');
		expect(found(person, slowExecution)).toEqual(everything);
		expect(slowExecution.items('Sync', 1).map(({ json }) => json)).toMatchObject([
			{
				kept: false,
				message: expect.stringContaining(
					`Another run stored a position of ${person}@enyoi.example`,
				),
			},
		]);
		owners.get(person)!.edit();
		expect(found(person, await slow.run())).toEqual(edits);
		expect(found(person, await quick.run())).toEqual([]);
	});

	it('of two runs at the same moment both hand every change out', async () => {
		const person = 'emil';
		const position = { positionName: 'shared' };
		const both = [await syncOf(person, position), await syncOf(person, position)];
		await both[0].run();
		owners.get(person)!.edit();
		let standing = 0;
		const standstill = standStillAt(exchange, {
			mailbox: `${person}@enyoi.example`,
			operation: 'SyncFolderItems',
			onReached: () => {
				if (++standing === both.length) standstill.release();
			},
		});
		const executions = await Promise.all(both.map(async (workflow) => await workflow.run()));

		for (const execution of executions) {
			expect(execution.status).toBe('success');
			expect(found(person, execution)).toEqual(edits);
		}
		owners.get(person)!.cancelTheFleetingOne();
		expect(found(person, await both[0].run())).toEqual(['deleted Fleeting']);
		expect(found(person, await both[1].run())).toEqual([]);
	});

	it('a run that is stopped hangs up, on whichever worker it is', async () => {
		const silence = standStillAt(exchange, {
			mailbox: 'fritz@enyoi.example',
			operation: 'SyncFolderItems',
			count: 1,
		});
		const workflow = await syncOf('fritz');
		const ended = workflow.run().catch(() => undefined);
		await until(() => silence.reached);
		const id = await newest(workflow);
		await client.request('POST', `/rest/executions/${id}/stop`, {});
		await until(() => silence.abandoned);
		expect(await client.finishedExecution(id)).toMatchObject({ status: 'canceled' });
		await ended;
		expect(found('fritz', await workflow.run())).toEqual(everything);
	});

	it('of a worker that is killed the other one takes over, and nothing is lost', async () => {
		const standstill = standStillAt(exchange, {
			mailbox: 'greta@enyoi.example',
			operation: 'GetItem',
			count: 1,
		});
		const position = { positionName: 'taken over' };
		const cutOff = await syncOf('greta', position);
		const next = await syncOf('greta', position);
		const ended = cutOff.run().catch(() => undefined);
		await until(() => standstill.reached);
		const isOnFirst = await isOn(workers[0], await newest(cutOff));
		await workers[isOnFirst ? 0 : 1].n8n.kill();

		const execution = await next.run();
		expect(await isOn(workers[isOnFirst ? 1 : 0], execution.id)).toBe(true);
		expect(found('greta', execution)).toEqual(everything);
		expect(found('greta', await next.run())).toEqual([]);
		// n8n never answers to the run that was cut off.
		void ended;
	});
});
