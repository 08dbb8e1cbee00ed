import { MalformedResponse } from '../errors';
import { folderId, type FolderTarget } from '../folderId';
import type { EwsOperation } from '../operation';
import { restrictionElement, type Restriction } from '../restriction';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { into, record } from '../../xml/shapes';
import { assertRange, element } from '../../xml/writer';
import { folder, folderShape, type FolderProperties, type FolderRecord } from './folderReader';

interface FindFolderRequest extends FolderProperties {
	parent: FolderTarget;
	/** `Shallow`: direct children; `Deep`: all below. */
	traversal: 'Shallow' | 'Deep';
	restriction?: Restriction;
	/** Most folders to return, 1 to 1000. Default 1000. */
	maxEntries?: number;
}

interface Answer {
	folders?: FolderRecord[];
}

const folders = record<{ found: FolderRecord[] }>(
	{},
	{
		initial: () => ({ found: [] }),
		others: into(folder, ({ found }: { found: FolderRecord[] }, one) => void found.push(one)),
	},
);

const rootFolder = record<Answer>({
	't:Folders': into(folders, (root: Answer, { found }) => {
		root.folders = found;
	}),
});

const messages = responseMessages<Answer>('FindFolder', {
	'm:RootFolder': into(rootFolder, (answer: Answer, root) => {
		answer.folders = root.folders ?? [];
	}),
});

/**
 * Lists the folders below one.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/findfolder-operation
 */
export const findFolder: EwsOperation<FindFolderRequest, FolderRecord[]> = {
	name: 'FindFolder',
	repeatable: true,

	request({ parent, traversal, restriction, maxEntries = 1000, ...properties }) {
		assertRange('maxEntries', maxEntries, 1, 1000);
		return element(
			'm:FindFolder',
			[
				folderShape(properties),
				element('m:IndexedPageFolderView', undefined, {
					MaxEntriesReturned: maxEntries,
					Offset: 0,
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
			const { folders: list } = onlyMessage(found, context);
			if (list) return list;
			throw new MalformedResponse('a FindFolder response without folders');
		}),
};
