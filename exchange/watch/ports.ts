import type { CalendarChange, CalendarEvent } from '../calendar/event';
import type { Affinity } from '../ews/affinity';
import type { StreamedNews } from '../ews/operations/getStreamingEvents';
import type { EventTime } from './timetable';

/** Needs of a watch from Exchange; tests implement them by a script. */
export interface WatchPorts {
	/** The address that serves the mailbox: mailboxes of different ones share no connection. */
	serverOf(mailbox: string, signal: AbortSignal): Promise<string>;
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
	/** Groups within that could not be read, and why. */
	unread: Array<{ group: string; error: unknown }>;
}

/** Makes the changes that were read count as handed out. */
export type Keep = () => Promise<void>;

export interface WatchedCalendar {
	/**
	 * Changes since those that count. Without any that count there are none: then the result marks where
	 * changes begin.
	 */
	changes(signal: AbortSignal): AsyncGenerator<CalendarChange, Keep>;
	/** Times of the events that touch a span of time; `until`: the end of it, or where the list was cut. */
	times(
		start: number,
		end: number,
		signal: AbortSignal,
	): Promise<{ events: EventTime[]; until: number }>;
	/** Events by id, as they are now; those that are gone are not in it. */
	events(ids: readonly string[], signal: AbortSignal): Promise<Map<string, EventNow>>;
	/** The time up to which moments were told, as stored; undefined before the first. */
	readUntil(signal: AbortSignal): Promise<number | undefined>;
	writeUntil(time: number): Promise<void>;
}

export interface EventNow extends EventTime {
	event: CalendarEvent & { key: string; uid: string; masked: boolean };
}
