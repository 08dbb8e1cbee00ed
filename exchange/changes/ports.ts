import type { CalendarItemRecord, ItemFailure, SyncPage } from '../ews/calendarItem';
import type { Window } from './compare';

/** An item by its id, or the master of the series that an occurrence belongs to. */
export type ItemAddress = { id: string } | { masterOf: string };

export type ItemResult =
	| { ok: true; item: CalendarItemRecord }
	| { ok: false; failure: ItemFailure };

/** The reads that Get Changes needs of a calendar; tests implement them in memory. */
export interface CalendarReads {
	/**
	 * The next page of changes since a sync state, ids only; without a state everything.
	 * @throws ExchangeError of kind `syncState` when the state cannot be continued
	 */
	changedItems(syncState: string | undefined): Promise<SyncPage>;
	/**
	 * Items with all properties of events, in the order asked for. A failure concerns that item only;
	 * one that passes by itself (throttling, a busy server) rejects the whole call.
	 */
	items(addresses: readonly ItemAddress[]): Promise<ItemResult[]>;
	/**
	 * Singles, occurrences and exceptions that overlap the window, by start: id, UID, times and type.
	 * @returns the items that fit in one answer; `isComplete` is true when those are all; `isFull` when the
	 *   server says so, but there are as many as it gives at most: which ones are left out is not known
	 */
	view(
		window: Window,
	): Promise<{ items: CalendarItemRecord[]; isComplete: boolean; isFull?: boolean }>;
}
