import { behaviour } from './behaviour';

export const loneTimes = behaviour({
	name: 'loneTimes',
	changes:
		'An UpdateItem of a series that sets its start without its end, its end without its start, or a time zone without the other one and both times.',
	values: {
		refused: 'ErrorCalendarEndDateIsEarlierThanStartDate',
		taken: 'what is not set stays, or moves along',
	},
	standard: 'refused',
	source: 'OfficeDev/ews-managed-api, issue 158 (the end alone of a single event)',
	certainty: 'doubtful',
	coping: 'An update of times sets start, end, both time zones and the recurrence in one request.',
});
