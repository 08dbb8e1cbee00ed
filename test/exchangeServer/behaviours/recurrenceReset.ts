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
		'That exceptions go with their pattern is documented; that they stay was reported once.',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-update-a-recurring-series-by-using-ews-in-exchange; OfficeDev/ews-managed-api, issue 235',
	certainty: 'doubtful',
	coping:
		'Where exceptions are to go, the series is read after its recurrence was written; if any are left, the recurrence is taken out and set again. Then the exceptions of the source are written.',
});
