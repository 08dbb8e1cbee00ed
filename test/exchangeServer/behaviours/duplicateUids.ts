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
});
