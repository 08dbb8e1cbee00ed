import * as findSlots from './findSlots';
import * as getFreeBusy from './getFreeBusy';

export const option = {
	name: 'Availability',
	value: 'availability',
	description: 'When people and rooms are free',
};

export const defaultOperation = 'getFreeBusy';

export const operations = { findSlots, getFreeBusy };
