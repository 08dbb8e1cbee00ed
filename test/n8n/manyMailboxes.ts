/** What n8n in queue mode does with many mailboxes: a trigger's executions, and batches of a list. */
import { addCredential } from '../../scripts/lib/demoSetup.mjs';
import type { N8nClient } from '../../scripts/lib/n8nClient.mjs';
import { Company, startExchangeServer, type ExchangeServer } from '../exchangeServer';
import { subscriptionsOf } from '../exchangeServer/subscriptions';
import type { DownstreamStore, Table } from './downstreamStore';
import type { Worker } from './queue';
import { addScaleOut, scaleOutTable } from './scaleOut';
import { standStillAt, until } from './standstill';
import { activeTrigger } from './triggerWorkflow';

export interface Queue {
	client: N8nClient;
	credential: Awaited<ReturnType<typeof addCredential>>;
	exchange: ExchangeServer;
	store: DownstreamStore;
	workers: Worker[];
	addWorker(): Promise<void>;
}

const dayMs = 86_400_000;
const watched = 'watched@enyoi.example';
const staff = Array.from({ length: 300 }, (_, index) => `staff${index}@enyoi.example`);
/** Mailboxes of a batch. */
const batchSize = 25;

/** Who is watched. */
export function addWatched(company: Company): void {
	company.addPerson({ accountName: 'watched' });
}

/** The main instance listens, the workers execute; each change of a mailbox after the one before. */
export async function expectOrder(queue: Queue): Promise<void> {
	const { client, credential, exchange, store, workers } = queue;
	const account = exchange.company.serviceAccount.accountName;
	const subscriptions = () => subscriptionsOf(exchange.company).countOf(account);
	const trigger = await activeTrigger(client, credential, { mailboxes: [watched], store });
	const table = store.table(trigger.table);
	await until(() => trigger.isAtRest(exchange));
	expect(subscriptions()).toBe(1);
	const { calendar } = exchange.company.user('watched');
	const subjects = ['First', 'Second', 'Third'];
	for (const subject of subjects) {
		calendar.create({ subject, start: new Date(Date.now() + dayMs) });
		await until(() => table.arrived.some((change) => change.subject === subject));
	}
	expect(table.arrived.map(({ subject }) => subject)).toEqual(subjects);

	const id = (await client.newestExecution(trigger.id))!;
	const execution = await client.finishedExecution(id);
	expect(execution).toMatchObject({ mode: 'trigger', status: 'success' });
	const begun = async () => await Promise.all(workers.map(async (worker) => await worker.begun()));
	await until(async () => (await begun()).flat().includes(id));
	await client.deactivate(trigger.id);
	await until(() => subscriptions() === 0);
}

/** The example for thousands of mailboxes; a worker is killed while it has a batch. */
export async function expectEveryChange(queue: Queue): Promise<void> {
	const company = new Company();
	company.addServiceAccount();
	for (const [index, mailbox] of staff.entries()) {
		const { calendar } = company.addPerson({ accountName: mailbox.split('@')[0] });
		calendar.create({ subject: `Plan ${index}`, start: new Date(Date.now() + dayMs) });
	}
	// Thousands of requests, of kinds that others validate.
	const exchange = await startExchangeServer({ company, schemas: false });
	try {
		await runBatches(queue, exchange);
	} finally {
		await exchange.close();
	}
}

async function runBatches(
	{ client, store, workers, addWorker }: Queue,
	exchange: ExchangeServer,
): Promise<void> {
	const table = store.table(scaleOutTable);
	// Whatever stands still is not given up before the worker that waits for it is killed.
	const credential = await addCredential(client, exchange, { timeoutSeconds: 600 });
	const batches = await addScaleOut(client, credential, store, staff);
	const standstill = standStillAt(exchange, { mailbox: staff[140], operation: 'SyncFolderItems' });
	await batches.start();
	// All but the batch in which Exchange stands still.
	await whileProgress(
		table,
		() => standstill.reached && table.rows.size >= staff.length - batchSize,
	);
	const isBusy = async ({ begun }: Worker) => {
		const id = (await begun()).at(-1);
		if (id === undefined) return false;
		const { status } = (await client.request('GET', `/rest/executions/${id}`)) as {
			status: string;
		};
		return status === 'running';
	};
	const busy: Worker[] = [];
	await until(async () => {
		busy.length = 0;
		for (const worker of workers) if (await isBusy(worker)) busy.push(worker);
		return busy.length === 1;
	});
	await busy[0].n8n.kill();
	workers.splice(workers.indexOf(busy[0]), 1);
	standstill.release();
	await addWorker();

	const isChanged = (index: number) => index % 10 === 0;
	for (const [index, mailbox] of staff.entries()) {
		if (!isChanged(index)) continue;
		const { calendar } = exchange.company.user(mailbox);
		calendar.update(calendar.items()[0].id, { subject: `Changed ${index}` });
	}
	await batches.start();
	const wanted = staff.map((_, index) => `${isChanged(index) ? 'Changed' : 'Plan'} ${index}`);
	const found = () => [...table.rows.values()].map(({ subject }) => subject);
	const all = (subjects: unknown[]) => [...subjects].sort().join();
	await whileProgress(
		table,
		() => table.rows.size === staff.length && all(found()) === all(wanted),
	);
	// What was confirmed is told no more: beside the changed ones only the batch of the killed worker.
	expect(table.arrived.length).toBeLessThan(1.5 * staff.length);
}

/** Gives up only when nothing arrives any more. */
async function whileProgress({ arrived }: Table, isSo: () => boolean): Promise<void> {
	while (!isSo()) {
		const { length } = arrived;
		await until(() => isSo() || arrived.length > length);
	}
}
