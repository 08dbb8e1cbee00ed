/**
 * Compares this package with ews-javascript-api, exchangelib and bare node:http on the same server
 * and bytes, in interleaved rounds, and writes docs/benchmark.md.
 *
 * Usage: run.ts [--items 10000] [--rounds 3] [--growth 1000,10000,50000] [--quick]
 */
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs, promisify } from 'node:util';
import type { IdleMeasurement } from './idle';
import type { LoadMeasurement } from './load';
import type { Measurement } from './measure';
import { table, median, number, ratio } from './tables';

const root = path.resolve(__dirname, '../..');
const tsx = ['--import', 'tsx', '--expose-gc'];
const run = promisify(execFile);
const { values } = parseArgs({
	options: {
		items: { type: 'string', default: '10000' },
		rounds: { type: 'string', default: '3' },
		growth: { type: 'string', default: '1000,10000,50000' },
		mailboxes: { type: 'string', default: '200' },
		output: { type: 'string', default: path.join(root, 'docs/benchmark.md') },
	},
});

interface Client {
	name: string;
	command: (url: string) => [string, string[]];
}

const script = (file: string) => path.join(__dirname, 'clients', file);
const node =
	(file: string) =>
	(url: string): [string, string[]] => [process.execPath, [...tsx, script(file), url]];
const ours: Client = { name: 'this package', command: node('ours.ts') };
const clients: Client[] = [
	ours,
	{ name: 'ews-javascript-api 0.15.3', command: node('ewsJavascriptApi.ts') },
	...(spawnSync('/usr/bin/python3', ['-c', 'import exchangelib']).status === 0
		? [
				{
					name: 'exchangelib 4.9',
					command: (url: string): [string, string[]] => [
						'/usr/bin/python3',
						['-W', 'ignore', script('exchangelib_client.py'), url],
					],
				},
			]
		: []),
	{ name: 'node:http, nothing parsed', command: node('raw.ts') },
];

interface Run extends Measurement {
	requests: number;
	connections: number;
}

async function withServer<T>(items: number, work: (url: string) => Promise<T>): Promise<T> {
	const server: ChildProcess = spawn(
		process.execPath,
		['--import', 'tsx', path.join(__dirname, 'server.ts'), String(items)],
		{ stdio: ['ignore', 'pipe', 'inherit', 'ipc'], cwd: root },
	);
	try {
		const url = await new Promise<string>((resolve, reject) => {
			server.once('exit', () => reject(new Error('the benchmark server ended')));
			createInterface({ input: server.stdout! }).once('line', resolve);
		});
		return await work(url);
	} finally {
		server.kill();
	}
}

async function runClient(client: Client, url: string, items: number): Promise<Run> {
	const [command, args] = client.command(url);
	const { stdout } = await run(command, args, { cwd: root, maxBuffer: 1 << 24 });
	const measurement = JSON.parse(stdout.trim().split('\n').at(-1)!) as Measurement;
	if (measurement.items !== items) {
		throw new Error(`${client.name} read ${measurement.items} of ${items} items`);
	}
	const counters = (await (await fetch(new URL('/counters', url))).json()) as Run;
	return { ...measurement, requests: counters.requests, connections: counters.connections };
}

async function fullSync(items: number, rounds: number): Promise<string> {
	const runs = new Map<Client, Run[]>(clients.map((client) => [client, []]));
	await withServer(items, async (url) => {
		for (let round = 0; round < rounds; round++) {
			for (const client of clients) runs.get(client)!.push(await runClient(client, url, items));
		}
	});
	const mine = runs.get(ours)!;
	const rows = clients.map((client) => {
		const theirs = runs.get(client)!;
		const of = (pick: (run: Run) => number) => median(theirs.map(pick));
		const paired = theirs.map((run, round) => run.cpuMs / mine[round].cpuMs);
		const memory = theirs.map((run, round) => run.peakMb / mine[round].peakMb);
		return [
			client.name,
			number(of((r) => r.cpuMs)),
			ratio(paired),
			number(of((r) => r.peakMb)),
			ratio(memory),
			theirs[0].longestBlockMs === null ? '–' : number(of((r) => r.longestBlockMs)),
			number(of((r) => r.requests)),
			number(of((r) => r.connections)),
		];
	});
	return table(
		[
			'client',
			'CPU ms',
			'CPU × ours',
			'peak MB',
			'memory × ours',
			'longest block ms',
			'requests',
			'connections',
		],
		rows,
	);
}

async function growth(sizes: number[]): Promise<string> {
	const rows = [];
	for (const items of sizes) {
		const result = await withServer(items, async (url) => await runClient(ours, url, items));
		rows.push([
			number(items),
			number(result.cpuMs),
			number((result.cpuMs * 1000) / items),
			number(result.peakMb),
			number(result.longestBlockMs),
			number(result.requests),
		]);
	}
	return table(
		['items', 'CPU ms', 'CPU µs an item', 'peak MB', 'longest block ms', 'requests'],
		rows,
	);
}

async function child<T>(file: string, ...args: string[]): Promise<T> {
	const { stdout } = await run(process.execPath, [...tsx, path.join(__dirname, file), ...args], {
		cwd: root,
		maxBuffer: 1 << 24,
	});
	return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}

async function idle(mailboxes: string): Promise<string> {
	const rows = [];
	for (const authentication of ['basic', 'ntlm']) {
		const result = await child<IdleMeasurement>('idle.ts', mailboxes, authentication);
		rows.push([
			authentication,
			number(result.wallMs),
			number(result.cpuMsPerMailbox),
			number(result.requests),
			number(result.signInRequests),
			number(result.connections),
		]);
	}
	return table(
		['sign-in', 'wall ms', 'CPU ms a mailbox', 'EWS requests', 'sign-in requests', 'connections'],
		rows,
	);
}

async function load(): Promise<string> {
	const results = [];
	for (let round = 0; round < 5; round++) results.push(await child<LoadMeasurement>('load.ts'));
	return table(
		['what', 'median'],
		[
			['time, ms', number(median(results.map(({ milliseconds }) => milliseconds)))],
			['CPU, ms', number(median(results.map(({ cpuMs }) => cpuMs)))],
			['memory, MB', number(median(results.map(({ megabytes }) => megabytes)))],
		],
	);
}

async function main(): Promise<void> {
	const items = Number(values.items);
	const rounds = Number(values.rounds);
	const sections = [
		'# Benchmark',
		'',
		`Made by \`npm run benchmark\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, ${os.cpus().length} cores (${os.cpus()[0].model.trim()}).`,
		'One generated server hands every client the same pre-rendered bytes over loopback; the clients take turns, each in a process of its own. CPU is user and system time after loading. No real Exchange takes part: there, its own time dominates the wall clock, and CPU, memory and the event loop are what a client decides.',
		'',
		`## Full sync of ${items} items: median of ${rounds} rounds; ratios paired in each round (lowest – highest)`,
		'',
		await fullSync(items, rounds),
		'',
		'## Growth of this package',
		'',
		await growth(values.growth.split(',').map(Number)),
		'',
		`## ${values.mailboxes} mailboxes without change: 50 ms a request, 10 connections, HTTPS with a private CA`,
		'',
		await idle(values.mailboxes),
		'',
		'## Loading the package into n8n: three nodes and the credentials, after n8n-workflow is there',
		'',
		await load(),
		'',
	];
	const text = sections.join('\n');
	process.stdout.write(text);
	writeFileSync(values.output, text);
}

void main();
