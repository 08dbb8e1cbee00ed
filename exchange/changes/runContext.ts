import type { CalendarChange } from '../calendar/event';
import {
	toEvent,
	type EventFormat,
	type OccurrenceIdentity,
	type SeriesEvent,
} from '../calendar/toEvent';
import type { CalendarItemRecord } from '../ews/calendarItem';
import type { ChangeType, Window } from './compare';
import type { KnownItems } from './position/known';
import type { KnownItem } from './position/knownItem';
import type { Turns } from '../eventLoop';
import type { UnreadableItem } from './position/format';
import { applyPrivacy, type Privacy } from './privacy';
import type { CalendarReads } from './ports';
import type { OccurrenceView } from './view';

/** How one run over one calendar is to go. */
export interface RunOptions {
	mailbox: string;
	syncRun: string;
	expand: 'occurrences' | 'series';
	privacy: Privacy;
	window: Window;
	format: EventFormat;
	/** Requests of this run that may be under way together. */
	concurrency: number;
	/** Items in a GetItem request. */
	batchSize: number;
	turns: Turns;
}

/** What the parts of a run share. */
export interface RunContext extends RunOptions {
	reads: CalendarReads;
	view: OccurrenceView;
	known: KnownItems;
	/** Everything is listed and compared: what is known and not seen on the way is gone. */
	isCompared: boolean;
	/** Known items whose ItemId now belongs to an item with another UID. */
	orphans: KnownItem[];
	/** Items that the server did not hand out, by id; the reason is empty until it refuses again. */
	unreadable: Map<string, UnreadableItem & { reason: string }>;
}

/**
 * A change of an event that is there.
 * @param item its own record, or for an unmodified occurrence that of its series
 * @param occurrence of what is an occurrence: which one
 */
export function presentChange(
	run: RunOptions,
	changeType: ChangeType,
	key: string,
	item: CalendarItemRecord,
	occurrence?: OccurrenceIdentity,
): CalendarChange {
	const { mailbox, syncRun, privacy, format } = run;
	const head = { changeType, mailbox, syncRun, key, masked: false };
	const change = toEvent(item, format, head, occurrence);
	const told = applyPrivacy(change, privacy);
	if (!told.masked) return change as CalendarChange;
	return { ...head, masked: true, ...told.event };
}

/** The change of an event that is gone; only what is still known of it. */
export function deletedChange(
	{ mailbox, syncRun }: RunOptions,
	key: string,
	known: SeriesEvent,
): CalendarChange {
	const change: CalendarChange = { changeType: 'deleted', mailbox, syncRun, key, masked: false };
	for (const [name, value] of Object.entries(known)) {
		if (value !== undefined) Object.assign(change, { [name]: value });
	}
	return change;
}
