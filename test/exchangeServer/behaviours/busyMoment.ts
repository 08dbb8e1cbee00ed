import { behaviour } from './behaviour';

export const busyMoment = behaviour({
	name: 'busyMoment',
	changes: 'When a busy server says so.',
	values: {
		afterExecution: 'after the operation was carried out',
		beforeExecution: 'before it',
	},
	standard: 'beforeExecution',
	source: 'none',
	certainty: 'doubtful',
});
