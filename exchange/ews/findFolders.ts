import type { Exchange } from '../connection';
import { findFolder, type FindFolderRequest } from './operations/findFolder';
import type { FolderRecord } from './operations/folderReader';
import { MalformedResponse } from './errors';
import { call, type CallTarget } from './request';

/** Pages that are read; no mailbox has so many folders. */
const maxPages = 50;

/**
 * Lists the folders below one, page by page.
 * @throws MalformedResponse where the server says that there are more, and names none
 */
export async function findFolders(
	exchange: Exchange,
	request: Omit<FindFolderRequest, 'offset'>,
	target: CallTarget,
): Promise<FolderRecord[]> {
	const found = new Map<string, FolderRecord>();
	let offset = 0;
	for (let page = 1; page <= maxPages; page++) {
		const answer = await call(exchange, findFolder, { ...request, offset }, target);
		for (const folder of answer.folders) found.set(folder.id, folder);
		if (answer.isLast) return [...found.values()];
		const { nextOffset = offset + answer.folders.length } = answer;
		if (nextOffset <= offset) break;
		offset = nextOffset;
	}
	throw new MalformedResponse('a list of folders without an end');
}
