import { behaviour } from './behaviour';

export const folderRoot = behaviour({
	name: 'folderRoot',
	changes: 'Top of Information Store for a delegate who has a right on the calendar alone.',
	values: {
		invisible: 'ErrorFolderNotFound',
		visible: 'visible, and so is what lies below and is shared',
	},
	standard: 'invisible',
	source: 'exchangelib #1282',
	certainty: 'source',
	coping:
		'The default calendar is opened by itself, and listed alone where the account sees no folder above it; another one is used by its ID.',
});
