import { behaviour } from './behaviour';

export const emptiedAttendees = behaviour({
	name: 'emptiedAttendees',
	changes:
		'A meeting of which an UpdateItem deletes one list of attendees, while others have some.',
	values: {
		endsMeeting: 'is no meeting any more, unless a later field of the request sets a list',
		staysMeeting: 'stays a meeting',
	},
	standard: 'endsMeeting',
	source: 'none',
	certainty: 'doubtful',
	coping:
		'An update of attendees writes all lists in one request: those that are emptied first, and the others behind them.',
});
