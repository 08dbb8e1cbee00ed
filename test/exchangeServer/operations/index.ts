import type { Operation } from '../contracts';
import { operationsOf } from '../parts';
import { createItem } from './createItem';
import { findFolder } from './findFolder';
import { findItem } from './findItem';
import { getFolder } from './getFolder';
import { getItem } from './getItem';
import { syncFolderItems } from './syncFolderItems';

/** Everything this server can do. */
export function operations(): Operation[] {
	return [
		getFolder,
		findFolder,
		findItem,
		createItem,
		syncFolderItems,
		getItem,
		...operationsOf('./timeZoneOperations'),
		...operationsOf('./directory'),
		...operationsOf('./availability'),
		...operationsOf('./subscriptions'),
		...operationsOf('./userConfiguration'),
	];
}
