import { behaviour } from './behaviour';

export const privateItems = behaviour({
	name: 'privateItems',
	changes: 'Private items for a delegate who is not an owner of the folder.',
	values: {
		omitted: 'left out of every list, and not found by id',
		masked: 'shown with their times only',
		visible: 'shown in full',
	},
	standard: 'omitted',
	source: 'MS-OXWSCDATA, ViewPrivateItems (R21142, R21143); php-ews #128',
	certainty: 'doubtful',
	coping:
		'What may be there and hidden is neither created again nor told as deleted (`hiddenInExchange`).',
});
