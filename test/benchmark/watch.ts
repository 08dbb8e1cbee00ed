/**
 * A watch of many calendars: what it takes to begin, to be at rest and for each change, and how long a change
 * is under way. The test Exchange is in a process of its own. Usage: watch.ts MAILBOXES CHANGES
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { WatchServerMessage } from './watchServer';

// The built package, not the sources: what users run is what is measured.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { connect, watchCalendars } = require(
	path.resolve(__dirname, '../../dist/index.js'),
) as typeof import('../../index');

export interface WatchMeasurement {
	mailboxes: number;
	/** Until every calendar is read and listened to. */
	startMs: number;
	startRequests: number;
	/** Memory that the watch adds to a process that has loaded the package. */
	memoryMb: number;
	/** At rest. */
	streams: number;
	sockets: number;
	restCpuMsPerMinute: number;
	/** Of a change, from the write to the event. */
	medianMs: number;
	p99Ms: number;
	longestMs: number;
	cpuMsPerChange: number;
	requestsPerChange: number;
}

const restMs = 5_000;
/** Mean pause between two changes: more at once would measure the test Exchange. */
const pauseMs = 25;

const cpuMs = () => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
};

/** Heap in use after a collection, and what lies beside it. */
const memoryMb = () => {
	globalThis.gc?.();
	const { heapUsed, external } = process.memoryUsage();
	return (heapUsed + external) / 1e6;
};

async function run(): Promise<void> {
	const [mailboxes, changes] = process.argv.slice(2).map(Number);
	const server = fork(path.join(__dirname, 'watchServer.ts'), [String(mailboxes)], {
		execArgv: ['--import', 'tsx'],
	});
	const say = async (message: string) =>
		await new Promise<WatchServerMessage>((resolve) => {
			server.once('message', (answer) => resolve(answer as WatchServerMessage));
			server.send(message);
		});
	const { url, user, password, addresses } = await say('');
	const exchange = connect({
		server: url,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user,
		password,
		authScheme: 'basic',
		maxConnections: 10,
	});
	const memoryBefore = memoryMb();
	const started = performance.now();
	const stop = new AbortController();
	const latencies: number[] = [];
	const watching = (async () => {
		const options = { mailboxes: addresses, positionName: 'benchmark', signal: stop.signal };
		for await (const event of watchCalendars(exchange, options)) {
			if (event.kind === 'problem') throw event.error;
			latencies.push(Number(process.hrtime.bigint() - BigInt(event.subject as string)) / 1e6);
		}
	})();
	/** Waits until all are listened to and nothing is asked any more. */
	const atRest = async () => {
		for (let requests = 0; ; ) {
			const state = await say('');
			requests += state.requests;
			const isListening = state.streams === Math.ceil(mailboxes / 200);
			if (isListening && state.requests === 0 && state.subscriptions === mailboxes) return requests;
			await wait(200);
		}
	};
	const startRequests = await atRest();
	const startMs = performance.now() - started;
	// What a pool keeps open beyond need closes by itself.
	const restCpu = cpuMs();
	await wait(restMs);
	const restCpuMsPerMinute = ((cpuMs() - restCpu) * 60_000) / restMs;
	const { streams } = await say('');
	const sockets = process
		.getActiveResourcesInfo()
		.filter((name) => name === 'TCPSocketWrap').length;
	const measuredMb = memoryMb() - memoryBefore;

	const changeCpu = cpuMs();
	for (let change = 0; change < changes; change++) {
		// Every mailbox in turn, in no order of theirs.
		await say(addresses[(change * 7919) % addresses.length]);
		await wait(pauseMs);
	}
	while (latencies.length < changes) await wait(20);
	const changeRequests = await atRest();
	const cpuMsPerChange = (cpuMs() - changeCpu) / changes;
	stop.abort();
	await watching;
	await exchange.close();
	server.kill();

	const sorted = latencies.sort((one, other) => one - other);
	const at = (part: number) =>
		sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
	const measurement: WatchMeasurement = {
		mailboxes,
		startMs,
		startRequests,
		memoryMb: measuredMb,
		streams,
		sockets,
		restCpuMsPerMinute,
		medianMs: at(0.5),
		p99Ms: at(0.99),
		longestMs: sorted.at(-1)!,
		cpuMsPerChange,
		requestsPerChange: changeRequests / changes,
	};
	process.stdout.write(`${JSON.stringify(measurement)}\n`);
}

void run();
