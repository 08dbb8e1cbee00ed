/** npm run test:behaviours: the promises on servers of all kinds; see test/behaviours/run.ts. */
import { runTypeScript } from './lib/typescript.mjs';

await runTypeScript('test/behaviours/run.ts');
