import type { ExchangeError } from '../errors';
import type { CalendarReads } from '../changes/ports';
import type { CalendarItemView, HiddenItems, Stranger } from './plan/plan';
import type { FieldState, LinkState, WrittenKey } from './plan/link';
import type { WritableEvent, WritableTimes } from './input/writableEvent';

/** Where an item is, and whose it is in the source. */
export interface ItemLink {
	id: string;
	changeKey: string;
	/** Absent: not linked to this source. Of a long id, the digest that stands in its key. */
	externalId?: string;
	/** The other source that made it. */
	managedBy?: string;
	/** Only where details are asked for. */
	iCalUId?: string;
	subject?: string;
	/** UTC milliseconds; of a series those of its first occurrence. */
	start?: number;
}

/** What a run knows already when it looks ids up. */
export interface KnownBefore {
	/** Items that it created since it looked last, and how long ago it began to look then. */
	created?: { ids: readonly string[]; lookedAgoMs: number };
	/** Items in a list of the calendar that was made just now, and lacks the ids. */
	listed?: number;
}

export interface CreateStep {
	link: WrittenKey;
	event: WritableEvent;
	state: LinkState;
}

export interface UpdateStep {
	item: { id: string; changeKey: string };
	/** Only what is to be set. */
	event: WritableEvent;
	/** Given when the item is linked for the first time. */
	link?: WrittenKey;
	state: LinkState;
	/** What the item remembers of its attendees: it keeps that until new ones are written. */
	attendeesBefore?: FieldState;
	/** The item is a series and becomes a single event. */
	endsSeries?: boolean;
	/** The series gets a pattern of other days. */
	changesPattern?: boolean;
	/** Nobody is invited, before nor after: the write is no reason to make a meeting of it. */
	isAlone?: boolean;
}

/** An item that is to remember something else of its last write. */
export interface MemoryStep {
	item: { id: string; changeKey: string };
	state: LinkState;
}

/** An item that is there a second time. */
export interface CopyStep {
	id: string;
	changeKey: string;
	/** The item of the same event that stays. */
	keptId: string;
}

/** A series whose cancelled and moved occurrences are to be written. */
export interface SeriesStep {
	item: { id: string; changeKey: string };
	times: WritableTimes;
	/** What it has of exceptions by now goes first. */
	resets?: boolean;
	/** Nobody is invited: nobody is to be mailed. */
	isAlone?: boolean;
	/** Remembered once all of them are written. */
	state: LinkState;
}

/** `stale`: changed or gone since it was read, or not reached, so that it has to be decided again. */
export type StepResult =
	| { ok: true; id: string; changeKey?: string }
	| { ok: false; stale: boolean; error: ExchangeError };

/** `refused`: why an exception was not written; the rest was, and the item remembers that. */
export type SeriesResult = StepResult & { refused?: ExchangeError };

/**
 * One calendar, as pushing needs it. Each write takes at most `batchSize` steps and gives their results in
 * the same order; a write that throws may have been carried out, in part or in full.
 */
export interface CalendarAccess {
	readonly source: string;
	readonly batchSize: number;
	/** The same of `remember`, whose steps are small. */
	readonly memoryBatchSize: number;
	/** The items of those ids of the source, looked up by their keys. */
	linkedTo(externalIds: readonly string[], known?: KnownBefore): Promise<ItemLink[]>;
	/** Every item of the calendar, as far as the server lists it. */
	all(options?: { withDetails?: boolean }): Promise<ItemLink[]>;
	/** Those of the items that no event can be linked to. */
	strangers(ids: readonly string[]): Promise<ReadonlyMap<string, Stranger>>;
	/** Undefined where the account sees private items as all others. */
	hiddenItems(): Promise<HiddenItems | undefined>;
	/**
	 * By id; what is gone is missing.
	 * @param onFailure told of each item that can't be read; without it the first one is thrown
	 */
	read(
		ids: readonly string[],
		onFailure?: (id: string, error: ExchangeError) => void,
	): Promise<Map<string, CalendarItemView>>;
	create(steps: readonly CreateStep[]): Promise<StepResult[]>;
	update(steps: readonly UpdateStep[]): Promise<StepResult[]>;
	delete(items: ReadonlyArray<{ id: string; changeKey: string }>): Promise<StepResult[]>;
	/** To Deleted Items: those that are as they were read, while the item that stays is there. */
	removeCopies(copies: readonly CopyStep[]): Promise<StepResult[]>;
	finishSeries(steps: readonly SeriesStep[]): Promise<SeriesResult[]>;
	/** Writes nothing that people see; nobody is mailed. */
	remember(steps: readonly MemoryStep[]): Promise<StepResult[]>;
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

/** The reads of two-way sync beside that. */
export interface TwoWayReads extends Pick<CalendarReads, 'changedItems'> {
	/**
	 * By id; what is gone is missing, and `hidden` is there, but this account can't read it.
	 * @param onFailure told why of each that is hidden
	 */
	outlines(
		ids: readonly string[],
		onFailure?: (id: string, error: ExchangeError) => void,
	): Promise<Map<string, ItemOutline | 'hidden'>>;
}

export type TwoWayAccess = CalendarAccess & TwoWayReads;
