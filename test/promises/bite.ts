/**
 * Breaks the product on purpose, one fault at a time, and plays histories until one finds it: prints which
 * promise it was, and how many histories it took. Usage: bite.ts [--write] [WORD]; WORD picks faults by their
 * text, `--write` puts what was found into docs/reliability.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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

const heading = '| what is broken | found as | found by |\n| --- | --- | --- |\n';
const page = path.resolve(__dirname, '../../docs/reliability.md');

/** Puts the row into the table of the page, in the order of the faults. */
function write(what: string, row: string): void {
	const text = readFileSync(page, 'utf8');
	const start = text.indexOf(heading) + heading.length;
	const end = text.indexOf('\n\n', start - 1) + 1;
	const rows = text.slice(start, end).split('\n').filter(Boolean);
	const found = new Map(rows.map((one) => [one.split(' | ')[0].slice(2), one]));
	found.set(what, row);
	const inOrder = breaks.flatMap((one) => found.get(one.what) ?? []);
	writeFileSync(page, `${text.slice(0, start)}${inOrder.join('\n')}\n${text.slice(end)}`);
}

async function main(): Promise<void> {
	const isWritten = process.argv[2] === '--write';
	const word = process.argv[isWritten ? 3 : 2] ?? '';
	process.stdout.write(heading);
	for (const one of breaks.filter(({ what, promise }) => `${promise} ${what}`.includes(word))) {
		const { found, promise } = await bite(one);
		const by = found === undefined ? `none of ${histories}` : `history ${found}`;
		const row = `| ${one.what} | ${promise ?? one.promise} | ${by} |`;
		process.stdout.write(`${row}\n`);
		if (isWritten) write(one.what, row);
		if (found === undefined) process.exitCode = 1;
	}
}

void main();
