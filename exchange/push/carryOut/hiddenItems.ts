import { isPrivateItem } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import type { FolderTarget } from '../../ews/folderId';
import { getFolder } from '../../ews/operations/getFolder';
import { call, type CallTarget } from '../../ews/request';
import type { HiddenItems } from '../plan/plan';
import { everyItem } from './everyItem';
import { keyOf, type LinkOptions } from './findLinks';

/** Whether the account sees what private items say; undefined where the server says nothing of it. */
export async function seesPrivateItems(
	exchange: Exchange,
	folder: FolderTarget,
	target: CallTarget,
): Promise<boolean | undefined> {
	if (exchange.settings.mailboxAccess !== 'delegate') return true;
	const request = { folders: [folder], properties: ['folder:EffectiveRights'] };
	const [answer] = await call(exchange, getFolder, request, target);
	return answer.ok ? answer.folder.effectiveRights?.viewPrivateItems : false;
}

/** The folder in which private items may be hidden; undefined where none are. */
async function whereHidden(
	exchange: Exchange,
	folder: FolderTarget,
	target: CallTarget,
): Promise<{ totalCount?: number } | undefined> {
	if (exchange.settings.mailboxAccess !== 'delegate') return undefined;
	const properties = ['folder:TotalCount', 'folder:EffectiveRights'];
	const [answer] = await call(exchange, getFolder, { folders: [folder], properties }, target);
	if (!answer.ok) return {};
	return answer.folder.effectiveRights?.viewPrivateItems === true ? undefined : answer.folder;
}

/**
 * The private items that a delegate may not see. Some servers show their times alone, others leave them
 * out, so that an event whose owner marked it as private looks as if it were not there.
 * @returns undefined where the account may see them
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/viewprivateitems
 */
export async function hiddenItems(
	exchange: Exchange,
	options: LinkOptions,
): Promise<HiddenItems | undefined> {
	const { folder, target } = options;
	const partlySeen = await whereHidden(exchange, folder, target);
	if (!partlySeen) return undefined;
	const { totalCount = 0 } = partlySeen;
	const items = await everyItem(exchange, options, {
		properties: ['item:Sensitivity', 'calendar:Start', 'calendar:End'],
	});
	const masked = items
		.filter((item) => isPrivateItem(item) && !keyOf(item))
		.map(({ itemId, start = '', end = '' }) => ({
			id: itemId.id,
			start: Date.parse(start),
			end: Date.parse(end),
		}));
	return { omitted: Math.max(0, totalCount - items.length), masked };
}
