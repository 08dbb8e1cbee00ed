/** The table of what this package takes on several versions of Node, side by side. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CalendarMeasurement } from './calendar';
import type { IdleMeasurement } from './idle';
import type { LoadMeasurement } from './load';
import type { Measurement } from './measure';
import { childOn, plainChildOn, runsBefore, withServer } from './parts';
import type { PositionMeasurement } from './position';
import type { PushMeasurement } from './push';
import { people } from './pushCalendar';
import { median, number, table } from './tables';
import type { TwoWayMeasurement } from './twoWay';
import type { WatchMeasurement } from './watch';

/** One version of Node, as it is run and as it is shown. */
export interface NodeVersion {
	executable: string;
	name: string;
}

interface Sizes {
	items: number;
	rounds: number;
	mailboxes: string;
	/** In the calendars that are watched. */
	changes: string;
}

type Row = [what: string, value: (node: NodeVersion) => Promise<number>];

/** The main rows of the benchmark; the versions take turns, so that other work hits all of them alike. */
export async function sideBySide(
	nodes: readonly NodeVersion[],
	{ items, rounds, mailboxes, changes }: Sizes,
): Promise<string> {
	const rows: string[][] = [];
	const measured = async (row: Row) => {
		const [what, value] = row;
		const found = nodes.map((): number[] => []);
		for (let round = 0; round < rounds; round++) {
			for (const [index, node] of nodes.entries()) found[index].push(await value(node));
		}
		rows.push([
			what,
			...found.map((values) => `${number(median(values))} (${number(Math.min(...values))})`),
		]);
	};
	await withServer(items, async (url) => {
		const sync = async ({ executable }: NodeVersion, before: number, client = 'ours') =>
			await childOn<Measurement>(executable, `clients/${client}.ts`, url, String(before));
		await measured([
			`first sync of ${items} items, CPU ms`,
			async (node) => (await sync(node, 0)).cpuMs,
		]);
		await measured([
			`sync after ${runsBefore} others, CPU ms`,
			async (node) => (await sync(node, runsBefore)).cpuMs,
		]);
		await measured([
			'the same, CPU × node:http',
			async (node) =>
				(await sync(node, runsBefore)).cpuMs / (await sync(node, runsBefore, 'raw')).cpuMs,
		]);
		await measured([
			'the same, CPU × node:http in a process of its own',
			async (node) => (await sync(node, runsBefore)).cpuMs / (await sync(node, 0, 'raw')).cpuMs,
		]);
		await measured(['first sync, peak MB', async (node) => (await sync(node, 0)).peakMb]);
		await measured([
			"by which V8's space for young objects grew, MB",
			async (node) => (await sync(node, 0)).youngMb,
		]);
		await measured([
			'first sync, longest block ms',
			async (node) => (await sync(node, 0)).longestBlockMs,
		]);
	});
	await measured([
		`${mailboxes} mailboxes without change, wall ms`,
		async ({ executable }) =>
			(await childOn<IdleMeasurement>(executable, 'idle.ts', mailboxes, 'basic')).wallMs,
	]);
	const inputs = String(Math.ceil(items / 10));
	await measured([
		`push of ${inputs} new events, longest block ms`,
		async ({ executable }) =>
			await withServer(
				items,
				async (url) =>
					(await childOn<PushMeasurement[]>(executable, 'push.ts', url, inputs))[0].longestBlockMs,
				'pushServer.ts',
			),
	]);
	await measured([
		`free/busy of ${people} people, longest block ms`,
		async ({ executable }) => {
			const runs = await withServer(
				items,
				async (url) =>
					await childOn<CalendarMeasurement[]>(executable, 'calendar.ts', url, String(people)),
				'pushServer.ts',
			);
			return runs.at(-1)!.longestBlockMs;
		},
	]);
	const folder = mkdtempSync(path.join(os.tmpdir(), 'benchmark-'));
	await measured([
		`two-way sync of ${items} items, nothing changed, CPU ms`,
		async ({ executable }) => {
			const run = async (kind: string) => {
				const args = [String(items), inputs, path.join(folder, 'position'), kind];
				return await childOn<TwoWayMeasurement>(executable, 'twoWay.ts', ...args);
			};
			await run('first');
			return (await run('rest')).cpuMs;
		},
	]);
	rmSync(folder, { recursive: true });
	await measured([
		`${mailboxes} watched calendars, ms from the write to the event at the 99th percentile`,
		async ({ executable }) =>
			(await childOn<WatchMeasurement>(executable, 'watch.ts', mailboxes, changes)).p99Ms,
	]);
	await measured([
		`position of ${10 * items} items, one event updated, CPU ms`,
		async ({ executable }) => {
			const runs = await childOn<PositionMeasurement[]>(
				executable,
				'position.ts',
				String(10 * items),
			);
			return runs.find(({ run }) => run === 'one event updated')!.cpuMs;
		},
	]);
	await measured([
		'loading, ms',
		async ({ executable }) =>
			(await plainChildOn<LoadMeasurement>(executable, 'load.ts')).milliseconds,
	]);
	return table(['what: median (least)', ...nodes.map(({ name }) => name)], rows);
}
