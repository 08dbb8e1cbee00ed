/** npm run test:bite: deliberate faults that the histories have to find; see test/promises/bite.ts. */
import { runTypeScript } from './lib/typescript.mjs';

await runTypeScript('test/promises/bite.ts');
