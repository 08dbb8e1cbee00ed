/** Packs this checkout and installs the tarball into an n8n the way n8n's own installer does. */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { projectFolder } from './ensureDependencies.mjs';
import { npm } from './npm.mjs';

const run = promisify(execFile);

/** Runs the build script. @throws {Error} with its output when it fails */
export async function buildPackage() {
	await run(process.execPath, [path.join(projectFolder, 'scripts', 'build.mjs')], {
		cwd: projectFolder,
	}).catch((error) => {
		throw new Error(`The build failed:\n${error.stdout}${error.stderr}`);
	});
}

/**
 * @param {string} folder gets the tarball
 * @returns {Promise<{ tarball: string, files: string[] }>}
 */
export async function packPackage(folder) {
	const output = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
		cwd: projectFolder,
	});
	const [packed] = Object.values(JSON.parse(output));
	return {
		tarball: path.join(folder, packed.filename),
		files: packed.files.map((file) => file.path),
	};
}

/**
 * Does what Settings > Community nodes > Install does after the download: unpacks into n8n's nodes
 * folder, drops all but the run-time dependencies, and installs those without running scripts.
 * @param {string} tarball
 * @param {string} userFolder n8n's N8N_USER_FOLDER
 * @param {string} [node] the Node that runs npm
 * @returns {Promise<string>} the folder of the installed package
 */
export async function installInN8n(tarball, userFolder, node = process.execPath) {
	const nodesFolder = path.join(userFolder, '.n8n', 'nodes');
	await mkdir(path.join(nodesFolder, 'node_modules'), { recursive: true });
	await writeFile(
		path.join(nodesFolder, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true, dependencies: {} }),
	);
	const unpacked = await mkdtemp(path.join(nodesFolder, 'unpacked-'));
	try {
		await run('tar', ['-xzf', tarball, '-C', unpacked]);
		const source = path.join(unpacked, 'package');
		const manifest = JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8'));
		delete manifest.devDependencies;
		delete manifest.peerDependencies;
		delete manifest.optionalDependencies;
		await writeFile(path.join(source, 'package.json'), JSON.stringify(manifest, null, 2));
		await npm(
			['install', '--ignore-scripts', '--install-strategy=shallow', '--package-lock=false'],
			{ cwd: source, node },
		);
		const target = path.join(nodesFolder, 'node_modules', manifest.name);
		await rm(target, { recursive: true, force: true });
		await rename(source, target);
		return target;
	} finally {
		await rm(unpacked, { recursive: true, force: true });
	}
}

/** A folder for one run of n8n; `remove` deletes it. */
export async function temporaryFolder(name) {
	const folder = await mkdtemp(path.join(tmpdir(), `${name}-`));
	return {
		folder,
		remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
	};
}
