import { behaviour } from './behaviour';

export const hiddenItems = behaviour({
	name: 'hiddenItems',
	changes: 'Who may write a user configuration into a folder of somebody else.',
	values: {
		ownersOnly: 'only an owner',
		editorsToo: 'whoever may create and change items',
	},
	standard: 'editorsToo',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/effectiverights (CreateAssociated)',
	certainty: 'experience',
});
