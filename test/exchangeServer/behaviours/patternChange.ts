import { behaviour } from './behaviour';

export const patternChange = behaviour({
	name: 'patternChange',
	changes: 'A series that has begun, when its recurrence is written with another pattern.',
	values: {
		splitsPast:
			'what is past stays as a cancelled series of its own, with everything that the item holds but its attendees, who get a cancellation; the series has a new UID, begins with its next occurrence, and loses its exceptions',
		inPlace: 'changed as any other',
	},
	standard: 'splitsPast',
	source: 'OfficeDev/ews-managed-api, issue 168',
	certainty: 'experience',
	coping:
		'A pattern of the same days is written in the words that the series has. For another one the recurrence is taken out first, and set in a second request; where that is refused, the series gets its former times back, and a push remembers a refusal for good. A cancelled item with a key of a source is none of its events.',
});
