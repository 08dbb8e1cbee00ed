import { behaviour } from './behaviour';

export const deletedOccurrenceIds = behaviour({
	name: 'deletedOccurrenceIds',
	changes: 'The answer to the id of an occurrence that was deleted.',
	values: {
		invalidOperation: 'ErrorInvalidOperation, as for what can not be done at all',
		notFound: 'ErrorItemNotFound',
		deleted: 'ErrorCalendarOccurrenceIsDeletedFromRecurrence',
	},
	standard: 'invalidOperation',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/handling-deletion-related-errors-in-ews-in-exchange names the last two',
	certainty: 'doubtful',
	coping:
		'Where a server can not carry out the reading of an item, little of it and of its series is read: an occurrence counts as deleted when it can not be read again, its series has deleted ones, and this is none of the changed ones.',
});
