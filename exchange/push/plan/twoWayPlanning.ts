import type { CalendarItemView, PlannedAction, Planning, SourceEvent } from './plan';
import type { RememberedDeletion, TwoWayMemory } from './twoWayMemory';

/** `linked` and `unlinked` hold what was read; what did not change may be missing, or stand in. */
export interface TwoWayPlanning extends Planning {
	memory: TwoWayMemory;
	/** Ids of items that were remembered and are gone from the calendar. */
	gone: ReadonlySet<string>;
	/** Ids of items that the source was told of and lacks in its complete set: it is told again. */
	lacking: ReadonlySet<string>;
	newFromExchange: boolean;
}

/** Shared by the parts of planning. */
export interface Decided {
	byId: ReadonlyMap<string, SourceEvent>;
	/** By external id, with what the source took over counted as settled. */
	items: ReadonlyMap<string, readonly CalendarItemView[]>;
	actionOf: ReadonlyMap<string, PlannedAction>;
	/** Linked events whose items are gone. */
	deleted: ReadonlyMap<string, RememberedDeletion>;
	/** Linked events that people brought back after the source had dropped them. */
	restored: ReadonlySet<string>;
}
