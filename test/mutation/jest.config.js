const path = require('node:path');
const { projects } = require('../../jest.config.js');

/** For scripts/mutation.mjs, which adds the tests: one project, as mutants run in no more. */
module.exports = {
	rootDir: path.resolve(__dirname, '../..'),
	testEnvironment: 'node',
	transform: projects[0].transform,
	testTimeout: 60_000,
};
