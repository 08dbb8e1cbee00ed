import { behaviour } from './behaviour';

export const hiddenItems = behaviour({
	name: 'hiddenItems',
	changes: 'Who may write a user configuration into a folder of somebody else.',
	values: {
		ownersOnly: 'only an owner',
		editorsToo: 'whoever may create and change items',
	},
	standard: 'ownersOnly',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/effectiverights (CreateAssociated)',
	certainty: 'experience',
	coping:
		"With folder permissions of less than an owner, keep positions in the service account's mailbox (_Keep Position In_) or yourself; the error says so.",
});
