import * as findFree from './findFree';
import * as getLists from './getLists';
import * as getMany from './getMany';

export const option = {
	name: 'Room',
	value: 'room',
	description: 'Meeting rooms and lists of them',
};

export const defaultOperation = 'getMany';

export const operations = { findFree, getLists, getMany };
