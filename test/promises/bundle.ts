import path from 'node:path';
import { build, type Plugin } from 'esbuild';

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

/**
 * Bundles main.ts for a process of its own: under jest each use of a global such as Math costs so much
 * that the histories take three times as long.
 * @returns the path of the bundle
 */
export async function bundleHistories(): Promise<string> {
	const outfile = path.join(root, '.cache/promises/histories.cjs');
	await build({
		entryPoints: [path.join(here, 'main.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		packages: 'external',
		sourcemap: 'inline',
		plugins: [replacing],
		logLevel: 'error',
	});
	return outfile;
}
