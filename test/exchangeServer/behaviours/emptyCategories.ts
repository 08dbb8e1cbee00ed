import { behaviour } from './behaviour';

export const emptyCategories = behaviour({
	name: 'emptyCategories',
	changes: 'SetItemField with a Categories element without entries.',
	values: {
		refused: 'ErrorInvalidPropertySet',
		cleared: 'no category is left',
	},
	standard: 'cleared',
	source: 'none',
	certainty: 'doubtful',
	coping: 'The last category is taken away with the property itself; no empty list is sent.',
});
