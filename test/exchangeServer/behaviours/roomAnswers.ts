import { behaviour } from './behaviour';

export const roomAnswers = behaviour({
	name: 'roomAnswers',
	changes: 'The time at which a room answers.',
	values: {
		late: 'a moment after the invitation was answered',
		delegate: 'the same, but tentatively: somebody has to approve it',
		never: 'not at all: nobody has switched automatic answers on',
		atOnce: 'before the invitation is answered',
	},
	standard: 'late',
	source:
		'https://learn.microsoft.com/powershell/module/exchange/set-calendarprocessing (AutomateProcessing, ForwardRequestsToDelegates)',
	certainty: 'source',
	coping:
		'A room without an answer is told as that; createEvent waits for answers where that is wanted, up to a limit.',
});
