import type { Exchange } from '../../connection';
import { getFolder } from '../../ews/operations/getFolder';
import { call } from '../../ews/request';
import type { HiddenItems } from '../plan/plan';
import { everyItem } from './everyItem';
import { keyOf, type LinkOptions } from './findLinks';

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
	if (exchange.settings.mailboxAccess !== 'delegate') return undefined;
	const { folder, target } = options;
	const properties = ['folder:TotalCount', 'folder:EffectiveRights'];
	const [answer] = await call(exchange, getFolder, { folders: [folder], properties }, target);
	const { effectiveRights, totalCount = 0 } = answer.ok ? answer.folder : {};
	if (effectiveRights?.viewPrivateItems === true) return undefined;
	const items = await everyItem(exchange, options, {
		properties: ['item:Sensitivity', 'calendar:Start', 'calendar:End'],
	});
	const masked = items
		.filter((item) => /^(Private|Confidential)$/.test(item.sensitivity ?? '') && !keyOf(item))
		.map(({ itemId, start = '', end = '' }) => ({
			id: itemId.id,
			start: Date.parse(start),
			end: Date.parse(end),
		}));
	return { omitted: Math.max(0, totalCount - items.length), masked };
}
