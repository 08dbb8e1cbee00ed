import type { Operation } from '../contracts';
import { operationsOf } from '../parts';
import { convertId } from './convertId';
import { createFolder } from './createFolder';
import { createItem } from './createItem';
import { deleteFolder } from './deleteFolder';
import { deleteItem } from './deleteItem';
import { findFolder } from './findFolder';
import { findItem } from './findItem';
import { getFolder } from './getFolder';
import { getItem } from './getItem';
import { copyItem, moveItem } from './moveItem';
import { syncFolderHierarchy } from './syncFolderHierarchy';
import { syncFolderItems } from './syncFolderItems';
import { updateFolder } from './updateFolder';
import { updateItem } from './updateItem';

/** Everything this server can do. */
export function operations(): Operation[] {
	return [
		getFolder,
		findFolder,
		findItem,
		createItem,
		syncFolderItems,
		getItem,
		updateItem,
		deleteItem,
		moveItem,
		copyItem,
		syncFolderHierarchy,
		createFolder,
		updateFolder,
		deleteFolder,
		convertId,
		...operationsOf('./timeZoneOperations'),
		...operationsOf('./directory'),
		...operationsOf('./availability'),
		...operationsOf('./subscriptions'),
		...operationsOf('./userConfiguration'),
	];
}
