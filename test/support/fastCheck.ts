import { seed } from './seed';

/** fast-check with the seed of this run; jest.config.js puts it in the place of the module. */
const fc = jest.requireActual<typeof import('fast-check')>(
	'../../node_modules/fast-check/lib/cjs/fast-check.js',
);

fc.configureGlobal({ seed });

module.exports = fc;
