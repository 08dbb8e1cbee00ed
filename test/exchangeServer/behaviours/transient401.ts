import { behaviour } from './behaviour';

export const transient401 = behaviour({
	name: 'transient401',
	changes: 'HTTP 401 for an account that has signed in.',
	values: {
		burst: 'two in a row after every 20 requests of an account',
		single: 'one after every 20 requests of an account',
		never: 'none',
	},
	standard: 'never',
	milderBecause: 'A matter of load: an idle server does not do it.',
	source: 'exchangelib, protocol.py',
	certainty: 'source',
	coping:
		'After a sign-in that was accepted, the request is sent again over a new connection, each time after a longer pause; the third refusal in a row counts.',
});
