import { MalformedResponse } from '../errors';
import { folderId, type FolderTarget } from '../folderId';
import type { EwsOperation } from '../operation';
import { restrictionElement, type Restriction } from '../restriction';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { into, parseBoolean, parseInteger, record } from '../../xml/shapes';
import { assertRange, element } from '../../xml/writer';
import { folder, folderShape, type FolderProperties, type FolderRecord } from './folderReader';

export interface FindFolderRequest extends FolderProperties {
	parent: FolderTarget;
	/** `Shallow`: direct children; `Deep`: all below. */
	traversal: 'Shallow' | 'Deep';
	restriction?: Restriction;
	/** Most folders to return, 1 to 1000. Default 1000. */
	maxEntries?: number;
	/** Folders to pass over, from 0. Default 0. */
	offset?: number;
}

interface FindFolderResult {
	folders: FolderRecord[];
	/** Where the next page starts; absent where this is the last one, or the server does not say. */
	nextOffset?: number;
	isLast: boolean;
}

interface Answer {
	folders?: FolderRecord[];
	isLast?: boolean;
	nextOffset?: number;
}

const folders = record<{ found: FolderRecord[] }>(
	{},
	{
		initial: () => ({ found: [] }),
		others: into(folder, ({ found }: { found: FolderRecord[] }, one) => void found.push(one)),
	},
);

const rootFolder = record<Answer>(
	{
		't:Folders': into(folders, (root: Answer, { found }) => {
			root.folders = found;
		}),
	},
	{
		attributes: {
			IncludesLastItemInRange: (root, value) => {
				root.isLast = parseBoolean(value, 'IncludesLastItemInRange');
			},
			IndexedPagingOffset: (root, value) => {
				root.nextOffset = parseInteger(value, 'IndexedPagingOffset');
			},
		},
	},
);

const messages = responseMessages<Answer>('FindFolder', {
	'm:RootFolder': into(rootFolder, (answer: Answer, root) => {
		Object.assign(answer, { folders: [], ...root });
	}),
});

/**
 * Lists a page of the folders below one.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/findfolder-operation
 */
export const findFolder: EwsOperation<FindFolderRequest, FindFolderResult> = {
	name: 'FindFolder',
	repeatable: true,

	request({ parent, traversal, restriction, maxEntries = 1000, offset = 0, ...properties }) {
		assertRange('maxEntries', maxEntries, 1, 1000);
		assertRange('offset', offset, 0, Number.MAX_SAFE_INTEGER);
		return element(
			'm:FindFolder',
			[
				folderShape(properties),
				element('m:IndexedPageFolderView', undefined, {
					MaxEntriesReturned: maxEntries,
					Offset: offset,
					BasePoint: 'Beginning',
				}),
				restriction && restrictionElement(restriction),
				element('m:ParentFolderIds', folderId(parent)),
			],
			{ Traversal: traversal },
		);
	},

	response: () =>
		new SoapReader('FindFolder', messages, (found, context) => {
			const { folders: list, isLast = true, nextOffset } = onlyMessage(found, context);
			if (list) return { folders: list, isLast, ...(!isLast && { nextOffset }) };
			throw new MalformedResponse('a FindFolder response without folders');
		}),
};
