import * as add from './add';
import * as deleteOperation from './delete';
import * as download from './download';
import * as getMany from './getMany';

export const option = {
	name: 'Attachment',
	value: 'attachment',
	description: 'Files and items attached to events',
};

export const defaultOperation = 'getMany';

export const operations = { add, delete: deleteOperation, download, getMany };
