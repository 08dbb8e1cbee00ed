/**
 * Breaks the product on purpose, one fault at a time, and plays histories until one finds it: prints which
 * promise it was, and how many histories it took. Usage: bite.ts [WORD]; WORD picks faults by their text.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { seed } from '../support/seed';
import { breaks, type Break } from './breaks';
import { bundleHistories } from './bundle';

const histories = Number(process.env.HISTORIES ?? 1000);

interface Bite {
	/** Histories until one found it; undefined when none did. */
	found?: number;
	promise?: string;
}

async function bite(broken: Break): Promise<Bite> {
	const bundle = await bundleHistories(broken);
	const playing = spawn(process.execPath, [bundle], {
		env: {
			...process.env,
			SEED: String(seed),
			HISTORIES: String(histories),
			FAILURES: '1',
			SHRINK: 'no',
			RUNS: broken.runs?.join() ?? '',
		},
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	let text = '';
	playing.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
	await once(playing, 'close');
	const found = /history (\d+) of/.exec(text)?.[1];
	return {
		found: found === undefined ? undefined : Number(found),
		promise: /=> ([^:(]+)/.exec(text)?.[1].trim(),
	};
}

async function main(): Promise<void> {
	const word = process.argv[2] ?? '';
	process.stdout.write('| what is broken | promise | found by |\n| --- | --- | --- |\n');
	for (const one of breaks.filter(({ what, promise }) => `${promise} ${what}`.includes(word))) {
		const { found, promise } = await bite(one);
		const by = found === undefined ? `none of ${histories}` : `history ${found}`;
		process.stdout.write(`| ${one.what} | ${promise ?? one.promise} | ${by} |\n`);
		if (found === undefined) process.exitCode = 1;
	}
}

void main();
