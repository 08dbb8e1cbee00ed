/** npm run benchmark: builds the package and compares it with others; see test/benchmark/run.ts. */
import { ensureDependencies } from './lib/ensureDependencies.mjs';
import { buildPackage } from './lib/packageInstall.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await ensureDependencies();
await buildPackage();
await runTypeScript('test/benchmark/run.ts');
