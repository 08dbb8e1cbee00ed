/**
 * npm run audit: asks the registry whether anything is known against the packages that the build bundles,
 * in the very versions that are bundled. Ends with npm's exit code.
 */
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { ensureDependencies, projectFolder } from './lib/ensureDependencies.mjs';
import { findNpm } from './lib/npm.mjs';
import { buildPackage, temporaryFolder } from './lib/packageInstall.mjs';

await ensureDependencies();
await buildPackage();
const bill = await readFile(path.join(projectFolder, 'dist/sbom.cdx.json'), 'utf8');
const dependencies = Object.fromEntries(
	JSON.parse(bill).components.map(({ name, version }) => [name, version]),
);
const { folder, remove } = await temporaryFolder('exchange-server-audit');
try {
	const manifest = { name: 'bundled', private: true, dependencies };
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
	const npm = (...args) =>
		spawnSync(process.execPath, [findNpm(), ...args], { cwd: folder, stdio: 'inherit' }).status;
	process.exitCode =
		npm('install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund') ||
		npm('audit');
} finally {
	await remove();
}
