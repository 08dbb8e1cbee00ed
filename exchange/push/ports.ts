import type { ExchangeError } from '../errors';
import type { CalendarReads } from '../changes/ports';
import type { CalendarItemView } from './plan/plan';
import type { LinkState } from './plan/link';
import type { WritableEvent, WritableTimes } from './input/writableEvent';

/** Where an item is, and whose it is in the source. */
export interface ItemLink {
	id: string;
	changeKey: string;
	/** Absent: not linked to this source. */
	externalId?: string;
}

export interface CreateStep {
	key: string;
	event: WritableEvent;
	state: LinkState;
}

export interface UpdateStep {
	item: { id: string; changeKey: string };
	/** Only what is to be set. */
	event: WritableEvent;
	/** Given when the item is linked for the first time. */
	key?: string;
	state: LinkState;
	/** The item is a series and becomes a single event. */
	endsSeries?: boolean;
}

/** A series whose cancelled and moved occurrences are to be written. */
export interface SeriesStep {
	item: { id: string; changeKey: string };
	times: WritableTimes;
	/** Remembered once all of them are written. */
	state: LinkState;
}

/** `stale`: changed or gone since it was read, so that it has to be decided again. */
export type StepResult =
	| { ok: true; id: string; changeKey?: string }
	| { ok: false; stale: boolean; error: ExchangeError };

/**
 * One calendar, as pushing needs it. Each write takes at most `batchSize` steps and gives their results in
 * the same order; a write that throws may have been carried out, in part or in full.
 */
export interface CalendarAccess {
	readonly batchSize: number;
	/** All items of the source, whole and once each. */
	linked(): Promise<ItemLink[]>;
	/** The items of those ids of the source. */
	linkedTo(externalIds: readonly string[]): Promise<ItemLink[]>;
	/** Every item of the calendar. */
	all(): Promise<ItemLink[]>;
	/** By id; what is gone is missing. */
	read(ids: readonly string[]): Promise<Map<string, CalendarItemView>>;
	create(steps: readonly CreateStep[]): Promise<StepResult[]>;
	update(steps: readonly UpdateStep[]): Promise<StepResult[]>;
	delete(items: ReadonlyArray<{ id: string; changeKey: string }>): Promise<StepResult[]>;
	finishSeries(steps: readonly SeriesStep[]): Promise<StepResult[]>;
	/** Waits after a lost answer, so that the request is no longer running when the calendar is read. */
	waitForLostRequest(): Promise<void>;
}

/** An item without what it says. */
export interface ItemOutline {
	changeKey: string;
	/** UTC milliseconds; `end` of a series is the end of its last occurrence, Infinity when it has none. */
	start: number;
	end: number;
	iCalUId?: string;
	/** Absent: not linked to this source. */
	externalId?: string;
}

/** What two-way sync asks of a calendar beside that. */
export interface TwoWayReads extends Pick<CalendarReads, 'changedItems'> {
	/** By id; what is gone is missing, and `hidden` is there, but not for this account. */
	outlines(ids: readonly string[]): Promise<Map<string, ItemOutline | 'hidden'>>;
}

export type TwoWayAccess = CalendarAccess & TwoWayReads;
