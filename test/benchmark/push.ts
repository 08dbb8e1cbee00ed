/**
 * Pushes as published (dist/) into a calendar of the test Exchange, one after the other. Usage: push.ts URL
 * INPUTS; prints a measurement of each.
 */
import { subscribe } from 'node:diagnostics_channel';
import path from 'node:path';
import type { PushInput, PushOptions } from '../../index';
import { measure, type Measurement } from './measure';
import { pushAccount, startOf, subjectOf } from './pushCalendar';

// The built package, not the sources: what users run is what is measured.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { connect, pushEvents } = require(
	path.resolve(__dirname, '../../dist/index.js'),
) as typeof import('../../index');

export interface PushMeasurement extends Measurement {
	run: string;
	requests: number;
	/** Results by action. */
	results: Record<string, number>;
}

const [url, inputs] = process.argv.slice(2);
const usual: PushOptions = {
	mailbox: 'alice@enyoi.example',
	source: 'hr',
	now: new Date('2026-11-23T08:00:00Z'),
};

function events(prefix: string): PushInput[] {
	return Array.from({ length: Number(inputs) }, (_, item) => ({
		externalId: `${prefix}${item}`,
		subject: prefix === 'known' ? subjectOf(item) : `Shift ${item}`,
		start: startOf(item).toISOString(),
		end: new Date(startOf(item).getTime() + 3_600_000).toISOString(),
	}));
}

const fresh = events('new');
const known = events('known');
const changed = fresh.map((event) => ({ ...event, location: 'Room 7' }));
const runs: Array<[string, PushInput[], Partial<PushOptions>?]> = [
	['new events', fresh],
	['the same again', fresh],
	['all of them changed', changed],
	['complete set, dry run', changed, { action: 'snapshot', dryRun: true }],
	['events that are there already, taken over', known, { adoptMatching: true }],
];

async function run(): Promise<void> {
	let requests = 0;
	subscribe('exchange:request', () => requests++);
	const results: PushMeasurement[] = [];
	for (const [name, pushed, options] of runs) {
		const exchange = connect({
			server: url,
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			...pushAccount,
			authScheme: 'basic',
		});
		requests = 0;
		const counts: Record<string, number> = {};
		const measurement = await measure(async () => {
			let told = 0;
			for await (const { action } of pushEvents(exchange, { ...usual, ...options }, pushed)) {
				counts[action] = (counts[action] ?? 0) + 1;
				told++;
			}
			return told;
		});
		await exchange.close();
		results.push({ run: name, ...measurement, requests, results: counts });
	}
	process.stdout.write(`${JSON.stringify(results)}\n`);
}

void run();
