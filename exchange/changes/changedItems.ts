import { ExchangeError } from '../errors';
import type { ItemChange } from '../ews/calendarItem';
import { itemDigest } from './itemDigest';
import type { CalendarReads, ItemAddress } from './ports';

/** How far a run has come with the server's list of changes. */
export interface SyncProgress {
	/** What to go on from; changes with each page. */
	syncState: string | undefined;
	/** Deleted items by the digest of their ItemId; looked at when everything else was. */
	deletions: Map<number, string>;
	/** Changes that the server has listed so far, of whatever kind. */
	listed: number;
	/** Called when the state cannot be continued and everything is listed from the beginning. */
	onRestart(): void;
}

export interface ListedItem {
	address: ItemAddress;
	/** False in a full listing: that says that an item is there, not that it was written. */
	request: { id: string; rewritten: boolean };
}

/**
 * The items that were created or updated, as the server lists them, page by page; the next page is
 * asked for while this one's items are read. Deletions are gathered in `progress`.
 */
export async function* changedItems(
	reads: CalendarReads,
	progress: SyncProgress,
): AsyncGenerator<ListedItem, void> {
	let isIncremental = progress.syncState !== undefined;
	let isComplete = false;
	while (!isComplete) {
		const page = await reads.changedItems(progress.syncState).catch((error: unknown) => {
			if (!isIncremental || !isLostState(error)) throw error;
			return undefined;
		});
		if (page === undefined) {
			isIncremental = false;
			progress.syncState = undefined;
			progress.deletions.clear();
			progress.onRestart();
			continue;
		}
		progress.listed += page.changes.length;
		for (const change of page.changes) {
			const { id } = change.itemId;
			if (change.kind === 'delete') {
				progress.deletions.set(itemDigest(id), id);
			} else if (isCalendarItem(change)) {
				if (progress.deletions.size > 0) progress.deletions.delete(itemDigest(id));
				yield { address: { id }, request: { id, rewritten: isIncremental } };
			}
		}
		isComplete = page.includesLastItemInRange;
		if (!isComplete && page.syncState === progress.syncState) {
			throw new ExchangeError(
				'malformedResponse',
				'The server lists the same changes again and again',
				{
					remedyBy: 'exchangeAdmin',
				},
			);
		}
		progress.syncState = page.syncState;
	}
}

function isCalendarItem({ kind, element }: ItemChange): boolean {
	return kind !== 'readFlag' && (element === undefined || element === 'CalendarItem');
}

/** The state is not valid any more, or its folder was replaced by another one. */
function isLostState(error: unknown): boolean {
	if (!(error instanceof ExchangeError)) return false;
	return error.kind === 'syncState' || error.details.responseCode === 'ErrorSyncFolderNotFound';
}
