import { behaviour } from './behaviour';

export const occurrenceAnswers = behaviour({
	name: 'occurrenceAnswers',
	changes: 'What an answer to one occurrence counts for.',
	values: {
		othersTentative:
			'for that occurrence; the others of a series without an answer are tentatively accepted',
		occurrenceOnly: 'for that occurrence alone',
		wholeSeries: 'for the whole series',
	},
	standard: 'occurrenceOnly',
	milderBecause: 'No public source was found for others that become tentative.',
	source: 'MS-OXWSMTGS protocol test suite, S02',
	certainty: 'source',
	coping: 'Each occurrence is told with the answer that it has itself.',
});
