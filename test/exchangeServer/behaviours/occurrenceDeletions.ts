import { behaviour } from './behaviour';

export const occurrenceDeletions = behaviour({
	name: 'occurrenceDeletions',
	changes:
		'A property of one occurrence that DeleteItemField deletes, or an empty list of categories.',
	values: {
		fallBackToSeries: 'the occurrence shows that of its series',
		empty: 'the occurrence has none',
	},
	standard: 'fallBackToSeries',
	source:
		'MS-OXOCAL, Exception Embedded Message object: a property that it lacks is that of the series',
	certainty: 'doubtful',
	coping:
		'An empty text is written as such. That an occurrence has no category while its series has some is refused once it shows that Exchange did not keep it.',
});
