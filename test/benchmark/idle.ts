/**
 * Many mailboxes in which nothing changed, against the test Exchange in a process of its own.
 * Usage: idle.ts MAILBOXES basic|ntlm
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { mapConcurrently } from '../../exchange/concurrency';
import type { IdleServerMessage } from './idleServer';

// The built package, not the sources: what users run is what is measured.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { connect, getChanges } = require(
	path.resolve(__dirname, '../../dist/index.js'),
) as typeof import('../../index');

export interface IdleMeasurement {
	wallMs: number;
	cpuMsPerMailbox: number;
	requests: number;
	signInRequests: number;
	connections: number;
}

async function run(): Promise<void> {
	const [mailboxes, authentication] = [Number(process.argv[2]), process.argv[3]];
	const server = fork(path.join(__dirname, 'idleServer.ts'), [String(mailboxes), authentication], {
		execArgv: ['--import', 'tsx'],
	});
	const say = async (message: string) =>
		await new Promise<IdleServerMessage>((resolve) => {
			server.once('message', (answer) => resolve(answer as IdleServerMessage));
			server.send(message);
		});
	const { url, ca, user, password, addresses } = await say('start');
	const settings = {
		server: url,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user,
		password,
		caCertificate: ca,
		authScheme: authentication as 'basic' | 'ntlm',
		maxConnections: 10,
	} as const;

	const read = async (exchange: ReturnType<typeof connect>, mailbox: string, position?: string) => {
		const changes = getChanges(exchange, { mailbox, position });
		for (;;) {
			const step = await changes.next();
			if (step.done) return step.value;
		}
	};
	const prepare = connect(settings);
	const positions = await Promise.all(
		addresses.map(async (mailbox) => (await read(prepare, mailbox)).position),
	);
	await prepare.close();
	await say('slow');

	const exchange = connect(settings);
	const cpu = process.cpuUsage();
	const started = process.hrtime.bigint();
	// Twice as many mailboxes as connections at a time, as the node does it.
	const found = await mapConcurrently(
		[...addresses.entries()],
		2 * settings.maxConnections,
		async ([index, mailbox]) => await read(exchange, mailbox, positions[index]),
	);
	const wallMs = Number(process.hrtime.bigint() - started) / 1e6;
	const { user: userTime, system } = process.cpuUsage(cpu);
	const changed = found.filter(({ created, updated, deleted }) => created + updated + deleted > 0);
	if (changed.length > 0) throw new Error(`${changed.length} idle mailboxes had changes`);
	const { requests, signInRequests, connections } = await say('count');
	await exchange.close();
	server.kill();
	const measurement: IdleMeasurement = {
		wallMs,
		cpuMsPerMailbox: (userTime + system) / 1000 / mailboxes,
		requests,
		signInRequests,
		connections,
	};
	process.stdout.write(`${JSON.stringify(measurement)}\n`);
}

void run();
