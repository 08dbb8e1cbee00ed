import { behaviour } from './behaviour';

export const privateItems = behaviour({
	name: 'privateItems',
	changes: 'Private items for a delegate who is not an owner of the folder.',
	values: {
		omitted: 'left out of every list, and not found by id',
		byRequest:
			'left out of lists and not found by id; changes name them, and views show their times only',
		maskedById:
			'left out of lists; changes name them, and views show their times only, as GetItem does, which hides the UID as well, and personal and confidential items too',
		masked: 'shown with their times only',
		visible: 'shown in full',
	},
	standard: 'omitted',
	source: 'MS-OXWSCDATA, ViewPrivateItems (R21142, R21143); php-ews #128',
	certainty: 'doubtful',
	coping:
		'What may be there and hidden is neither created again nor told as deleted (`hiddenInExchange`); a known one that is named and not given is one that can not be read. An item that GetItem masks whole counts as one that can not be read, and keeps its key.',
});
