import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

import { ensureDependencies, projectFolder } from './ensureDependencies.mjs';

/**
 * Loads a TypeScript module of this checkout into this process. The dependencies must be there.
 * @param {string} file relative to the checkout
 */
export async function loadTypeScript(file) {
	const { require } = await import('tsx/cjs/api');
	return require(path.join(projectFolder, file), pathToFileURL(projectFolder).href);
}

/**
 * Runs a TypeScript file of this checkout in a process of its own, with the arguments of this command,
 * and lets this process end as that one does.
 * @param {string} file relative to the checkout
 */
export async function runTypeScript(file) {
	await ensureDependencies();
	const command = ['--import', 'tsx', file, ...process.argv.slice(2)];
	const { status } = spawnSync(process.execPath, command, { cwd: projectFolder, stdio: 'inherit' });
	process.exitCode = status ?? 1;
}
