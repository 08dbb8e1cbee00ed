/**
 * Compares this package with ews-javascript-api, exchangelib and bare node:http on the same server
 * and bytes, in interleaved rounds, and writes docs/benchmark.md.
 *
 * Usage: run.ts [--items 10000] [--rounds 3] [--growth 1000,10000,50000]
 *   [--mailboxes 200] [--watched 200,1000] [--changes 500]
 *   [--workers 1,2] [--nodes yes|no|only] [--output docs/benchmark.md]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureNode } from '../../scripts/lib/ensureN8n.mjs';
import type { CalendarMeasurement } from './calendar';
import type { IdleMeasurement } from './idle';
import type { LoadMeasurement } from './load';
import type { Measurement } from './measure';
import { sideBySide } from './nodes';
import type { PositionMeasurement } from './position';
import type { PushMeasurement } from './push';
import { people } from './pushCalendar';
import { child, counters, lastLineOf, plainChildOn, root, withServer } from './parts';
import { table, median, number, ratio } from './tables';
import type { TwoWayMeasurement } from './twoWay';
import { warmSync } from './warmSync';
import { watchedCalendars } from './watchedCalendars';
import { workersOfN8n } from './workersOfN8n';

const { values } = parseArgs({
	options: {
		items: { type: 'string', default: '10000' },
		rounds: { type: 'string', default: '3' },
		growth: { type: 'string', default: '1000,10000,50000' },
		mailboxes: { type: 'string', default: '200' },
		/** Calendars that are watched, and changes in them. */
		watched: { type: 'string', default: '200,1000' },
		changes: { type: 'string', default: '500' },
		/** Workers of n8n in queue mode; `none` leaves them out. */
		workers: { type: 'string', default: '1,2' },
		/** The main rows on the Node of the newest n8n, too; `only` leaves out all else. */
		nodes: { type: 'string', default: 'yes' },
		output: { type: 'string', default: path.join(root, 'docs/benchmark.md') },
	},
});

interface Client {
	name: string;
	run: (url: string) => Promise<Measurement>;
}

const ours: Client = {
	name: 'this package',
	run: async (url) => await child('clients/ours.ts', url),
};
const python = '/usr/bin/python3';
const clients: Client[] = [
	ours,
	{
		name: 'ews-javascript-api 0.15.3',
		run: async (url) => await child('clients/ewsJavascriptApi.ts', url),
	},
	...(spawnSync(python, ['-c', 'import exchangelib']).status === 0
		? [
				{
					name: 'exchangelib 4.9',
					run: async (url: string) =>
						await lastLineOf<Measurement>(python, [
							'-W',
							'ignore',
							path.join(__dirname, 'clients/exchangelib_client.py'),
							url,
						]),
				},
			]
		: []),
	{
		name: 'node:http, nothing parsed',
		run: async (url) => await child('clients/raw.ts', url),
	},
];

interface Run extends Measurement {
	requests: number;
	connections: number;
}

async function runClient(client: Client, url: string, items: number): Promise<Run> {
	const measurement = await client.run(url);
	if (measurement.items !== items) {
		throw new Error(`${client.name} read ${measurement.items} of ${items} items`);
	}
	return { ...measurement, ...(await counters(url)) };
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
			theirs[0].longestBlockMs === null ? '–' : blocks(theirs),
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
			'longest block ms: median (least)',
			'requests',
			'connections',
		],
		rows,
	);
}

/** Others on the machine only lengthen a block: the shortest is the truest. */
function blocks(runs: Run[]): string {
	const found = runs.map(({ longestBlockMs }) => longestBlockMs);
	return `${number(median(found))} (${number(Math.min(...found))})`;
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

async function idle(mailboxes: string, rounds: number): Promise<string> {
	const rows = [];
	for (const authentication of ['basic', 'ntlm']) {
		const results: IdleMeasurement[] = [];
		for (let round = 0; round < rounds; round++) {
			results.push(await child<IdleMeasurement>('idle.ts', mailboxes, authentication));
		}
		const of = (pick: (result: IdleMeasurement) => number) => number(median(results.map(pick)));
		const walls = results.map(({ wallMs }) => wallMs);
		rows.push([
			authentication,
			`${number(median(walls))} (${number(Math.min(...walls))})`,
			of(({ cpuMsPerMailbox }) => cpuMsPerMailbox),
			of(({ requests }) => requests),
			of(({ signInRequests }) => signInRequests),
			of(({ connections }) => connections),
		]);
	}
	return table(
		[
			'sign-in',
			'wall ms: median (least)',
			'CPU ms a mailbox',
			'EWS requests',
			'sign-in requests',
			'connections',
		],
		rows,
	);
}

async function push(items: number, inputs: number): Promise<string> {
	const runs = await withServer(
		items,
		async (url) => await child<PushMeasurement[]>('push.ts', url, String(inputs)),
		'pushServer.ts',
	);
	const rows = runs.map(({ run, results, requests, cpuMs, longestBlockMs }) => [
		run,
		Object.entries(results)
			.map(([action, count]) => `${count} ${action}`)
			.join(', '),
		number(requests),
		number(cpuMs),
		number(longestBlockMs),
	]);
	return table(['run', 'results', 'requests', 'CPU ms', 'longest block ms'], rows);
}

async function calendar(items: number): Promise<string> {
	const runs = await withServer(
		items,
		async (url) => await child<CalendarMeasurement[]>('calendar.ts', url, String(people)),
		'pushServer.ts',
	);
	const rows = runs.map(({ run, items: found, requests, cpuMs, longestBlockMs }) => [
		run,
		number(found),
		number(requests),
		number(cpuMs),
		number(longestBlockMs),
	]);
	return table(['run', 'found', 'requests', 'CPU ms', 'longest block ms'], rows);
}

async function twoWay(sizes: number[], inputs: number): Promise<string> {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'benchmark-'));
	const rows = [];
	for (const items of sizes) {
		const file = path.join(folder, String(items));
		for (const [what, kind] of [
			['first run', 'first'],
			['nothing changed', 'rest'],
		]) {
			const args = [String(items), String(inputs), file, kind];
			const one = await child<TwoWayMeasurement>('twoWay.ts', ...args);
			rows.push([
				number(items),
				what,
				number(one.cpuMs),
				number(one.peakMb),
				number(one.longestBlockMs),
				number(one.requests),
			]);
		}
	}
	rmSync(folder, { recursive: true });
	return table(['items', 'run', 'CPU ms', 'peak MB', 'longest block ms', 'requests'], rows);
}

