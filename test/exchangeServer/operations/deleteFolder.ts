import type { Call } from '../context';
import type { Operation, XmlNode } from '../contracts';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { child } from '../xml/node';
import { descendants } from './findFolder';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/deletefolder-operation */
export const deleteFolder: Operation = {
	name: 'DeleteFolder',
	since: 'Exchange2007',
	handle(request, context) {
		return answerEach('DeleteFolder', child(request, 'FolderIds')?.children ?? [], (id) => {
			remove(id, context as Call);
			return undefined;
		});
	},
};

/** For good, whatever the DeleteType: nothing here reads deleted folders again. */
function remove(id: XmlNode, call: Call): void {
	const folder = call.resolveFolder(id);
	if (folder.distinguishedName !== undefined) {
		throw new ResponseError(
			'ErrorDeleteDistinguishedFolder',
			'Distinguished folders cannot be deleted.',
		);
	}
	if (!call.rights(folder).owner) {
		throw new ResponseError(
			'ErrorAccessDenied',
			'Access is denied. Check credentials and try again.',
		);
	}
	for (const doomed of [...descendants(folder), folder]) call.company.store.removeFolder(doomed);
}
