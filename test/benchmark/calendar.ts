/**
 * Reads calendars as published (dist/) from the test Exchange: every event, and free/busy of many people. Usage:
 * calendar.ts URL PEOPLE; prints a measurement of each.
 */
import { subscribe } from 'node:diagnostics_channel';
import path from 'node:path';
import { addressOf, pushAccount, startOf } from './pushCalendar';
import { measure, type Measurement } from './measure';

// The built package, not the sources: what users run is what is measured.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { connect, getEvents, getFreeBusy } = require(
	path.resolve(__dirname, '../../dist/index.js'),
) as typeof import('../../index');

export interface CalendarMeasurement extends Measurement {
	run: string;
	requests: number;
}

const [url, people] = process.argv.slice(2);
const dayMs = 86_400_000;
const start = startOf(0);
const exchange = connect({
	server: url,
	version: 'Exchange2019',
	emailDns: 'enyoi.example',
	...pushAccount,
	authScheme: 'basic',
});

async function allEvents(search?: string): Promise<number> {
	const end = new Date(start.getTime() + 700 * dayMs);
	const options = { mailbox: 'alice@enyoi.example', start, end, search };
	let read = 0;
	for await (const event of getEvents(exchange, options)) if (event.id !== undefined) read++;
	return read;
}

async function freeBusy(): Promise<number> {
	const mailboxes = Array.from({ length: Number(people) }, (_, number) => addressOf(number));
	const end = new Date(start.getTime() + 5 * dayMs);
	return (await getFreeBusy(exchange, { mailboxes, start, end })).length;
}

const runs: Array<[string, () => Promise<number>]> = [
	['events', async () => await allEvents()],
	['events, searched', async () => await allEvents('appointment 7')],
	[`free/busy of ${people} people, 5 days`, freeBusy],
];

async function run(): Promise<void> {
	let requests = 0;
	subscribe('exchange:request', () => requests++);
	const results: CalendarMeasurement[] = [];
	for (const [name, work] of runs) {
		requests = 0;
		const measurement = await measure(work);
		results.push({ run: name, ...measurement, requests });
	}
	await exchange.close();
	process.stdout.write(`${JSON.stringify(results)}\n`);
}

void run();
