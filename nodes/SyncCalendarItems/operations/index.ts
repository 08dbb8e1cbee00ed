import type { Operation } from '../operation';
import * as apply from './apply';
import * as confirm from './confirm';
import * as getChanges from './getChanges';
import * as push from './push';
import * as twoWay from './twoWay';

export const operations: Readonly<Record<string, Operation>> = {
	apply,
	confirm,
	getChanges,
	push,
	twoWay,
};
