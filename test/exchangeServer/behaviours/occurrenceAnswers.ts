import { behaviour } from './behaviour';

export const occurrenceAnswers = behaviour({
	name: 'occurrenceAnswers',
	changes: 'What an answer to one occurrence counts for.',
	values: {
		occurrenceOnly: 'for that occurrence alone',
		wholeSeries: 'for the whole series',
	},
	standard: 'occurrenceOnly',
	source: 'MS-OXWSMTGS protocol test suite, S02',
	certainty: 'source',
	coping: 'Each occurrence is told with the answer that it has itself.',
});
