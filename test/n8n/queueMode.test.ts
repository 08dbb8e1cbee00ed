import { execFileSync } from 'node:child_process';
import type { INodeParameters } from 'n8n-workflow';
import type { CalendarChange } from '../../exchange/calendar/event';
import { Cleanup } from '../../scripts/lib/cleanup.mjs';
import { addCredential } from '../../scripts/lib/demoSetup.mjs';
import { addWorkflow, type AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import type { Execution, N8nClient } from '../../scripts/lib/n8nClient.mjs';
import { startExchangeServer, type ExchangeServer } from '../exchangeServer';
import { describeWith } from '../requirements';
import { BusyOwner, edits, everything } from './busyOwner';
import { companyWithRoom } from './companyWithRoom';
import { startDownstreamStore, type DownstreamStore, type Table } from './downstreamStore';
import { createTable, withPostgres } from './documentedSql';
import { expectEveryOperation } from './everyOperation';
import { addWatched, expectEveryChange, expectOrder } from './manyMailboxes';
import { postgresql, redis, startQueue, type Worker } from './queue';
import { startTimeoutMs } from './session';
import { withCredentials, withWebhook } from './shippedWorkflows';
import { standStillAt, until } from './standstill';
import { begin, end, items, ours, pushStep, saveWorkflow, shifts, type Step } from './workflow';

describeWith([redis, postgresql], 'n8n in queue mode with two workers', () => {
	const cleanup = new Cleanup();
	const owners = new Map<string, BusyOwner>();
	let exchange: ExchangeServer;
	let store: DownstreamStore;
	let client: N8nClient;
	let credential: Awaited<ReturnType<typeof addCredential>>;
	let workers: Worker[];
	let addWorker: () => Promise<void>;
	let database: { host: string; port: number; user: string };
	let blockers: Array<{ workflow: AddedWorkflow; table: Table }>;

	beforeAll(async () => {
		const company = companyWithRoom(['alice', 'bob']);
		for (const accountName of ['pushed', 'booked']) company.addPerson({ accountName });
		for (const accountName of ['ada', 'ben', 'cleo', 'dora', 'emil', 'fritz', 'greta', 'hugo']) {
			owners.set(accountName, new BusyOwner(company.addPerson({ accountName })));
		}
		addWatched(company);
		exchange = await startExchangeServer({ company });
		cleanup.add(async () => await exchange.close());
		store = await startDownstreamStore();
		cleanup.add(async () => await store.close());
		({ client, workers, addWorker, database } = await startQueue(cleanup));
		credential = await addCredential(client, exchange);
		blockers = await Promise.all(['one', 'two'].map(addBlocker));
	}, startTimeoutMs);
	afterAll(async () => await cleanup.run());

	/** A workflow that keeps a worker busy until its table lets go. */
	async function addBlocker(name: string) {
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

	it('two pushes at once make one appointment of each event, at the latest with the next one', async () => {
		const events = shifts(500);
		const workflow = await saveWorkflow(client, credential, [
			...items(events, 'Push'),
			pushStep('pushed@enyoi.example'),
		]);
		let standing = 0;
		const standstill = standStillAt(exchange, {
			mailbox: 'pushed@enyoi.example',
			operation: 'CreateItem',
			onReached: () => standing++,
		});
		const one = await begin(client, workflow);
		await until(() => standing === 1);
		const other = await begin(client, workflow, one.id);
		await until(() => standing === 2);
		standstill.release();
		for (const { status } of [await one.ended, await other.ended]) expect(status).toBe('success');
		expect(await isOn(workers[0], one.id)).not.toBe(await isOn(workers[0], other.id));

		const settled = await workflow.run();
		const { calendar } = exchange.company.user('pushed');
		const subjects = calendar.items().map(({ subject }) => subject);
		expect(subjects.sort()).toEqual(events.map(({ event }) => event.subject).sort());
		const actions = new Set(settled.items('Push').map(({ json }) => json.action));
		expect([...actions]).toEqual(['unchanged']);
	});

	it('an event that one worker makes by a client key is there for the other one, its file too', async () => {
		const mailbox = { __rl: true, mode: 'address', value: 'booked@enyoi.example' };
		const step = (name: string, parameters: INodeParameters, next: string[]) =>
			ours(
				'exchangeCalendar',
				name,
				{ resource: 'event', mailbox, ...parameters },
				{ next: [next] },
			);
		const event = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
		const times = { start: '2036-12-10T12:00:00', end: '2036-12-10T13:00:00' };
		const create = { operation: 'create', subject: 'Once', ...times };
		const workflow = await saveWorkflow(client, credential, [
			step('Create', { ...create, options: { clientKey: 'order-1' } }, ['Get']),
			step('Get', { operation: 'get', event, options: { asIcs: true } }, ['Copy']),
			step('Copy', { operation: 'create', eventFrom: 'ics', options: { clientKey: 'copy-1' } }, []),
		]);
		const actions = async (worker: Worker) => {
			const execution = await runOn(worker, workflow);
			return ['Create', 'Copy'].map((name) => execution.items(name)[0].json.action);
		};

		expect(await actions(workers[0])).toEqual(['created', 'created']);
		expect(await actions(workers[1])).toEqual(['unchanged', 'unchanged']);
		const { calendar } = exchange.company.user('booked');
		expect(calendar.items().map(({ subject }) => subject)).toEqual(['Once', 'Once']);
	});

	it('each operation of Exchange Calendar does its work on a worker', async () => {
		await expectEveryOperation(client, credential);
	});

	it('the documented SQL keeps a table in PostgreSQL like the calendars', async () => {
		const query = (sql: string) => {
			const { host, port, user } = database;
			const place = ['-h', host, '-p', `${port}`, '-U', user, '-d', 'postgres'];
			return execFileSync('psql', [...place, '-qAt', '-c', sql], { encoding: 'utf8' }).trim();
		};
		query(createTable);
		const postgres = await client.createCredential({
			name: 'Postgres',
			type: 'postgres',
			data: { ...database, database: 'postgres', password: '', ssl: 'disable' },
		});
		const saved = { postgres, exchangeServerApi: { id: credential.id, name: credential.name } };
		const template = withCredentials(withPostgres(postgres), saved);
		const workflow = await addWorkflow(client, withWebhook(template, 'documentedSql'));
		const { calendar } = exchange.company.user('alice');
		const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
		const review = calendar.create({ subject: 'Review', start: new Date(`${day}T09:00:00Z`) });
		const leave = calendar.create({ subject: 'Leave', start: day, isAllDay: true });
		calendar.create({
			subject: 'Doctor',
			sensitivity: 'Private',
			start: new Date(`${day}T15:00:00Z`),
		});
		const rows = () =>
			query(
				`set time zone 'UTC'; select subject, to_char(start_utc, 'YYYY-MM-DD HH24:MI'), start_date
				from exchange_events where mailbox = 'alice@enyoi.example' order by start_utc`,
			).split('\n');

		expect((await workflow.run()).status).toBe('success');
		expect(rows()).toEqual([`Review|${day} 09:00|`, `|${day} 15:00|`, `Leave||${day}`]);
		calendar.update(review.id, { subject: 'Review, moved' });
		calendar.delete(leave.id);
		expect((await workflow.run()).status).toBe('success');
		expect(rows()).toEqual([`Review, moved|${day} 09:00|`, `|${day} 15:00|`]);
	});

	it('the leader listens, and the workers run what the trigger starts, in order', async () => {
		await expectOrder({ client, credential, exchange, store, workers, addWorker });
	});

	it('of 300 mailboxes in batches every change arrives, though a worker is killed in the midst', async () => {
		await expectEveryChange({ client, credential, exchange, store, workers, addWorker });
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

	it('a worker that is killed when changes are handed out and not confirmed loses none of them', async () => {
		const table = store.table('hugo');
		const confirm = ours('syncCalendarItems', 'Confirm', { operation: 'confirm' });
		const steps = [store.step('Store', 'hugo', { next: [['Confirm']] }), confirm];
		const workflow = await syncOf('hugo', { delivery: 'onConfirm' }, steps);
		await workflow.run();
		table.arrived.length = 0;
		owners.get('hugo')!.edit();
		table.patience = { stores: 2, answers: 2 };
		const { id, ended } = await begin(client, workflow, await newest(workflow));
		void ended.catch(() => undefined);
		await until(() => table.waiting === edits.length - 2);
		for (const worker of workers) if (await isOn(worker, id)) await worker.n8n.kill();
		expect(table.arrived).toHaveLength(2);
		table.letGo();
		await addWorker();

		expect(found('hugo', await workflow.run())).toEqual(edits);
		expect(found('hugo', await workflow.run())).toEqual([]);
		const rows = [...table.rows.values()];
		expect(
			rows.map(({ subject, start }) => `${start?.dateTime.slice(0, 16)} ${subject}`).sort(),
		).toEqual(owners.get('hugo')!.shown());
	});
});
