import { behaviour } from './behaviour';

export const configurationTwice = behaviour({
	name: 'configurationTwice',
	changes: 'CreateUserConfiguration with a name that is there already.',
	values: {
		bothCreated: 'done; the older one is the one that is found',
		refused: 'ErrorItemSave',
	},
	standard: 'refused',
	milderBecause: 'The tests that exchangelib runs against real servers are refused.',
	source: 'exchangelib, tests/test_folder.py (test_user_configuration)',
	certainty: 'source',
	coping:
		'Each version of a position is a configuration of its own name; after a write it is read again, and what stands there decides.',
});
