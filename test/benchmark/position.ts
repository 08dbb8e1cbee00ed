/**
 * Runs of Get Changes over a large calendar whose position a store in memory keeps. Usage: position.ts
 * ITEMS; prints a measurement of a run without changes and of one with one event.
 */
import { getChanges } from '../../exchange/changes/getChanges';
import { positionStore } from '../../exchange/changes/position/store';
import {
	ExchangeOfPositions,
	mailbox,
	now,
	positionOf,
} from '../unit/changes/position/largePosition';
import { measure, type Measurement } from './measure';

export interface PositionMeasurement extends Measurement {
	run: string;
	requests: number;
}

const count = Number(process.argv[2]);

async function run(): Promise<void> {
	const server = new ExchangeOfPositions();
	const open = () =>
		positionStore(server.connect(), { kind: 'mailbox', mailbox, name: 'benchmark' });
	await open().write(await positionOf(count));
	const results: PositionMeasurement[] = [];
	const runs: Array<[string, typeof server.changes]> = [
		['nothing changed', []],
		['one event updated', [['Update', 5]]],
		['one event created', [['Create', count]]],
		['one event deleted', [['Delete', 6]]],
	];
	for (const [name, changes] of runs) {
		server.changes = changes;
		server.requests.length = 0;
		const measurement = await measure(async () => {
			const store = open();
			const position = await store.read();
			const reader = getChanges(server.connect(), { mailbox, now, position });
			for (let told = 0; ; told++) {
				const { done, value } = await reader.next();
				if (!done) continue;
				await store.write(value.position);
				return told;
			}
		});
		results.push({ run: name, requests: server.requests.length, ...measurement });
	}
	process.stdout.write(`${JSON.stringify(results)}\n`);
}

void run();
