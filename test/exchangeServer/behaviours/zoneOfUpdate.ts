import { behaviour } from './behaviour';

export const zoneOfUpdate = behaviour({
	name: 'zoneOfUpdate',
	changes: 'The times of an item whose zone an UpdateItem sets.',
	values: {
		keepsClock:
			'they move with it, so that the clock on the wall stays, and the next field of the request applies to that',
		keepsMoment: 'they stay as they are',
	},
	standard: 'keepsClock',
	source:
		'Microsoft Learn, Update the time zone for an appointment by using EWS; mustang-im/mustang, pull request 615',
	certainty: 'source',
	coping: 'An update sets the zones before the times, and the times whenever it sets a zone.',
});
