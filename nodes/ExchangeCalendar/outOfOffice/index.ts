import * as get from './get';
import * as set from './set';

export const option = {
	name: 'Out of Office',
	value: 'outOfOffice',
	description: 'Automatic replies of a mailbox',
};

export const defaultOperation = 'get';

export const operations = { get, set };
