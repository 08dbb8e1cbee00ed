import { behaviour } from './behaviour';

export const attendeeAddresses = behaviour({
	name: 'attendeeAddresses',
	changes: 'The address of an attendee who was named by a further address.',
	values: {
		primary: 'becomes their primary address',
		asWritten: 'stays as it was sent',
	},
	standard: 'primary',
	source: 'none',
	certainty: 'doubtful',
});
