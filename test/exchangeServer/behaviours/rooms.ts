import { behaviour } from './behaviour';

export const rooms = behaviour({
	name: 'rooms',
	changes: 'A room that answers by itself.',
	values: {
		declineConflicts: 'declines what overlaps with another booking',
		acceptAll: 'accepts everything',
	},
	standard: 'declineConflicts',
	source:
		'https://learn.microsoft.com/powershell/module/exchange/set-calendarprocessing (AllowConflicts)',
	certainty: 'source',
	coping: 'A room that declines is an attendee with that answer; nothing is written again.',
});
