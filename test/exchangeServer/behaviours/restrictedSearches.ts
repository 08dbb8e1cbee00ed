import { behaviour } from './behaviour';

export const restrictedSearches = behaviour({
	name: 'restrictedSearches',
	changes: 'How a FindItem with a Restriction is cut.',
	values: {
		total250: 'the whole result ends after 250 items, marked as its end',
		shortPage250:
			'a page has 250 items and is marked as the last; the next offset still gives more',
		page250: 'a page has 250 items, paging goes on',
		whole: 'as an unrestricted list: pages of 1000',
	},
	standard: 'total250',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange (EWSFindCountLimit; that the result or the page is cut: ews-managed-api #284)',
	certainty: 'doubtful',
	coping:
		'Keys are looked up fifty at a time and asked for again as long as some are found; whole lists are read without a restriction, past a page marked as the last.',
});
