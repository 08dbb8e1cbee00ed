import { behaviour } from './behaviour';

export const acceptance = behaviour({
	name: 'acceptance',
	changes: 'The calendar item of an attendee who accepts or is tentative.',
	values: {
		deleteAndCreate: 'deleted and created anew with a new id',
		inPlace: 'changed, and keeps its id',
	},
	standard: 'deleteAndCreate',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-respond-to-meeting-requests-by-using-ews-in-exchange',
	certainty: 'experience',
	coping:
		'The event keeps its `key` and `uid`, which do not come from the id of the item; a new id is no deletion.',
});
