import { behaviour } from './behaviour';

export const trackingOnMove = behaviour({
	name: 'trackingOnMove',
	changes:
		"The answers of attendees in the organizer's item when the meeting moves to another time with updates sent.",
	values: {
		reset: 'forgotten',
		kept: 'kept',
	},
	standard: 'reset',
	source: 'none',
	certainty: 'experience',
	coping: "Attendees' answers are told as they are; a push does not compare them.",
});
