/** Runs npm with a chosen Node, quietly, and shows the end of what it said when it fails. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';

const TAIL_LINES = 40;
/** npm says what went wrong first, and then how it could have been called. */
const ERROR_LINES = 12;

/** npm's entry script: the one that runs us, else the one that belongs to the running Node. */
export function findNpm() {
	const folder = path.dirname(process.execPath);
	const onPath = (process.env.PATH ?? '')
		.split(path.delimiter)
		.map((entry) => path.join(entry, 'npm'))
		.filter((file) => existsSync(file))
		.map((file) => realpathSync(file));
	const candidates = [
		process.env.npm_execpath,
		path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
		path.join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
		...onPath,
	];
	const found = candidates.find((file) => file?.endsWith('npm-cli.js') && existsSync(file));
	if (!found) throw new Error('npm was not found. Install Node.js with npm, then try again.');
	return found;
}

/**
 * The environment without what an outer `npm run` adds to it: those settings are about this
 * package, and would change an install elsewhere. Cache, registry and proxy settings stay.
 */
export function environmentForNpm(environment = process.env) {
	const aboutThisPackage =
		/^npm_(package_|lifecycle_|command$|execpath$|node_execpath$)|^npm_config_(ignore_scripts|local_prefix|prefix|global_prefix|workspaces?|include|omit|node_gyp)$|^INIT_CWD$|^NODE_ENV$/i;
	return Object.fromEntries(
		Object.entries(environment).filter(([name]) => !aboutThisPackage.test(name)),
	);
}

/**
 * Runs npm in a folder.
 * @param {string[]} args
 * @param {{ cwd: string, node?: string, env?: NodeJS.ProcessEnv, log?: string,
 *   onOutput?: (line: string) => void }} options `node`: the Node that runs npm and every script
 *   of the packages; `log`: file that gets all output
 * @returns {Promise<string>} what npm wrote to standard output
 * @throws {Error} with the end of npm's output when it fails
 */
export async function npm(args, { cwd, node = process.execPath, env = {}, log, onOutput }) {
	const environment = environmentForNpm({ ...process.env, ...env });
	environment.PATH = [path.dirname(node), environment.PATH].join(path.delimiter);
	const child = spawn(node, [findNpm(), ...args], {
		cwd,
		env: environment,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const stopChild = () => child.kill();
	process.once('exit', stopChild);

	const file = log && createWriteStream(log, { flags: 'a' });
	file?.write(`\n> npm ${args.join(' ')}\n`);
	let output = '';
	const lines = [];
	const errors = [];
	const read = (stream, isOutput) => {
		stream.setEncoding('utf8');
		stream.on('data', (text) => {
			if (isOutput) output += text;
			file?.write(text);
			const said = text.split('\n').filter((line) => line.trim() !== '');
			errors.push(...said.filter((line) => line.startsWith('npm error')));
			errors.splice(ERROR_LINES);
			lines.push(...said);
			lines.splice(0, lines.length - TAIL_LINES);
			if (said.length > 0) onOutput?.(said[said.length - 1].trim());
		});
	};
	read(child.stdout, true);
	read(child.stderr, false);

	try {
		const [code, signal] = await once(child, 'close');
		if (code === 0) return output;
		throw new Error(
			[
				`npm ${args.join(' ')} ended with ${signal ?? `exit code ${code}`}.`,
				...errors.map((line) => `  ${line}`),
				'The end of what it said:',
				...lines.map((line) => `  ${line}`),
				...(log ? [`All of it: ${log}`] : []),
			].join('\n'),
		);
	} finally {
		process.removeListener('exit', stopChild);
		if (file) {
			file.end();
			await finished(file);
		}
	}
}
