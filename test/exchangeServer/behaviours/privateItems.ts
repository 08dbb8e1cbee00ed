import { behaviour } from './behaviour';

export const privateItems = behaviour({
	name: 'privateItems',
	changes: 'Private items for a delegate who is not an owner of the folder.',
	values: {
		omitted: 'left out of every list, and not found by id',
		masked: 'shown with their times only',
		visible: 'shown in full',
	},
	standard: 'masked',
	milderBecause:
		'What 2013 and later do is not known; a delegate who sees nothing can be promised less.',
	source: 'MS-OXWSCDATA, ViewPrivateItems (R21142, R21143); php-ews #128',
	certainty: 'doubtful',
	coping:
		'What may be there and hidden is neither created again nor told as deleted (`hiddenInExchange`).',
});
