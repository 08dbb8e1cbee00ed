import type { Call } from '../context';
import type { Operation, XmlNode } from '../contracts';
import { FolderShape } from '../folders/folderShape';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getfolder-operation */
export const getFolder: Operation = {
	name: 'GetFolder',
	since: 'Exchange2007',
	handle(request, context) {
		const call = context as Call;
		const shape = new FolderShape(child(request, 'FolderShape') as XmlNode, call);
		return answerEach(
			'GetFolder',
			child(request, 'FolderIds')?.children ?? [],
			(id) => element('m:Folders', shape.render(call.resolveFolder(id))),
			element('m:Folders'),
		);
	},
};
