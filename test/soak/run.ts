/**
 * npm run soak: everything at once for half an hour, in real time, while Exchange is edited and fails. Prints
 * a line a minute and what came of it; ends with 1 when something differs at the end, or grows.
 *
 * Usage: run.ts [--minutes 30] [--mailboxes 100] [--seed 1]
 */
import { parseArgs } from 'node:util';
import { systemClock } from '../../exchange/watch/clock';
import { excess, growth } from './growth';
import { startSide } from './side';
import { soak } from './soak';

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '30' },
		mailboxes: { type: 'string', default: '100' },
		seed: { type: 'string', default: '1' },
	},
});

async function main(): Promise<void> {
	const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
	const say = (words: string) => void process.stdout.write(`${words}\n`);
	const side = await startSide(Number(values.mailboxes), seed);
	const { samples, edits, troubles, failures, replicas, warnings, differences } = await soak(side, {
		seed,
		durationMs: minutes * 60_000,
		everyMs: { edit: 500, trouble: 5_000, pass: 60_000, sample: 30_000 },
		clock: systemClock,
		pass: async (milliseconds) =>
			await systemClock.wait(milliseconds, new AbortController().signal),
		log: say,
	});
	side.close();
	const counted = Object.entries(failures).map(([role, count]) => `${role} ${count}`);
	say(
		`${edits} edits, ${troubles} troubles; passes that failed and problems told: ${counted.join(', ')}`,
	);
	for (const [role, { told, repeated }] of Object.entries(replicas)) {
		say(`${role}: ${told} changes told, ${repeated} of them once more`);
	}
	const wrong = [...growth(samples), ...excess(samples), ...warnings, ...differences];
	for (const words of wrong) say(words);
	say(wrong.length === 0 ? 'All is well' : 'Something is wrong');
	process.exitCode = wrong.length > 0 ? 1 : 0;
}

void main();
