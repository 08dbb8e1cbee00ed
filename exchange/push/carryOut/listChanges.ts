import type { Exchange } from '../../connection';
import { EventLoopTurns } from '../../eventLoop';
import { fieldUris, type CalendarItemRecord, type SyncPage } from '../../ews/calendarItem';
import type { FolderTarget } from '../../ews/folderId';
import { responseError } from '../../ews/errors';
import { syncFolderItems } from '../../ews/operations/syncFolderItems';
import { readItemBatches } from '../../ews/readItemBatches';
import { call } from '../../ews/request';
import { isGone } from '../../ews/responseCodes';
import { schemaFor } from '../../ews/versions';
import { externalIdProperty, externalKeyProperty } from '../plan/link';
import type { ItemOutline, TwoWayReads } from '../ports';
import { endOfItem, ownerOfItem } from './items';
import { withheld } from './withheld';

interface ListOptions {
	mailbox: string;
	source: string;
	folder: FolderTarget;
	signal?: AbortSignal;
}

/** Exchange's own limit for a page of SyncFolderItems. */
const pageSize = 512;

/** The reads of two-way sync beside those of a push. */
export function twoWayReads(exchange: Exchange, options: ListOptions): TwoWayReads {
	const { folder, mailbox, signal } = options;
	const where = { mailbox, signal };
	return {
		changedItems: async (syncState): Promise<SyncPage> =>
			await call(
				exchange,
				syncFolderItems,
				{ folder, syncState, pageSize, shape: { base: 'IdOnly' } },
				where,
			),
		outlines: async (ids, onFailure) => await outlines(exchange, ids, { ...options, onFailure }),
	};
}

interface OutlineOptions extends ListOptions {
	onFailure?: Parameters<TwoWayReads['outlines']>[1];
}

async function outlines(
	exchange: Exchange,
	ids: readonly string[],
	{ mailbox, source, signal, onFailure }: OutlineOptions,
): Promise<Map<string, ItemOutline | 'hidden'>> {
	const properties = fieldUris(
		[
			'uid',
			'sensitivity',
			'start',
			'end',
			'recurrence',
			'lastOccurrence',
			'isCancelled',
			'isMeeting',
			'myResponseType',
		],
		schemaFor(exchange.settings.version),
	);
	const extendedProperties = [externalKeyProperty, externalIdProperty];
	const shape = { base: 'IdOnly' as const, properties, extendedProperties };
	const targets = ids.map((id) => ({ id }));
	const results = await readItemBatches(exchange, targets, shape, { mailbox, signal });
	const { turns = new EventLoopTurns() } = exchange;
	const found = new Map<string, ItemOutline | 'hidden'>();
	for (const [place, result] of results.entries()) {
		if (turns.isOver) await turns.next();
		const id = ids[place];
		if (!result.ok && isGone(result.failure)) continue;
		const error = result.ok
			? withheld(exchange, mailbox, result.item)
			: responseError(result.failure, { operation: 'GetItem', mailbox });
		if (result.ok && !error) found.set(id, outlineOf(result.item, source));
		else found.set(id, 'hidden');
		if (error) onFailure?.(id, error);
	}
	return found;
}

function outlineOf(item: CalendarItemRecord, source: string): ItemOutline {
	const { itemId, uid } = item;
	const { externalId } = ownerOfItem(item, source);
	return {
		changeKey: itemId.changeKey,
		start: Date.parse(item.start ?? ''),
		end: endOfItem(item),
		...(uid !== undefined && { iCalUId: uid }),
		...(externalId !== undefined && { externalId }),
	};
}
