import * as cancel from './cancel';
import * as create from './create';
import * as deleteOperation from './delete';
import * as get from './get';
import * as getMany from './getMany';
import * as respond from './respond';
import * as update from './update';

export const option = {
	name: 'Event',
	value: 'event',
	description: 'Appointments, meetings and series',
};

export const defaultOperation = 'getMany';

export const operations = {
	cancel,
	create,
	delete: deleteOperation,
	get,
	getMany,
	respond,
	update,
};
