import { behaviour } from './behaviour';

export const calendarViewEdge = behaviour({
	name: 'calendarViewEdge',
	changes: 'An event that ends exactly at the StartDate of a CalendarView.',
	values: {
		endAtStartIncluded: 'returned',
		endAtStartLeftOut: 'not returned',
	},
	standard: 'endAtStartIncluded',
	source: 'exchangelib, tests/test_items/test_calendaritems.py (test_view)',
	certainty: 'source',
	coping:
		'The times of each event decide whether it is inside the window, not the list that it came in.',
});
