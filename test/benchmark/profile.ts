/**
 * Where the CPU time of a sync goes, by the profiler of V8: of the first sync of a process, of a later one,
 * and of one that finds nothing changed. Loading the package is not among it.
 *
 * Usage: profile.ts [--items 10000] [--readings 500]; needs a built package
 */
import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { child, runsBefore, withServer } from './parts';
import { number, table } from './tables';

// The built package, not the sources: what users run is what is measured.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { connect, getChanges } = require(
	path.resolve(__dirname, '../../dist/index.js'),
) as typeof import('../../index');

/** Milliseconds of CPU in all, and by what they are spent on, in the order of `kinds`. */
interface Profiled {
	run: string;
	cpuMs: number;
	parts: Record<string, number>;
}

/** What a function's place stands for; the first that matches. */
const kinds: Array<[name: string, place: RegExp]> = [
	['freeing memory', /^\(garbage collector\)/],
	['loading and compiling', /node:internal\/(modules|vm)|wrapSafe|compileFunction/],
	['decompressing', /node:zlib/],
	['sockets and HTTP of Node', /^node:|node:/],
	['connections, sign-in, retries', /dist\/exchange\/transport/],
	['XML', /dist\/exchange\/xml/],
	['EWS messages', /dist\/exchange\/ews/],
	['changes and the position', /dist\/exchange\/changes/],
	['events as they are shown', /dist\/exchange\/calendar/],
	['the rest of the package', /dist\//],
];
const native = 'engine: compiling while it runs, native code';

async function profiled(run: string, work: () => Promise<void>): Promise<Profiled> {
	globalThis.gc?.();
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.start');
	const cpu = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(cpu);
	const { profile } = await session.post('Profiler.stop');
	session.disconnect();
	return { run, cpuMs: (user + system) / 1000, parts: shares(profile) };
}

/** Parts of the samples in which the process did not wait. */
function shares({
	nodes,
	samples = [],
	timeDeltas = [],
}: Profiler.Profile): Record<string, number> {
	const kindOf = new Map(
		nodes.map(({ id, callFrame: { functionName, url } }) => {
			if (functionName === '(idle)') return [id, undefined];
			const place = `${functionName} ${url.replaceAll('\\', '/')}`;
			return [id, kinds.find(([, pattern]) => pattern.test(place))?.[0] ?? native];
		}),
	);
	const times = new Map<string, number>();
	let all = 0;
	for (const [index, id] of samples.entries()) {
		const kind = kindOf.get(id);
		if (kind === undefined) continue;
		all += timeDeltas[index];
		times.set(kind, (times.get(kind) ?? 0) + timeDeltas[index]);
	}
	return Object.fromEntries([...times].map(([kind, time]) => [kind, time / all]));
}

/** In a process of its own, so that nothing is compiled before. */
async function profileAll(url: string, readings: number): Promise<Profiled[]> {
	const exchange = connect({
		server: url,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user: 'svc-n8n',
		password: 'benchmark',
		authScheme: 'basic',
	});
	const read = async (position?: string) => {
		const changes = getChanges(exchange, {
			mailbox: 'alice@enyoi.example',
			expand: 'series',
			pastDays: 30,
			futureDays: 400,
			privacy: 'full',
			position,
		});
		let next = await changes.next();
		while (!next.done) next = await changes.next();
		return next.value.position;
	};
	let position: string | undefined;
	const first = await profiled('first sync of the process', async () => {
		position = await read();
	});
	for (let run = 1; run < runsBefore; run++) await read();
	const later = await profiled('later sync', async () => void (await read()));
	for (let reading = 0; reading < readings; reading++) await read(position);
	const idle = await profiled(`${readings} readings, nothing changed`, async () => {
		for (let reading = 0; reading < readings; reading++) await read(position);
	});
	await exchange.close();
	return [first, later, idle];
}

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			items: { type: 'string', default: '10000' },
			readings: { type: 'string', default: '500' },
		},
	});
	if (positionals.length > 0) {
		const runs = await profileAll(positionals[0], Number(values.readings));
		process.stdout.write(`${JSON.stringify(runs)}\n`);
		return;
	}
	const runs = await withServer(
		Number(values.items),
		async (url) => await child<Profiled[]>('profile.ts', url, '--readings', values.readings),
	);
	const rows = [...kinds.map(([kind]) => kind), native].map((kind) => [
		kind,
		...runs.map(({ cpuMs, parts }) => number(cpuMs * (parts[kind] ?? 0))),
	]);
	const all = ['all', ...runs.map(({ cpuMs }) => number(cpuMs))];
	const head = [`CPU ms, ${values.items} items`, ...runs.map(({ run }) => run)];
	process.stdout.write(`${table(head, [...rows, all])}\n`);
}

void main();
