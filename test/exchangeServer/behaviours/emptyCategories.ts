import { behaviour } from './behaviour';

export const emptyCategories = behaviour({
	name: 'emptyCategories',
	changes: 'SetItemField with a Categories element without entries.',
	values: {
		refused: 'ErrorInvalidPropertySet',
		cleared: 'no category is left',
	},
	standard: 'cleared',
	milderBecause: 'Evolution sends an empty list to real servers, and they take it.',
	source: 'none',
	certainty: 'doubtful',
	coping: 'The last category is taken away with the property itself; no empty list is sent.',
});
