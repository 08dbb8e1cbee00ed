import type { CalendarItemRecord, ItemFailure, SyncPage } from '../ews/calendarItem';
import type { Window } from './compare';

/** An item by its id, or the master of the series that an occurrence belongs to. */
export type ItemAddress = { id: string } | { masterOf: string };

export type ItemResult =
	| { ok: true; item: CalendarItemRecord }
	| { ok: false; failure: ItemFailure };

/** What reading a calendar's changes needs from an Exchange; in tests a calendar in memory has it too. */
export interface CalendarReads {
	/**
	 * The next page of changes since a sync state, ids only; without a state everything.
	 * @throws ExchangeError of kind `syncState` when the state cannot be continued
	 */
	changedItems(syncState: string | undefined): Promise<SyncPage>;
	/** Items with all that events are made of, in the order asked for; a failure concerns that item only. */
	items(addresses: readonly ItemAddress[]): Promise<ItemResult[]>;
	/**
	 * Singles, occurrences and exceptions that overlap the window, by start: id, UID, times and type.
	 * @returns what fits in one answer; `isComplete` says whether that was all
	 */
	view(window: Window): Promise<{ items: CalendarItemRecord[]; isComplete: boolean }>;
}
