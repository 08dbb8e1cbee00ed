import { behaviour } from './behaviour';

export const othersDeletedItems = behaviour({
	name: 'othersDeletedItems',
	changes: "A delegate's deletion that moves an item into the owner's Deleted Items.",
	values: {
		refused: 'ErrorAccessDenied without a right to create there',
		allowed: 'done',
	},
	standard: 'refused',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteitem (MoveToDeletedItems)',
	certainty: 'doubtful',
	coping:
		'A refused deletion fails alone and names the right that is missing; _Delete To_ offers the other ways.',
});
