const { projects, ...options } = require('./jest.config.js');

/**
 * Left out of `npm run test:fast`, which is for the minute between two edits: what takes seconds
 * because it runs through thousands of cases. `npm test` runs all of it.
 */
const thorough = [
	'\\.property\\.test\\.ts$',
	'unit/calendar/timeZone\\.test\\.ts$',
	'unit/changes/digest\\.test\\.ts$',
	'unit/docs/pages\\.test\\.ts$',
	'unit/ews/schemas\\.test\\.ts$',
	// The test Exchange's own rules, whose users are the integration tests.
	'unit/exchangeServer/',
];

module.exports = {
	...options,
	projects: projects
		.filter(({ displayName }) => displayName === 'unit')
		.map((unit) => ({ ...unit, testPathIgnorePatterns: thorough })),
};
