import { behaviour } from './behaviour';

export const changedRecipients = behaviour({
	name: 'changedRecipients',
	changes: 'Those who are mailed of an update with SendOnlyToChanged or SendToChangedAndSaveCopy.',
	values: {
		everybody: 'everybody invited, where somebody was added or removed; else nobody',
		changedOnly: 'those who were added or removed',
	},
	standard: 'everybody',
	source: 'https://github.com/ecederstrand/exchangelib/issues/746',
	certainty: 'experience',
	coping:
		'_To Changed_ promises no more: who is neither added nor removed may be mailed where somebody else is. Attendees are not written with it where they are the same.',
});
