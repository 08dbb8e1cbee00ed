import type { FieldState, LinkState } from './link';
import type { EventVersion } from './versions';
import type { WritableEvent, WritableTimes } from '../input/writableEvent';
import type { TimeZones } from '../../calendar/timeZone';
import type { FieldName } from './fields';
import type { Privacy } from '../../changes/privacy';

/** The winner when both sides changed the same thing since the last run. */
export type ConflictPolicy = 'exchangeWins' | 'sourceWins' | 'newestWins' | 'report';

export type PlannedKind =
	| 'create'
	| 'update'
	| 'delete'
	| 'adopt'
	| 'unchanged'
	| 'skip'
	| 'conflict'
	| 'fail';

/** The reason for an action; one word, so that a workflow can branch on it. */
export type PlanReason =
	| 'new'
	| 'changedInSource'
	| 'unfinished'
	| 'sourceWins'
	| 'exchangeWins'
	| 'sourceIsNewer'
	| 'exchangeIsNewer'
	| 'changedInBoth'
	| 'changedInExchange'
	| 'sameInBoth'
	| 'same'
	| 'deletedInSource'
	| 'missingInSnapshot'
	| 'outsideWindow'
	| 'notLinked'
	| 'deletedInExchange'
	| 'sourceIncomplete'
	| 'attendeeCopy'
	| 'duplicateLink'
	| 'otherSource'
	| 'otherExternalId'
	| 'hiddenInExchange'
	| 'unreadable'
	| 'duplicateInput'
	| 'invalidInput'
	| 'matching'
	| 'givenItem';

/** One step of a plan. Plain data: a plan may be stored, shown and approved before it is carried out. */
export interface PlannedAction {
	action: PlannedKind;
	externalId: string;
	reason: PlanReason;
	/** Number of the input, from 0; absent for deletions that a snapshot asks for. */
	input?: number;
	id?: string;
	/** The item as it was when the plan was made; a different one means that it was changed since. */
	changeKey?: string;
	/** Digest of what the item said then: change keys move by themselves, too. Not of what privacy hides. */
	asSeen?: string;
	/** Of an item that a later look found as it should be; a plan that is stored lacks it. */
	iCalUId?: string;
	subject?: string;
	/**
	 * When the event is, or will be: ISO instants, of an all-day event dates such as `2026-12-07`, `end` being
	 * the day after the last one. Of a series its first start alone.
	 */
	start?: string;
	end?: string;
	/** For create, update and adopt: the fields to write and no others. */
	event?: WritableEvent;
	/** The series is there: its times with those exceptions only that are still to be written. */
	missing?: WritableTimes;
	/** The item is a series and becomes a single event. */
	endsSeries?: boolean;
	/** Nobody is invited, before nor after. */
	isAlone?: boolean;
	/** The series has exceptions that are not to stay as they are. */
	resetsSeries?: boolean;
	/** The series gets a pattern of other days: one that has begun would be split by servers. */
	changesPattern?: boolean;
	/** Memory of this write, kept in the item. */
	state?: LinkState;
	/** The part of the memory before it that is about attendees. */
	attendeesBefore?: FieldState;
	/** Names of the fields that both sides changed: of conflicts, and where the version of Exchange stays. */
	fields?: string[];
	/** Both versions, for conflicts: what the source has and what Exchange has. */
	inSource?: EventVersion;
	inExchange?: EventVersion;
	message?: string;
	/** The parameter or field that is wrong. */
	field?: string;
	/** Of an input that failed: what to do about it. */
	remedy?: string;
	/** The items between which people have to decide, for `duplicateLink`. */
	duplicates?: string[];
	/** Further items of the same event that go to Deleted Items: the one of `id` stays. */
	copies?: CopyToRemove[];
	/** The other source that made the item. */
	managedBy?: string;
}

/** An item that overlapping or broken-off runs made a second time, and that nobody has touched since. */
export interface CopyToRemove {
	id: string;
	changeKey: string;
	subject: string;
	/** ISO instant, of an all-day event a date. */
	start: string;
}

export interface Plan {
	version: 2;
	mailbox: string;
	source: string;
	calendar?: { id: string };
	/** ISO instant. */
	madeAt: string;
	/** Items in the calendar that belong to the source; what shares of `maxDeletes` are taken of. */
	linked: number;
	sendInvitations: SendInvitations;
	deleteType: DeleteType;
	actions: PlannedAction[];
}

/**
 * Recipients of invitations; `changed` mails attendees who were added or removed, and where there are such, many
 * servers mail the others as well.
 * @see https://github.com/ecederstrand/exchangelib/issues/746
 */
