import type { Operation } from '../contracts';
import { operations as availability } from '../availability';
import { operations as directory } from '../directory';
import { operations as subscriptions } from '../subscriptions';
import { operations as timeZones } from '../timeZoneOperations';
import { operations as userConfiguration } from '../userConfiguration';
import { convertId } from './convertId';
import { createFolder } from './createFolder';
import { createItem } from './createItem';
import { deleteFolder } from './deleteFolder';
import { deleteItem } from './deleteItem';
import { emptyFolder } from './emptyFolder';
import { findFolder } from './findFolder';
import { findItem } from './findItem';
import { getFolder } from './getFolder';
import { getItem } from './getItem';
import { moveFolder } from './moveFolder';
import { copyItem, moveItem } from './moveItem';
import { sendItem } from './sendItem';
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
		sendItem,
		syncFolderHierarchy,
		createFolder,
		updateFolder,
		deleteFolder,
		emptyFolder,
		moveFolder,
		convertId,
		...timeZones,
		...directory,
		...availability,
		...subscriptions,
		...userConfiguration,
	];
}
