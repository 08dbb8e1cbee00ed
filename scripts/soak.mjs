/** npm run soak: see test/soak/run.ts. */
import { runTypeScript } from './lib/typescript.mjs';

await runTypeScript('test/soak/run.ts');
