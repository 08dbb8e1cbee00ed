import { behaviour } from './behaviour';

export const staleKeys = behaviour({
	name: 'staleKeys',
	changes:
		'UpdateItem with NeverOverwrite, a change key of before somebody else’s change, and a way of sending other than SendToNone.',
	values: {
		takenWhenMailing: 'carried out, unless the same fields were changed since',
		refused: 'ErrorIrresolvableConflict, as without sending',
	},
	standard: 'takenWhenMailing',
	source: 'none',
	certainty: 'doubtful',
	coping:
		'Before _Push_, _Apply_ and _Two-Way Sync_ write what mails somebody, the change keys are read once more; what has moved is decided anew. A change in the moment between that and the write may be lost, where it is one of a single occurrence and its series gets other times.',
});
