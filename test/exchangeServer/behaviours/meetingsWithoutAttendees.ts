import { behaviour } from './behaviour';

export const meetingsWithoutAttendees = behaviour({
	name: 'meetingsWithoutAttendees',
	changes:
		'An item or series without attendees that CreateItem or UpdateItem writes with another value than SendToNone.',
	values: {
		becomeMeetings: 'becomes a meeting of its organizer alone',
		stayAppointments: 'stays an appointment',
	},
	standard: 'becomeMeetings',
	source: 'none',
	certainty: 'experience',
	coping:
		'An event that nobody is invited to, before nor after the write, is written with SendToNone, whoever is to be mailed of others.',
});
