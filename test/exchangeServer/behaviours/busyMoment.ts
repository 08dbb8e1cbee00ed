import { behaviour } from './behaviour';

export const busyMoment = behaviour({
	name: 'busyMoment',
	changes: 'When a busy server says so.',
	values: {
		afterExecution: 'after the operation was carried out',
		beforeExecution: 'before it',
	},
	standard: 'afterExecution',
	source: 'none',
	certainty: 'doubtful',
	coping:
		'A write that was answered by a busy server counts as unknown: the calendar is asked what became of it.',
});
