import { behaviour } from './behaviour';

export const silentAnswers = behaviour({
	name: 'silentAnswers',
	changes: 'The message of an answer to an invitation that is not sent.',
	values: {
		draft: 'left in Drafts, and named in the answer',
		none: 'not kept',
	},
	standard: 'draft',
	source: 'https://github.com/Ericsson/exchangecalendar/issues/76',
	certainty: 'source',
	coping: 'It goes to Deleted Items: nobody is to send it by mistake.',
});
