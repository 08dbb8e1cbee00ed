/**
 * A real n8n of a fixed version, with a Node that it runs on, in a cache folder of the user: for
 * the demo and the end-to-end tests. Nothing is installed globally or into this checkout.
 */

import { existsSync, readdirSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

import { installOnce } from './installOnce.mjs';
import { npm } from './npm.mjs';
import { withProgress } from './progress.mjs';

/**
 * Releases of n8n that the package is tried with, the newest first: each with the Node that it comes
 * with, and the majors of Node that its native parts can be had for.
 */
const RELEASES = [
	{
		version: '2.41.1',
		node: '24.21.0',
		nodeMajors: [24, 26],
		// What it wants of its peers can't be had all at once.
		install: ['--legacy-peer-deps'],
		natives: ['sqlite3', 'isolated-vm'],
		// Looks things up outside.
		env: { N8N_DISABLED_MODULES: 'mcp-registry' },
	},
	{
		version: '1.123.81',
		node: '20.20.2',
		nodeMajors: [20],
		install: [],
		// Named by the address of a server of its own, which not every network lets through.
		overrides: { xlsx: '0.18.5' },
		natives: ['sqlite3'],
		// The other engine needs a Node that is newer than the one which this n8n came with.
		env: { N8N_EXPRESSION_ENGINE: 'legacy' },
	},
];

/**
 * The release to work with: the newest, or the one whose version begins as EXCHANGE_SERVER_N8N says.
 * @throws {Error} when there is none such
 */
function chosenRelease() {
	const wanted = process.env.EXCHANGE_SERVER_N8N ?? '';
	const found = RELEASES.find(({ version }) => version.startsWith(wanted));
	if (found) return found;
	const known = RELEASES.map(({ version }) => version).join(' or ');
	throw new Error(`EXCHANGE_SERVER_N8N is "${wanted}"; it can be ${known}.`);
}

/** Where downloads of the demo are kept between runs. */
export function cacheFolder() {
	return (
		process.env.EXCHANGE_SERVER_DEMO_CACHE ??
		path.join(
			process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
			'n8n-nodes-exchange-server',
		)
	);
}

const runningMajor = () => Number(process.versions.node.split('.')[0]);

/** Packages come in folders, so counting folders tells how far an install is. */
function countPackages(folder) {
	const modules = path.join(folder, 'node_modules');
	if (!existsSync(modules)) return 0;
	return readdirSync(modules).reduce(
		(count, name) =>
			count + (name.startsWith('@') ? readdirSync(path.join(modules, name)).length : 1),
		0,
	);
}

/** Installs into `target` unless that is complete, with progress and a log beside it. */
async function installPackages(target, title, quiet, install) {
	if (existsSync(path.join(target, '.complete'))) return;
	await withProgress(
		title,
		async (detail) => {
			const log = `${target}.log`;
			await installOnce(
				target,
				async (folder) => {
					await writeFile(log, '');
					await install({ folder, log, detail });
					await copyFile(log, path.join(folder, 'install.log'));
				},
				{ onWait: (pid) => detail(`waiting for process ${pid}, which is installing it`) },
			);
		},
		{ quiet },
	);
}

/**
 * A Node that n8n runs on: the running one when it is suitable, else one from npm.
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<string>} path of the executable
 */
export async function ensureNode({ quiet = false } = {}) {
	const { node: version, nodeMajors } = chosenRelease();
	if (nodeMajors.includes(runningMajor())) return process.execPath;
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const name = `node-${platform}-${process.arch}`;
	const target = path.join(cacheFolder(), `${name}-${version}`);
	await installPackages(
		target,
		`Installing Node ${version} for n8n`,
		quiet,
		async ({ folder, log }) => {
			await writeFile(
				path.join(folder, 'package.json'),
				JSON.stringify({ private: true, dependencies: { [name]: version } }),
			);
			await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, log });
		},
	);
	return path.join(
		target,
		'node_modules',
		name,
		'bin',
		process.platform === 'win32' ? 'node.exe' : 'node',
	);
}

/** Lets node-gyp build against the headers that came with a Node, so that it downloads none. */
function headersOf(node) {
	const root = path.resolve(path.dirname(node), '..');
	return existsSync(path.join(root, 'include', 'node', 'node.h'))
		? { npm_config_nodedir: root }
		: {};
}

/**
 * n8n and its Node, installed when they are not there yet (minutes, the first time).
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<{ node: string, n8n: string, folder: string, version: string,
 *   env: NodeJS.ProcessEnv }>} the Node executable, n8n's command script, the folder that holds n8n's
 *   node_modules, and settings that this release needs here
 * @throws {Error} with the end of npm's output when the install fails; nothing stays then
 */
export async function ensureN8n({ quiet = false } = {}) {
	const release = chosenRelease();
	const { version } = release;
	const node = await ensureNode({ quiet });
	const abi = node === process.execPath ? `node${runningMajor()}` : `node${release.node}`;
	const folder = path.join(
		cacheFolder(),
		`n8n-${version}-${abi}-${process.platform}-${process.arch}`,
	);
	await installPackages(
		folder,
		`Installing n8n ${version} (about 2 GB, some minutes, only the first time)`,
		quiet,
		async (step) => installN8n(release, node, step),
	);
	return {
		node,
		n8n: path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
		folder,
		version,
		env: release.env ?? {},
	};
}

async function installN8n({ version, install, overrides, natives }, node, { folder, log, detail }) {
	await writeFile(
		path.join(folder, 'package.json'),
		JSON.stringify({ private: true, dependencies: { n8n: version }, overrides }),
	);
	const env = headersOf(node);
	detail('fetching packages');
	const counter = setInterval(
		() => detail(`fetching packages, ${countPackages(folder)} so far`),
		2000,
	);
	try {
		// Scripts are skipped since one of an optional part (Kafka) downloads a binary and fails the
		// whole install where it can't; the two native parts that n8n needs are built right after.
		await npm(
			[
				'install',
				'--ignore-scripts',
				...install,
				'--omit=optional',
				'--prefer-offline',
				'--no-audit',
				'--no-fund',
				'--no-package-lock',
			],
			{ cwd: folder, node, env, log },
		);
	} finally {
		clearInterval(counter);
	}
	for (const native of natives) {
		detail(`building ${native}`);
		await npm(['rebuild', native, '--foreground-scripts', '--ignore-scripts=false'], {
			cwd: folder,
			node,
			env,
			log,
			onOutput: (line) => detail(`building ${native}: ${line.slice(0, 60)}`),
		});
	}
}
