import { behaviour } from './behaviour';

export const syncEnd = behaviour({
	name: 'syncEnd',
	changes: 'The end of a round of SyncFolderItems.',
	values: {
		neverLast: 'IncludesLastItemInRange is false even then, and the next answer repeats the state',
		lastMarked: 'IncludesLastItemInRange is true',
	},
	standard: 'lastMarked',
	milderBecause:
		'Who reads on until the mark, as Evolution does, would never end: a server that never sets it is not one that people use.',
	source: 'exchangelib, folders/collections.py (sync_items)',
	certainty: 'source',
	coping: 'A state that repeats is the end of the list.',
});
