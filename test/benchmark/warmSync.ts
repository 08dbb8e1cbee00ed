/** The table of a sync in a process that has synced before. */
import type { Measurement } from './measure';
import { child, runsBefore, withServer } from './parts';
import { median, number, ratio, table } from './tables';

/** The first sync of a process pays for compiling; n8n's process has synced before. */
export async function warmSync(items: number, rounds: number): Promise<string> {
	const runs = { cold: [] as Pair[], warm: [] as Pair[] };
	await withServer(items, async (url) => {
		for (let round = 0; round < rounds; round++) {
			for (const [name, before] of [
				['cold', 0],
				['warm', runsBefore],
			] as const) {
				const cpuOf = async (client: string) =>
					(await child<Measurement>(`clients/${client}.ts`, url, String(before))).cpuMs;
				const one = await cpuOf('ours');
				runs[name].push({ ours: one, raw: await cpuOf('raw') });
			}
		}
	});
	const of = (pairs: Pair[], pick: (pair: Pair) => number) => number(median(pairs.map(pick)));
	const rows = Object.entries(runs).map(([name, pairs]) => [
		name === 'cold' ? 'first' : `after ${runsBefore} others`,
		of(pairs, (pair) => pair.ours),
		of(pairs, (pair) => pair.raw),
		ratio(pairs.map((pair) => pair.ours / pair.raw)),
		ratio(pairs.map((pair, round) => pair.ours / runs.cold[round].raw)),
	]);
	return table(
		[
			'sync in its process',
			'CPU ms',
			'CPU ms of node:http there',
			'CPU × that',
			'CPU × node:http in a process of its own',
		],
		rows,
	);
}

interface Pair {
	ours: number;
	raw: number;
}
