import { folderOf } from '../../../ews/folderId';
import { getFolder } from '../../../ews/operations/getFolder';
import { call } from '../../../ews/request';
import { seen, unseen, type Observation } from '../observation';

export const folderRoot: Observation = {
	name: 'folderRoot',
	async look({ exchange, mailbox, isDelegate, target }) {
		if (!isDelegate) return unseen('asOwner');
		const folders = [folderOf(exchange.settings, mailbox, 'msgfolderroot')];
		const [root] = await call(exchange, getFolder, { folders }, target);
		return seen(root.ok ? 'visible' : 'invisible');
	},
};
