/** Installs this checkout's development dependencies when they are missing or out of date. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { npm } from './npm.mjs';
import { withProgress } from './progress.mjs';

/** The folder with package.json. */
export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Whether node_modules is missing, unfinished or does not have the versions of the lock file. */
export function dependenciesAreStale(folder = projectFolder) {
	// npm writes this file last, so it also tells a finished install from an interrupted one.
	const installed = path.join(folder, 'node_modules', '.package-lock.json');
	const lock = path.join(folder, 'package-lock.json');
	if (!existsSync(installed)) return true;
	if (statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return false;
	// A checkout touches the lock file without changing it: the versions decide.
	const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
	const present = packagesIn(installed);
	return Object.entries(packagesIn(lock)).some(
		([where, entry]) =>
			where !== '' && !entry.optional && !entry.peer && present[where]?.version !== entry.version,
	);
}

/**
 * Installs the development dependencies in the versions of the lock file. No script of a
 * dependency is run.
 * @param {string} [folder] the checkout
 * @param {{ quiet?: boolean }} [options]
 * @throws {Error} with the end of npm's output when it fails
 */
export async function ensureDependencies(folder = projectFolder, { quiet = false } = {}) {
	if (!dependenciesAreStale(folder)) return;
	await withProgress(
		'Installing the development dependencies',
		async () => {
			// Not npm ci: it refuses a lock file without the packages of every other platform.
			await npm(['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
				cwd: folder,
			});
		},
		{ quiet },
	);
}
