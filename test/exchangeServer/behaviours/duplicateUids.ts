import { behaviour } from './behaviour';

export const duplicateUids = behaviour({
	name: 'duplicateUids',
	changes: 'CreateItem with a UID that an item of the calendar has already.',
	values: {
		accepted: 'created',
		refused: 'ErrorItemSave',
	},
	standard: 'accepted',
	source: 'none',
	certainty: 'doubtful',
	coping:
		'Two items of one UID are two events; copies that overlapping runs made are removed by the next run.',
});
