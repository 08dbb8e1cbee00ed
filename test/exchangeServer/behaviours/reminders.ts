import { behaviour } from './behaviour';

export const reminders = behaviour({
	name: 'reminders',
	changes: 'A reminder that was set.',
	values: {
		dismissedOnceRead: 'somebody dismisses it as soon as it has been read once',
		kept: 'kept',
	},
	standard: 'kept',
	milderBecause: 'Somebody dismisses it, not the server.',
	source: 'MS-OXORMDR',
	certainty: 'experience',
	coping:
		'A reminder is written once and not compared: nobody is reminded twice, and nothing is kept from being updated or deleted. Dismissed, it is no change that is told.',
});
