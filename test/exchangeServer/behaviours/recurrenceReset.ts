import { behaviour } from './behaviour';

export const recurrenceReset = behaviour({
	name: 'recurrenceReset',
	changes: 'Exceptions and deleted occurrences when the recurrence of a series is set again.',
	values: {
		exceptionsKept: 'kept where the new pattern still has their day',
		exceptionsDropped: 'dropped',
	},
	standard: 'exceptionsDropped',
	milderBecause:
		'That exceptions go with their pattern is documented; that they stay is only feared.',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-update-a-recurring-series-by-using-ews-in-exchange',
	certainty: 'doubtful',
	coping:
		'The exceptions of the source are written after the recurrence, and the series is read again; what differs then is set right.',
});
