import type { LinkState } from './linkState';
import type { EventVersion } from './versions';
import type { WritableEvent } from '../input/writableEvent';

/** What counts when both sides changed the same thing since the last run. */
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

/** Why an action was chosen; one word, so that a workflow can branch on it. */
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
	subject?: string;
	/** What to write, for create, update and adopt: the fields to set and no others. */
	event?: WritableEvent;
	/** The item is a series and becomes a single event. */
	endsSeries?: boolean;
	/** What is remembered in the item about this write. */
	state?: LinkState;
	/** Names of the fields that both sides changed, for conflicts. */
	fields?: string[];
	/** Both versions, for conflicts: what the source has and what Exchange has. */
	inSource?: EventVersion;
	inExchange?: EventVersion;
	message?: string;
	/** The parameter or field that is wrong. */
	field?: string;
	/** Further items with the same key, for `duplicateLink`. */
	duplicates?: string[];
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

/** Who is told by mail. `changed` of Exchange tells only attendees who were added or removed. */
export type SendInvitations = 'none' | 'all' | 'changed';
export type DeleteType = 'toDeletedItems' | 'soft' | 'hard';