async function largePosition(): Promise<string> {
	const runs = await child<PositionMeasurement[]>('position.ts', '100000');
	const rows = runs.map(({ run, requests, cpuMs, peakMb, longestBlockMs }) => [
		run,
		number(requests),
		number(cpuMs),
		number(peakMb),
		number(longestBlockMs),
	]);
	return table(['run', 'requests', 'CPU ms', 'peak MB', 'longest block ms'], rows);
}

async function loading(): Promise<string> {
	const results = [];
	for (let round = 0; round < 5; round++) {
		results.push(await plainChildOn<LoadMeasurement>(process.execPath, 'load.ts'));
	}
	return table(
		['what', 'median'],
		[
			['time, ms', number(median(results.map(({ milliseconds }) => milliseconds)))],
			['CPU, ms', number(median(results.map(({ cpuMs }) => cpuMs)))],
			['memory, MB', number(median(results.map(({ megabytes }) => megabytes)))],
		],
	);
}

/** This Node, and the one of the newest n8n where that is another. */
async function nodes(): Promise<string> {
	const executables = [...new Set([process.execPath, await ensureNode()])];
	const versions = executables.map((executable) => ({
		executable,
		name: `Node ${spawnSync(executable, ['-p', 'process.versions.node']).stdout.toString().trim()}`,
	}));
	const { mailboxes, changes } = values;
	const sizes = {
		items: Number(values.items),
		rounds: Number(values.rounds),
		mailboxes,
		changes,
	};
	return `## Main rows by version of Node\n\n${await sideBySide(versions, sizes)}`;
}

async function main(): Promise<void> {
	const items = Number(values.items);
	const inputs = Math.ceil(items / 10);
	const rounds = Number(values.rounds);
	if (values.nodes === 'only') {
		process.stdout.write(`${await nodes()}\n`);
		return;
	}
	const load = os.loadavg()[0].toFixed(1);
	const sections = [
		'# Benchmark',
		'',
		`Made by \`npm run benchmark\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, ${os.cpus().length} cores (${os.cpus()[0].model.trim()}), load ${load} at the start.`,
		'One generated server hands every client the same pre-rendered bytes over loopback; the clients take turns, each in a process of its own. CPU is user and system time after loading. No real Exchange takes part: there, its own time dominates the wall clock, and CPU, memory and the event loop are what a client decides. Other work on the machine lengthens blocks and wall times, of which the least is given as well.',
		'',
		`## Full sync of ${items} items: median of ${rounds} rounds; ratios paired in each round (lowest – highest)`,
		'',
		await fullSync(items, rounds),
		'',
		'## The same in a process that has synced before, as that of n8n has',
		'',
		await warmSync(items, rounds),
		'',
		'## Growth of this package',
		'',
		await growth(values.growth.split(',').map(Number)),
		'',
		`## ${values.mailboxes} mailboxes without change: 50 ms a request, 10 connections, HTTPS with a private CA`,
		'',
		await idle(values.mailboxes, rounds),
		'',
		`## Watched calendars: ${values.changes} changes, one after the other, on the test Exchange`,
		'',
		await watchedCalendars(values.watched.split(',').map(Number), Number(values.changes)),
		'',
		...(values.workers === 'none'
			? []
			: [
					`## ${values.mailboxes} mailboxes, for the first time, by n8n in queue mode: 50 ms a request`,
					'',
					await workersOfN8n(values.workers.split(',').map(Number), values.mailboxes),
					'',
				]),
		`## Push of ${inputs} events into a calendar of ${items} appointments of the test Exchange`,
		'',
		await push(items, inputs),
		'',
		`## Exchange Calendar over a calendar of ${items} appointments of the test Exchange`,
		'',
		await calendar(items),
		'',
		`## Two-way sync with ${inputs} inputs, between the answers of a calendar in memory; each run in a process of its own`,
		'',
		await twoWay([items, 10 * items], inputs),
		'',
		'## A position of 100,000 items, kept in memory: requests beside those for the changes',
		'',
		await largePosition(),
		'',
		'## Loading the package into n8n: its five nodes and the credentials, after n8n-workflow is there',
		'',
		await loading(),
		'',
		...(values.nodes === 'no' ? [] : [await nodes(), '']),
	];
	const text = sections.join('\n');
	process.stdout.write(text);
	writeFileSync(values.output, text);
}

void main();
