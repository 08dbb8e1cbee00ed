/** fast-check with the seed of this run; jest.config.js puts it in the place of the module. */
const fc: typeof import('fast-check') = require('../../node_modules/fast-check/lib/cjs/fast-check.js');
import { seed } from './seed';

fc.configureGlobal({ seed });

module.exports = fc;
