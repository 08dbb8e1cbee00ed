import { behaviour } from './behaviour';

export const updateOrder = behaviour({
	name: 'updateOrder',
	changes: 'How the fields of an UpdateItem are applied.',
	values: {
		eachChecked:
			'one by one, each checked: an end before the start or a series that overlaps itself is an error even if a later field would mend it',
		spanChecked:
			'one by one; a series that overlaps itself in between is ErrorOccurrenceTimeSpanTooBig',
		atOnce: 'all at once, the result is checked',
	},
	standard: 'eachChecked',
	source: 'exchangelib, tests/test_items/test_calendaritems.py (test_update_to_non_utc_datetime)',
	certainty: 'doubtful',
	coping:
		'An update that is refused on its way is sent again in the other order, with the end before the start.',
});
