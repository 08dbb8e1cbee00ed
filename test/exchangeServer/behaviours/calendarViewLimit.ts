import { behaviour } from './behaviour';

export const calendarViewLimit = behaviour({
	name: 'calendarViewLimit',
	changes: 'An answer to a CalendarView that has more than 1000 entries.',
	values: {
		cutUnmarked: 'cut at 1000, IncludesLastItemInRange is true all the same',
		refused:
			'more than 1000 entries without MaxEntriesReturned are ErrorExceededFindCountLimit with the limit',
		cutMarked: 'cut at 1000, IncludesLastItemInRange is false',
	},
	standard: 'cutUnmarked',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange; php-ews #143, ews-java-api #310',
	certainty: 'doubtful',
	coping:
		'A list of 1000 entries or a refused one counts as cut whatever it says, and the time is halved and asked for again.',
});
