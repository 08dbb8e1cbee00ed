import type { EventVersion } from './versions';
import type { TimeZones } from '../../calendar/timeZone';
import type { FieldName } from './fields';
import type { ConflictPolicy } from './plan';
import type { LinkState } from './linkState';
import type { WritableEvent } from '../input/writableEvent';

/** An item of the calendar, as far as planning needs to know it. */
export interface CalendarItemView {
	id: string;
	changeKey: string;
	/** Its id in the source; absent: not linked. */
	externalId?: string;
	/** Absent when it was never linked, or somebody else wrote the property. */
	state?: LinkState;
	iCalUId?: string;
	subject: string;
	/** UTC milliseconds; `end` of a series is the end of its last occurrence, Infinity when it has none. */
	start: number;
	end: number;
	isSeries: boolean;
	/** UTC milliseconds. */
	lastModified?: number;
	/** A meeting of somebody else. */
	isAttendeeCopy: boolean;
	/** What the item has for a field, comparable with what the source expects. */
	fingerprint(field: FieldName): string;
	/** The item for people and for the source. */
	event(): EventVersion;
}

/** An input after checking. */
export interface SourceEvent {
	externalId: string;
	/** Number of the input, from 0. */
	input: number;
	action: 'upsert' | 'delete';
	/** Absent for deletions, and for inputs that failed. */
	event?: WritableEvent;
	/** UTC milliseconds. */
	lastModified?: number;
	/** An existing item that is this event. */
	given?: { id?: string; iCalUId?: string };
	failure?: { message: string; field?: string };
}

/** What is known of events that were linked and are gone from the calendar: what the source had then. */
export type Tombstones = ReadonlyMap<string, { fields: Readonly<Record<FieldName, string>> }>;

export interface Planning {
	mode: 'changes' | 'snapshot';
	policy: ConflictPolicy;
	/** UTC milliseconds. */
	window: { start: number; end: number };
	allowAttendeeCopies: boolean;
	zones: TimeZones;
	/** Items with the key of the source; more than one means that somebody copied an item. */
	linked: ReadonlyMap<string, readonly CalendarItemView[]>;
	/** Items without a key that may be adopted, by matching or by a given id. */
	unlinked: readonly CalendarItemView[];
	adoptMatching: boolean;
	/** Ids of unlinked items that are still as the source was told: what differs is the source's edit. */
	untouched?: ReadonlySet<string>;
	/** Linked events that people deleted in Exchange. */
	deletedInExchange?: Tombstones;
	/** True when some inputs could not be identified, so that what is missing can't be told. */
	isIncomplete?: boolean;
}
