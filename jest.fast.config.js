const { projects, ...options } = require('./jest.config.js');

/**
 * Left out of `npm run test:fast`, which is for the minute between two edits: what takes seconds
 * because it runs through thousands of cases. `npm test` runs all of it.
 */
const thorough = [
	'\\.property\\.test\\.ts$',
	'unit/calendar/(timeZone|availabilityZone)\\.test\\.ts$',
	'unit/calendars/(searchSlots|icalendar/(roundTrip|eventToIcs))\\.test\\.ts$',
	// Each of its files loads n8n; the library below it has tests of its own.
	'unit/nodes/exchangeCalendar/',
	'unit/changes/(digest|histories)\\.test\\.ts$',
	'unit/changes/position/largePosition\\.test\\.ts$',
	// Reads all sources with the compiler.
	'unit/commands/commands\\.test\\.ts$',
	'unit/docs/pages\\.test\\.ts$',
	'unit/ews/(schemas|scannedTranscripts|readTranscripts)\\.test\\.ts$',
	'unit/exchange/strangeInputs\\.test\\.ts$',
	'unit/transport/hostileHosts\\.test\\.ts$',
	// The test Exchange's own rules, whose users are the integration tests.
	'unit/exchangeServer/',
];

module.exports = {
	...options,
	projects: projects
		.filter(({ displayName }) => displayName === 'unit')
		.map((unit) => ({ ...unit, testPathIgnorePatterns: thorough })),
};
