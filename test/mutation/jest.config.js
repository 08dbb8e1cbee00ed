const path = require('node:path');
const { projects } = require('../../jest.config.js');

/** For scripts/mutation.mjs, which adds the tests: one project, as mutants run in no more. */
module.exports = {
	rootDir: path.resolve(__dirname, '../..'),
	testEnvironment: 'node',
	transform: projects[0].transform,
	// What waits in vain because of a mutant should not wait long.
	testTimeout: 8_000,
};
