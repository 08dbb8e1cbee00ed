/** npm run test:bite: deliberate faults that the histories have to find; see test/promises/bite.ts. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './lib/ensureDependencies.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
await ensureDependencies(root);
const run = ['--import', 'tsx', 'test/promises/bite.ts', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, run, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
