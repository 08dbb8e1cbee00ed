import { execFileSync, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { startChild, stopChild } from '../../scripts/lib/children.mjs';
import type { Cleanup } from '../../scripts/lib/cleanup.mjs';
import { startN8nWithPackage } from '../../scripts/lib/demoSetup.mjs';
import { ensureN8n } from '../../scripts/lib/ensureN8n.mjs';
import { freePorts } from '../../scripts/lib/freePort.mjs';
import { startN8n, type N8n } from '../../scripts/lib/n8n.mjs';
import { temporaryFolder } from '../../scripts/lib/packageInstall.mjs';
import type { Requirement } from '../requirements';
import { until } from './standstill';

const redisServer = '/usr/bin/redis-server';

export const redis: Requirement = {
	name: 'the Debian package redis-server',
	met: () => existsSync(redisServer),
};

export const postgresql: Requirement = {
	name: 'the Debian package postgresql',
	met: () => postgresPrograms() !== undefined,
};

/** A process that executes what n8n puts into the queue, one run at a time. */
export interface Worker {
	n8n: N8n;
	/** Ids of the executions that it has begun, oldest first. */
	begun(): Promise<string[]>;
}

/**
 * n8n in queue mode: a main process, workers, Redis and PostgreSQL, all on loopback.
 * @param concurrency executions that a worker runs at a time
 */
export async function startQueue(cleanup: Cleanup, { workers: count = 2, concurrency = 1 } = {}) {
	const [redisPort, databasePort, ...workerPorts] = await freePorts(2 + count);
	const { folder, remove } = await temporaryFolder('exchange-server-queue');
	cleanup.add(remove);
	await startRedis(path.join(folder, 'redis'), redisPort, cleanup);
	await startPostgresql(path.join(folder, 'postgresql'), databasePort, cleanup);
	const env = {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redisPort),
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		// The main process misses the end of a run that is over before it listens, unless Redis keeps it.
		N8N_EXECUTIONS_QUEUE_KEEP_LAST_COMPLETED: '1000',
		N8N_EXECUTIONS_QUEUE_KEEP_LAST_FAILED: '1000',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(databasePort),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: databaseUser,
	};
	const installation = await ensureN8n();
	const { n8n: main, client } = await startN8nWithPackage({ installation, cleanup, env });
	const startWorker = async (port: number): Promise<Worker> => {
		const n8n = await startN8n({
			installation,
			userFolder: main.userFolder,
			encryptionKey: main.encryptionKey,
			command: ['worker', `--concurrency=${concurrency}`],
			port,
			env: { ...env, QUEUE_HEALTH_CHECK_PORT: String(port) },
			log: path.join(folder, `worker-${port}.log`),
		});
		cleanup.add(async () => await n8n.stop());
		return { n8n, begun: async () => await executionsIn(n8n.log) };
	};
	const workers = await Promise.all(workerPorts.map(startWorker));
	const addWorker = async () => {
		const [port] = await freePorts(1);
		workers.push(await startWorker(port));
	};
	const database = { host: '127.0.0.1', port: databasePort, user: databaseUser };
	return { client, workers, addWorker, database };
}

async function executionsIn(log: string): Promise<string[]> {
	const text = await readFile(log, 'utf8');
	return [...text.matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id);
}

async function startRedis(folder: string, port: number, cleanup: Cleanup): Promise<void> {
	await mkdir(folder);
	const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder];
	const child = startChild(redisServer, [...settings, '--save', '', '--appendonly', 'no'], {
		stdio: 'ignore',
	});
	cleanup.add(async () => await stopChild(child));
	await untilReady(child, '/usr/bin/redis-cli', ['-p', `${port}`, 'ping']);
}

const databaseUser = 'n8n';

async function startPostgresql(folder: string, port: number, cleanup: Cleanup): Promise<void> {
	const programs = postgresPrograms()!;
	const account = unprivileged();
	await mkdir(folder);
	if (account) {
		await chown(path.dirname(folder), account.uid, account.gid);
		await chown(folder, account.uid, account.gid);
	}
	const options = { ...account, cwd: folder, stdio: 'ignore' as const };
	const initialize = ['-D', folder, '-U', databaseUser, '-A', 'trust', '-E', 'UTF8', '--no-sync'];
	execFileSync(path.join(programs, 'initdb'), initialize, options);
	const settings = {
		listen_addresses: '127.0.0.1',
		port: `${port}`,
		unix_socket_directories: '',
		fsync: 'off',
	};
	const child = startChild(
		path.join(programs, 'postgres'),
		[
			'-D',
			folder,
			...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
		],
		options,
	);
	cleanup.add(async () => await stopChild(child));
	const address = ['-h', '127.0.0.1', '-p', `${port}`];
	await untilReady(child, path.join(programs, 'pg_isready'), address);
}

/** Debian keeps the programs of each version in a folder of its own. */
function postgresPrograms(): string | undefined {
	const root = '/usr/lib/postgresql';
	const versions = existsSync(root) ? readdirSync(root) : [];
	return versions
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => path.join(root, version, 'bin'))
		.find((folder) => existsSync(path.join(folder, 'postgres')));
}

/** PostgreSQL refuses to run as root; its package has an account for it. */
function unprivileged(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = (option: string) => Number(execFileSync('id', [option, 'postgres']).toString());
	return { uid: idOf('-u'), gid: idOf('-g') };
}

async function untilReady(child: ChildProcess, command: string, args: string[]): Promise<void> {
	await until(() => {
		if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended while it started`);
		return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
	});
}
