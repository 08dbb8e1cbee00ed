import { behaviour } from './behaviour';

export const serverTimeZones = behaviour({
	name: 'serverTimeZones',
	changes: 'GetServerTimeZones.',
	values: {
		missing: 'the operation is not known',
		answered: 'the zones of the server',
	},
	standard: 'answered',
	milderBecause:
		'Documented for every Exchange since 2010, and clients such as exchangelib can do nothing without it.',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/getservertimezones-operation',
	certainty: 'doubtful',
	coping: 'The zone rules come with the items; without them those of Node.js serve.',
});
