import * as create from './create';
import * as deleteOperation from './delete';
import * as getMany from './getMany';
import * as getPermissions from './getPermissions';
import * as rename from './rename';
import * as setPermission from './setPermission';

export const option = {
	name: 'Calendar',
	value: 'calendar',
	description: 'Calendars of a mailbox, and who may do what in them',
};

export const defaultOperation = 'getMany';

export const operations = {
	create,
	delete: deleteOperation,
	getMany,
	getPermissions,
	rename,
	setPermission,
};
