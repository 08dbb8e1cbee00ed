import { behaviour } from './behaviour';

export const occurrenceCancellation = behaviour({
	name: 'occurrenceCancellation',
	changes:
		'What the attendees have of an occurrence that the organizer deleted with cancellations.',
	values: {
		cancelledException: 'an exception that is cancelled, with a MeetingCancellation',
		vanishes: 'nothing',
	},
	standard: 'cancelledException',
	source: 'MS-OXWSMTGS protocol test suite, S05 (whole meetings)',
	certainty: 'experience',
	coping:
		'A cancelled occurrence is told as updated with `isCancelled`, one that is gone as deleted.',
});
