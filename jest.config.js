const transform = {
	'^.+\\.(ts|mjs)$': [
		'@swc/jest',
		{ jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } } },
	],
};

/** One project per kind of test, so that each can be run alone: `npx jest --selectProjects unit`. */
const project = (name) => ({
	displayName: name,
	rootDir: __dirname,
	testEnvironment: 'node',
	transform,
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	setupFilesAfterEnv: ['<rootDir>/test/support/closeSchemas.ts'],
	moduleNameMapper: { '^fast-check$': '<rootDir>/test/support/fastCheck.ts' },
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/', '<rootDir>/.cache/'],
});

module.exports = {
	projects: ['unit', 'integration', 'promises', 'conformance', 'n8n'].map(project),
	// By default one core of a small machine would wait.
	maxWorkers: '100%',
	// For what hangs alone: a busy machine may be ten times slower than an idle one.
	testTimeout: 300_000,
};
