import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Break, Edit } from './breaks';

const here = __dirname;
const root = path.resolve(here, '../..');

/** Modules of the product that others stand for, except where these import them. */
const standIns = {
	'exchange/connection': path.join(here, 'wiredConnection.ts'),
	'exchange/push/carryOut/exchangeCalendar': path.join(here, 'impatientCalendar.ts'),
};

const replacing: Plugin = {
	name: 'stand-ins',
	setup({ onResolve }) {
		onResolve(
			{ filter: /\/(connection|exchangeCalendar)$/ },
			({ path: wanted, resolveDir, importer }) => {
				const name = path.relative(root, path.resolve(resolveDir, wanted)).replaceAll('\\', '/');
				const standIn = standIns[name as keyof typeof standIns];
				return standIn && importer !== standIn ? { path: standIn } : undefined;
			},
		);
	},
};

function editsOf(broken: Break | undefined): Edit[] {
	return [broken, broken?.also].filter((edit) => edit !== undefined);
}

/** @throws Error where a line is not there any more */
function breaking(edits: readonly Edit[]): Plugin {
	return {
		name: 'break',
		setup({ onLoad }) {
			onLoad({ filter: /\.ts$/ }, async ({ path: loaded }) => {
				const due = edits.filter(({ file }) => path.join(root, file) === loaded);
				if (due.length === 0) return undefined;
				let contents = await readFile(loaded, 'utf8');
				for (const { file, line, broken } of due) {
					const parts = contents.split(line);
					if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${line}`);
					contents = parts.join(broken);
				}
				return { contents, loader: 'ts' };
			});
		},
	};
}

/**
 * Bundles main.ts for a process of its own: under jest each use of a global such as Math costs so much
 * that the histories take three times as long.
 * @param broken what is changed in the product
 * @returns the path of the bundle
 */
export async function bundleHistories(broken?: Break): Promise<string> {
	const name = broken ? `broken-${process.pid}` : 'histories';
	const outfile = path.join(root, `.cache/promises/${name}.cjs`);
	await build({
		entryPoints: [path.join(here, 'main.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		packages: 'external',
		sourcemap: 'inline',
		plugins: [replacing, breaking(editsOf(broken))],
		logLevel: 'error',
	});
	return outfile;
}
