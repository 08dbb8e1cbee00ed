import { extendedKey } from '../calendarItems/extendedProperties';
import { compileRestriction } from '../calendarItems/restriction';
import type { Call } from '../context';
import type { Folder, Operation, XmlNode } from '../contracts';
import { FolderShape, childFolders } from '../folders/folderShape';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';
import { pageOf, pageAttributes } from './paging';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/findfolder-operation */
export const findFolder: Operation = {
	name: 'FindFolder',
	since: 'Exchange2007',
	handle(request, context) {
		const call = context as Call;
		const shape = new FolderShape(child(request, 'FolderShape') as XmlNode, call);
		const deep = request.attributes.Traversal === 'Deep';
		const matches = compileRestriction<Folder>(child(request, 'Restriction'), {
			field: fieldOf,
			extended: (folder, key) =>
				folder.extendedProperties.find((property) => extendedKey(property) === key)?.values,
			comparedText: (text) => text.toLowerCase(),
		});
		return answerEach('FindFolder', child(request, 'ParentFolderIds')?.children ?? [], (id) => {
			const parent = call.resolveFolder(id);
			const found = (deep ? descendants(parent) : childFolders(parent))
				.filter((folder) => call.rights(folder).visible)
				.filter(matches);
			const page = pageOf(found, request);
			const folders = page.entries.map((folder) => shape.render(folder));
			return element('m:RootFolder', element('t:Folders', folders), pageAttributes(page));
		});
	},
};

export function descendants(parent: Folder): Folder[] {
	return childFolders(parent).flatMap((folder) => [folder, ...descendants(folder)]);
}

function fieldOf(folder: Folder, uri: string): string | number | undefined {
	switch (uri.toLowerCase()) {
		case 'folder:displayname':
			return folder.displayName;
		case 'folder:folderclass':
			return folder.folderClass;
		case 'folder:totalcount':
			return folder.items.size;
		case 'folder:childfoldercount':
			return childFolders(folder).length;
		case 'folder:folderid':
			return folder.id;
		case 'folder:parentfolderid':
			return folder.parent?.id;
		default:
			return undefined;
	}
}
