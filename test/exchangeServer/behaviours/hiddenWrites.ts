import { behaviour } from './behaviour';

export const hiddenWrites = behaviour({
	name: 'hiddenWrites',
	changes: 'What subscribers to a folder hear when somebody writes a hidden item in it.',
	values: {
		folderModified: 'ModifiedEvent of the folder, as after the write of an item that is not hidden',
		untold: 'nothing',
	},
	standard: 'folderModified',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/modifiedevent',
	certainty: 'doubtful',
	coping:
		'The trigger reads the calendar once more after it has kept its position there, and writes nothing where nothing has changed.',
});
