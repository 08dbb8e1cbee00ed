import { behaviour } from './behaviour';

export const lostSubscriptions = behaviour({
	name: 'lostSubscriptions',
	changes: 'What GetStreamingEvents says of subscriptions that it does not know.',
	values: {
		unnamed: 'that there are such, which may be all or a single one of those that were asked for',
		named: 'their ids',
	},
	standard: 'unnamed',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/errorsubscriptionids',
	certainty: 'doubtful',
	coping:
		'Where nobody is named, all are subscribed anew. Where that does not help, those who spoil the connection are looked for by halves, and get another one.',
});
