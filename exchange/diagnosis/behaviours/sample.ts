import type { Exchange } from '../../connection';
import { fieldUris, type CalendarItemRecord } from '../../ews/calendarItem';
import type { FolderTarget } from '../../ews/folderId';
import { syncFolderItems } from '../../ews/operations/syncFolderItems';
import { readItemBatches } from '../../ews/readItemBatches';
import { call, type CallTarget } from '../../ews/request';
import { schemaFor } from '../../ews/versions';

/** Pages of ids that are listed at most, and items that are read. */
const maxPages = 20;
const maxItems = 60;

/** The beginning of a calendar, and how its list ends. */
export interface CalendarSample {
	/** Ids of the first page, as the server ordered them. */
	ids: string[];
	/** The first of them, read, in the same order; without those that can't be read. */
	items: CalendarItemRecord[];
	/** How the list of ids ended; `tooLong`: it was not read to its end. */
	end: 'marked' | 'repeated' | 'tooLong';
}

/** Reads the beginning of a calendar. */
export async function readSample(
	exchange: Exchange,
	folder: FolderTarget,
	target: CallTarget,
): Promise<CalendarSample> {
	const { ids, end } = await listIds(exchange, folder, target);
	const properties = fieldUris(
		[
			'subject',
			'sensitivity',
			'lastModifiedTime',
			'start',
			'end',
			'isAllDayEvent',
			'calendarItemType',
			'startTimeZone',
		],
		schemaFor(exchange.settings.version),
	);
	const read = await readItemBatches(
		exchange,
		ids.slice(0, maxItems).map((id) => ({ id })),
		{ base: 'IdOnly', properties },
		target,
	);
	return { ids, items: read.flatMap((one) => (one.ok ? [one.item] : [])), end };
}

async function listIds(
	exchange: Exchange,
	folder: FolderTarget,
	target: CallTarget,
): Promise<Pick<CalendarSample, 'ids' | 'end'>> {
	let syncState: string | undefined;
	let ids: string[] | undefined;
	for (let page = 0; page < maxPages; page++) {
		const answer = await call(exchange, syncFolderItems, { folder, syncState }, target);
		ids ??= answer.changes.map(({ itemId }) => itemId.id);
		if (answer.includesLastItemInRange) return { ids, end: 'marked' };
		if (answer.changes.length === 0 && answer.syncState === syncState) {
			return { ids, end: 'repeated' };
		}
		syncState = answer.syncState;
	}
	return { ids: ids ?? [], end: 'tooLong' };
}
