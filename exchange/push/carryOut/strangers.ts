import { isOccurrence } from '../../calendar/itemTimes';
import type { Exchange } from '../../connection';
import { fieldUris } from '../../ews/calendarItem';
import { getFolder } from '../../ews/operations/getFolder';
import { readItemBatches } from '../../ews/readItemBatches';
import { call } from '../../ews/request';
import { schemaFor } from '../../ews/versions';
import type { Stranger } from '../plan/plan';
import type { CalendarPlace } from './everyItem';

/**
 * Those of the items that no event can be linked to: an occurrence is found by no search, and what lies in
 * another folder is not in the calendar. What can't be told, or read, is taken for none.
 */
export async function findStrangers(
	exchange: Exchange,
	{ folder, target }: CalendarPlace,
	ids: readonly string[],
): Promise<Map<string, Stranger>> {
	const properties = fieldUris(
		['parentFolderId', 'calendarItemType'],
		schemaFor(exchange.settings.version),
	);
	const results = await readItemBatches(
		exchange,
		ids.map((id) => ({ id })),
		{ base: 'IdOnly', properties },
		target,
	);
	const strangers = new Map<string, Stranger>();
	const folders = new Map<string, string>();
	for (const [place, result] of results.entries()) {
		if (!result.ok) continue;
		const { parentFolderId } = result.item;
		if (isOccurrence(result.item)) {
			strangers.set(ids[place], 'occurrence');
		} else if (parentFolderId) folders.set(ids[place], parentFolderId.id);
	}
	if (folders.size === 0) return strangers;
	const [calendar] = await call(
		exchange,
		getFolder,
		{ folders: [folder], properties: ['folder:TotalCount'] },
		target,
	);
	if (!calendar.ok) return strangers;
	for (const [id, parent] of folders) {
		if (parent !== calendar.folder.id) strangers.set(id, 'elsewhere');
	}
	return strangers;
}