export type SendInvitations = 'none' | 'all' | 'changed';
export type DeleteType = 'toDeletedItems' | 'soft' | 'hard';

/** Dates of an all-day event, such as `2026-12-07`; `end` is the day after the last one. */
export interface Days {
	start: string;
	end: string;
}

/** An item of the calendar, as far as planning needs to know it. */
export interface CalendarItemView {
	id: string;
	changeKey: string;
	/** Its id in the source; absent: not linked to this source. */
	externalId?: string;
	/** The other source that made it. */
	managedBy?: string;
	/** Absent when it was never linked, or somebody else wrote the property. */
	state?: LinkState;
	iCalUId?: string;
	subject: string;
	/** UTC milliseconds. */
	created?: number;
	/** UTC milliseconds; `end` of a series is the end of its last occurrence, Infinity when it has none. */
	start: number;
	end: number;
	/** Of an all-day item; of a series those of its first occurrence. */
	days?: Days;
	isSeries: boolean;
	/** UTC milliseconds. */
	lastModified?: number;
	/** A meeting of somebody else. */
	isAttendeeCopy: boolean;
	/** An invitation to an event of this source, which has it already. */
	isOwnInvitation?: true;
	hasAttachments?: boolean;
	/** A meeting with people beside its organizer. */
	hasAttendees?: boolean;
	/** Private or confidential. */
	isPrivate: boolean;
	/** Fingerprint of a field now, comparable with the one that the source expects. */
	fingerprint(field: FieldName): string;
	/** The item in the shape that people and the source read. */
	event(): EventVersion;
	/** Only fingerprints are at hand: whoever needs what the item says has to read it. */
	isStandIn?: true;
	/** Fields that the source has as it was told of them, though privacy kept words back. */
	asTold?: readonly FieldName[];
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
	failure?: { message: string; field?: string; remedy?: string };
}

/** An item of no event of this source that can't be read, as far as a list shows it. */
export interface UnreadableItem {
	id: string;
	iCalUId?: string;
	subject?: string;
	/** UTC milliseconds. */
	start?: number;
}

/** An item that is no appointment of the calendar, or only part of one. */
export type Stranger = 'occurrence' | 'elsewhere';

/** Linked events that are gone from the calendar, with fingerprints of what the source had then. */
type Tombstones = ReadonlyMap<string, { fields: Readonly<Record<FieldName, string>> }>;

export interface Planning {
	mode: 'changes' | 'snapshot';
	policy: ConflictPolicy;
	/** How much of the items the plan may say. */
	privacy: Privacy;
	/** UTC milliseconds. */
	window: { start: number; end: number };
	allowAttendeeCopies: boolean;
	zones: TimeZones;
	/** Items with the key of the source; more than one where runs overlapped, or a program copied an item with its UID. */
	linked: ReadonlyMap<string, readonly CalendarItemView[]>;
	/** Why items can't be read, by their ids. */
	unreadable?: ReadonlyMap<string, string>;
	/** Ids of items of an event that can't be read, by external id. */
	unreadableLinks?: ReadonlyMap<string, string>;
	/** Items that can't be read, and may be one of the events. */
	unreadableUnlinked?: readonly UnreadableItem[];
	/** Items that the inputs name, and that no event can be linked to, by id. */
	strangers?: ReadonlyMap<string, Stranger>;
	/** Items without a key of this source: those of no source may be adopted, by matching or by a given id. */
	unlinked: readonly CalendarItemView[];
	adoptMatching: boolean;
	/** Mails only attendees who were added or removed: the others would not hear of a new time. */
	mailsChangedOnly?: boolean;
	/** Ids of unlinked items that are still as they were reported: what differs is the source's edit. */
	unchangedSinceReport?: ReadonlySet<string>;
	/** Linked events whose items this account may not see any more, with the ids of those. */
	hidden?: ReadonlyMap<string, string>;
	/** Linked events that people deleted in Exchange. */
	deletedInExchange?: Tombstones;
	/** External ids of events that people brought back after the source had dropped them. */
	restored?: ReadonlySet<string>;
	/** Ids that the source was told, and whose items people deleted. */
	goneIds?: ReadonlySet<string>;
	/** True when some inputs could not be identified, so that it is not known what is missing. */
	isIncomplete?: boolean;
}

/** Private items of a calendar that the account does not see as they are, or not at all. */
export interface HiddenItems {
	/** Items that the folder counts and does not show. */
	omitted: number;
	/** Private items without a key, which may be hidden with the rest; times in UTC milliseconds. */
	masked: ReadonlyArray<{ id: string; start: number; end: number }>;
}
