import {
	eventUid,
	toEvent,
	type CalendarChange,
	type EventFormat,
	type OccurrenceIdentity,
	type SeriesEvent,
} from '../calendar/event';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { itemDigest } from './digest';
import type { ChangeType, RunWindow, Window } from './compare';
import type { KnownItems } from './position/known';
import type { KnownItem } from './position/knownItem';
import type { RestingParts } from './position/restingParts';
import type { Turns } from '../eventLoop';
import type { UnreadableItem } from './position/format';
import { applyPrivacy, type Privacy } from './privacy';
import type { CalendarReads } from './ports';
import type { Isolation } from './isolation';
import type { OccurrenceView } from './view';

/** Settings of one run over one calendar. */
export interface RunOptions {
	mailbox: string;
	syncRun: string;
	expand: 'occurrences' | 'series';
	privacy: Privacy;
	window: RunWindow;
	/** A time in the window that the run before did not look at, as its window began later. */
	gap?: Window;
	format: EventFormat;
	/** Requests of this run that may be under way together. */
	concurrency: number;
	/** Items in a GetItem request. */
	batchSize: number;
	turns: Turns;
}

/** State that the parts of a run share. */
export interface RunContext extends RunOptions {
	reads: CalendarReads;
	view: OccurrenceView;
	known: KnownItems;
	/** Known parts that are not read yet; whoever looks for an item asks for it first. */
	resting?: RestingParts;
	/** True when everything is listed and compared: a known item that is not listed is gone. */
	isCompared: boolean;
	/** Known items whose ItemId now belongs to an item with another UID. */
	replaced: KnownItem[];
	/** ItemIds that the server has listed as deleted so far, by their digest. */
	deletions: ReadonlyMap<number, string>;
	/** Items of a UID that another item has: decided once it is known whether that one is deleted. */
	postponed: CalendarItemRecord[];
	/** Items that the server failed to return, by id; the reason is empty until it fails again. */
	unreadable: Map<string, UnreadableItem & { reason: string }>;
	/** Those of them that are not there when they are tried again, until they are listed. */
	missing: Set<string>;
	/** Series that entered and could not be read, by the id of an occurrence: theirs is not known. */
	unreadableSeries: Array<{ id: string; reason: string }>;
	isolation: Isolation;
	/** True when what is known changed, though nothing was listed. */
	hasLooked: boolean;
	/** The run before was not shown what enters the window: it is not asked for in each run. */
	wasRefused: boolean;
	/** True when what enters the window was not shown, or is not asked for in this run. */
	isRefused: boolean;
	/** True when not all of the gap could be read: the next run looks at it again. */
	isGapOpen: boolean;
}

/**
 * After this many runs an item that cannot be read is left alone until the server lists it again. Runs in
 * which nothing can be read don't count: it may be the server.
 */
export const maxAttempts = 20;

/** Notes an item that is tried again in the next run; however often it fails in one, that is one attempt. */
export function noteUnreadable({ unreadable }: RunContext, id: string, reason: string): void {
	const { attempts = 0, reason: noted = '' } = unreadable.get(id) ?? {};
	unreadable.set(id, { id, attempts: noted === '' ? attempts + 1 : attempts, reason });
}

/** True of an item that could not be read in this run, and that the next runs do not try again. */
export function isGivenUp({ unreadable, isolation }: RunContext, id: string): boolean {
	const { attempts = 0, reason = '' } = unreadable.get(id) ?? {};
	return isolation.hasSucceeded && reason !== '' && attempts >= maxAttempts;
}

/** Items that could not be read in this run; those of earlier runs that were have no reason any more. */
export function failedItems({ unreadable }: RunContext) {
	return [...unreadable.values()].filter(({ reason }) => reason !== '');
}

/** The digests of their ids. */
export function failedDigests(run: RunContext): Set<number> {
	return new Set(failedItems(run).map(({ id }) => itemDigest(id)));
}

/**
 * A change of an existing event.
 * @param item its own record, or for an unmodified occurrence that of its series
 * @param occurrence the identity of an occurrence; absent for singles and masters
 */
export function presentChange(
	run: RunOptions,
	changeType: ChangeType,
	key: string,
	item: CalendarItemRecord,
	occurrence?: OccurrenceIdentity,
): CalendarChange {
	const { mailbox, syncRun, privacy, format } = run;
	const head = { changeType, mailbox, syncRun, key, uid: eventUid(mailbox, key), masked: false };
	const change = toEvent(item, format, head, occurrence);
	const { event, masked } = applyPrivacy(change, privacy);
	if (!masked) return change as CalendarChange;
	return { ...head, masked, ...event };
}

/** The change of a deleted event, with the properties that are still known. */
export function deletedChange(
	{ mailbox, syncRun }: RunOptions,
	key: string,
	known: SeriesEvent,
): CalendarChange {
	const change: CalendarChange = {
		changeType: 'deleted',
		mailbox,
		syncRun,
		key,
		uid: eventUid(mailbox, key),
		masked: false,
	};
	for (const [name, value] of Object.entries(known)) {
		if (value !== undefined) Object.assign(change, { [name]: value });
	}
	return change;
}
