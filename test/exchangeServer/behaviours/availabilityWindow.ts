import { behaviour } from './behaviour';

export const availabilityWindow = behaviour({
	name: 'availabilityWindow',
	changes: 'The longest window of GetUserAvailability.',
	values: {
		days42: 'more than 42 days are ErrorTimeIntervalTooBig',
		days62: 'more than 62 days are',
	},
	standard: 'days42',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/timewindow (42, may be changed); microsoft-graph-docs #19703 (62)',
	certainty: 'source',
	coping:
		'A window is asked for in parts of at most 42 days, and in smaller ones where the server refuses it.',
});
