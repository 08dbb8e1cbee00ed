import type { CalendarChange, CalendarEvent } from '../calendar/event';
import type { Affinity } from '../ews/affinity';
import type { StreamedNews } from '../ews/operations/getStreamingEvents';
import type { Window } from '../changes/compare';
import type { ExchangeError } from '../errors';
import type { EventTime, StoredMoments } from './timetable';

/** Needs of a watch from Exchange; tests implement them by a script. */
export interface WatchPorts {
	/**
	 * The address that serves the mailbox: mailboxes of different ones share no connection. Without a mailbox,
	 * that of the account itself, which is asked for groups.
	 */
	serverOf(mailbox: string | undefined, signal: AbortSignal): Promise<string>;
	/** The addresses in a distribution group, and in the groups in it. */
	membersOf(group: string, signal: AbortSignal): Promise<GroupMembers>;
	/** Starts a subscription on the mailbox's calendar; the result is its id. */
	subscribe(mailbox: string, affinity: Affinity, signal: AbortSignal): Promise<string>;
	unsubscribe(mailbox: string, id: string, affinity: Affinity, signal: AbortSignal): Promise<void>;
	/**
	 * Events in subscribed calendars. Ends when the server closes the connection in order.
	 * @param speaker the mailbox on whose budget the connection is
	 * @throws ExchangeError when the connection is refused or breaks
	 */
	stream(
		ids: readonly string[],
		speaker: string,
		affinity: Affinity,
		signal: AbortSignal,
	): AsyncGenerator<StreamedNews, void>;
	/** The calendar of a mailbox, with what is remembered of it. No I/O. */
	calendarOf(mailbox: string): WatchedCalendar;
}

export interface GroupMembers {
	addresses: string[];
	/** Groups of which not all could be read, and why; the watched one itself may be among them. */
	unread: Array<{ group: string; error: unknown }>;
}

/** The end of a reading of changes. */
export interface ChangesRead {
	/** Makes the changes that were read count as handed out. */
	keep(): Promise<void>;
	/** Why some events could not be read, of which others came. They are tried again. */
	failure?: ExchangeError;
}

export interface WatchedCalendar {
	/**
	 * Changes since those that count. Without any that count there are none: then the result marks where
	 * changes begin.
	 */
	changes(signal: AbortSignal): AsyncGenerator<CalendarChange, ChangesRead>;
	/** Times of the events that touch a span of time. */
	times(start: number, end: number, signal: AbortSignal): Promise<CalendarTimes>;
	/** Events by id, as they are now; those that are gone are in neither of the lists. */
	events(ids: readonly string[], signal: AbortSignal): Promise<EventsNow>;
	/** What is remembered of the moments that were told; undefined before the first time. */
	readMoments(signal: AbortSignal): Promise<StoredMoments | undefined>;
	writeMoments(moments: StoredMoments): Promise<void>;
}

export interface CalendarTimes {
	events: EventTime[];
	/** Parts of the span that the server does not list, for an event that it can't read. */
	refused: readonly Window[];
	/** Why. */
	failure?: ExchangeError;
}

export interface EventsNow {
	found: ReadonlyMap<string, EventNow>;
	/** Those that are there and could not be read. */
	failed: ReadonlyMap<string, ExchangeError>;
}

export interface EventNow extends EventTime {
	event: CalendarEvent & { key: string; uid: string; masked: boolean };
}
