import { seed } from '../support/seed';
import { drawHistory, type History, type Outcome } from './history';
import { shrink } from './shrink';

/** Histories without any run of these kinds are left out. */
const wanted = process.env.RUNS ? process.env.RUNS.split(',') : undefined;

/** Failures after which no more histories are played. */
const mostFailures = Number(process.env.FAILURES ?? 5);

/**
 * Plays histories, or the one that `HISTORY` in the environment holds.
 * @param isWhole as in `drawHistory`
 * @returns for each broken one its shortest version that still breaks, to print and to repeat
 */
export async function play(
	count: number,
	isWhole: boolean,
	outcomeOf: (history: History) => Promise<Outcome>,
): Promise<string[]> {
	const given = process.env.HISTORY;
	const failures: string[] = [];
	for (let number = 0; number < (given ? 1 : count); number++) {
		const history = given ? (JSON.parse(given) as History) : drawHistory(seed + number, isWhole);
		if (wanted && !history.cast.some((kind) => wanted.includes(kind))) continue;
		if ((await outcomeOf(history)).broken.length === 0) continue;
		const title = given ? '' : `history ${number + 1} of ${count}:\n`;
		failures.push(title + (await shortestOf(history, outcomeOf)));
		if (failures.length >= mostFailures) break;
	}
	return failures;
}

async function shortestOf(
	history: History,
	outcomeOf: (history: History) => Promise<Outcome>,
): Promise<string> {
	const isBroken = async (fewer: History) => (await outcomeOf(fewer)).broken.length > 0;
	const shortest = process.env.SHRINK === 'no' ? history : await shrink(history, isBroken);
	const { log, broken } = await outcomeOf(shortest);
	const lines = [...log, ...broken.map((line) => `=> ${line}`)];
	lines.push(`on a server with ${shortest.behaviours || 'standard behaviours'}`);
	return [...lines, `HISTORY='${JSON.stringify(shortest)}'`].join('\n');
}
