/** npm run soak: see test/soak/run.ts. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './lib/ensureDependencies.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
await ensureDependencies(root);
const { status } = spawnSync(
	process.execPath,
	['--import', 'tsx', '--expose-gc', 'test/soak/run.ts', ...process.argv.slice(2)],
	{ cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
