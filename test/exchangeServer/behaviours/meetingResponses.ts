import { behaviour } from './behaviour';

export const meetingResponses = behaviour({
	name: 'meetingResponses',
	changes: 'The MeetingResponse of an attendee.',
	values: {
		delivered: "arrives in the organizer's Inbox",
		none: 'does not arrive',
	},
	standard: 'delivered',
	source: 'MS-OXWSMTGS protocol test suite, S01',
	certainty: 'source',
	coping: "Answers are read from the attendees of the organizer's item, not from mails.",
});
