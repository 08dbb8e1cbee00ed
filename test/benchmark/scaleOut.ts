/**
 * How fast n8n in queue mode gets through the example workflow for thousands of mailboxes: all of them for
 * the first time, five appointments each. Exchange, Redis, PostgreSQL and n8n share this machine.
 * Usage: scaleOut.ts WORKERS MAILBOXES
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Cleanup } from '../../scripts/lib/cleanup.mjs';
import { credentialType } from '../../scripts/lib/demoWorkflows.mjs';
import { startDownstreamStore } from '../n8n/downstreamStore';
import { startQueue } from '../n8n/queue';
import { addScaleOut, scaleOutTable } from '../n8n/scaleOut';
import type { IdleServerMessage } from './idleServer';

export interface ScaleOutMeasurement {
	wallMs: number;
	changes: number;
}

/** Executions that a worker runs at a time. */
const concurrency = 2;
const appointments = 5;
/** Time without any change that arrives after which none will. */
const patienceMs = 300_000;

async function run(): Promise<ScaleOutMeasurement> {
	const [workers, mailboxes] = process.argv.slice(2).map(Number);
	const cleanup = new Cleanup();
	try {
		const server = fork(path.join(__dirname, 'idleServer.ts'), [String(mailboxes), 'basic'], {
			execArgv: ['--import', 'tsx'],
		});
		cleanup.add(async () => void server.kill());
		const say = async (message: string) =>
			await new Promise<IdleServerMessage>((resolve) => {
				server.once('message', (answer) => resolve(answer as IdleServerMessage));
				server.send(message);
			});
		const { url, ca, user, password, addresses } = await say('start');
		const store = await startDownstreamStore();
		cleanup.add(async () => await store.close());
		const { client } = await startQueue(cleanup, { workers, concurrency });
		const credential = { name: 'Exchange Server', type: credentialType };
		const data = {
			server: url,
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user,
			password,
			showAdvanced: true,
			caCertificate: ca,
		};
		const { id } = await client.createCredential({ ...credential, data });
		const batches = await addScaleOut(client, { id, ...credential }, store, addresses);
		await say('slow');
		const { rows } = store.table(scaleOutTable);
		const started = performance.now();
		await batches.start();
		for (let size = 0, since = started; rows.size < mailboxes * appointments; await wait(20)) {
			if (rows.size > size) [size, since] = [rows.size, performance.now()];
			else if (performance.now() - since > patienceMs) {
				throw new Error(`Nothing arrives any more after ${size} changes: look at n8n's executions`);
			}
		}
		return { wallMs: performance.now() - started, changes: rows.size };
	} finally {
		await cleanup.run();
	}
}

void run().then((measurement) => process.stdout.write(`${JSON.stringify(measurement)}\n`));
