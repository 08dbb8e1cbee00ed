import { behaviour } from './behaviour';

export const changeKeys = behaviour({
	name: 'changeKeys',
	changes: 'The change key after CreateItem and UpdateItem.',
	values: {
		movedWithTime: 'moves once more after a write, and so does LastModifiedTime',
		moved: 'moves once more after a write',
		stable: 'stays as the write returned it',
	},
	standard: 'stable',
	milderBecause:
		'The tests that exchangelib runs against real servers find the key of CreateItem as it was returned.',
	source: 'exchangelib, tests/test_items/test_basics.py',
	certainty: 'source',
	coping:
		'An event counts as changed when something that is told or compared differs, not when its change key does.',
});
