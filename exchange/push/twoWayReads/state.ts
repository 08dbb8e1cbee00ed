import type { Turns } from '../../eventLoop';
import type { CalendarItemView, SourceEvent, Stranger, UnreadableItem } from '../plan/plan';

export interface TwoWayReadOptions {
	events: readonly SourceEvent[];
	/** The inputs are all that the source has. */
	isComplete: boolean;
	window: { start: number; end: number };
	newFromExchange: boolean;
	adoptMatching: boolean;
	turns: Turns;
}

/** The calendar as two-way planning needs to know it. */
export interface TwoWayState {
	linked: Map<string, CalendarItemView[]>;
	unlinked: CalendarItemView[];
	/** Items that the inputs name, and that no event can be linked to, by id. */
	strangers: ReadonlyMap<string, Stranger>;
	/** Ids of remembered items that are gone. */
	gone: Set<string>;
	/** Linked events whose items this account may not see any more, with the ids of those. */
	hidden: Map<string, string>;
	/** Why further items can't be read, by their ids. */
	unreadable: Map<string, string>;
	/** Those of no event, where they may be one. */
	unreadableUnlinked?: readonly UnreadableItem[];
	/** Ids of items that the source was told of and lacks. */
	lacking: Set<string>;
	/** Exchange listed no change, and nothing came into the window. */
	isQuiet: boolean;
}

/** The state before anything was looked at. */
export function unseenState(): TwoWayState {
	return {
		linked: new Map(),
		unlinked: [],
		strangers: new Map(),
		gone: new Set(),
		hidden: new Map(),
		unreadable: new Map(),
		lacking: new Set(),
		isQuiet: true,
	};
}

/** Shared by the parts of a look at the calendar. */
export interface Reading {
	/** External ids of the remembered items, by item id. */
	externalIds: ReadonlyMap<string, string>;
	state: TwoWayState;
	options: TwoWayReadOptions;
}
