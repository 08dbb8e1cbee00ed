/** npm run benchmark: builds the package and compares it with others; see test/benchmark/run.ts. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './lib/ensureDependencies.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
await ensureDependencies(root);
for (const command of [
	['scripts/build.mjs'],
	['--import', 'tsx', 'test/benchmark/run.ts', ...process.argv.slice(2)],
]) {
	const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
	if (status !== 0) process.exit(status ?? 1);
}
