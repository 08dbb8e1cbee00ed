import * as getMany from './getMany';

export const option = {
	name: 'Calendar',
	value: 'calendar',
	description: 'Calendars of a mailbox, and who may do what in them',
};

export const defaultOperation = 'getMany';

export const operations = { getMany };
