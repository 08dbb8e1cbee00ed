import { behaviour } from './behaviour';

export const occurrenceSensitivity = behaviour({
	name: 'occurrenceSensitivity',
	changes: 'The sensitivity that an UpdateItem sets for one occurrence of a series.',
	values: {
		ofSeries: 'taken, and not kept: the occurrence has that of its series',
		own: 'kept',
	},
	standard: 'ofSeries',
	source:
		'MS-OXOCAL, ExceptionInfo: among what an exception has of its own, no flag is for the sensitivity',
	certainty: 'doubtful',
	coping:
		'The sensitivity of an occurrence is written alone and read back, before anything else of it is written; where Exchange did not take it, the rest is held back and the refusal told.',
});
