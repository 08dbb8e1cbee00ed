import type { ListedCalendar } from '../../mailboxes/resolvedMailbox';

/** A calendar of a mailbox: its folder id, name, the account's access, and how many items it holds. */
export type Calendar = ListedCalendar;

/** The mailbox whose calendars are meant. */
export interface GetCalendarsOptions {
	/** The primary SMTP address of the calendars' owner. */
	mailbox: string;
	signal?: AbortSignal;
}

export interface CreateCalendarOptions extends GetCalendarsOptions {
	/** A line of 1 to 255 characters; no folder beside it may have the same. */
	name: string;
}

export interface RenameCalendarOptions extends GetCalendarsOptions {
	/** By folder id; never the default calendar. */
	calendar: { id: string };
	/** As for a new calendar. */
	name: string;
}

export interface DeleteCalendarOptions extends GetCalendarsOptions {
	/** By folder id; never the default calendar. */
	calendar: { id: string };
	/** True: also with events, or calendars below it. Default false: refused then. */
	withContent?: boolean;
}

/** The calendar that is now in Deleted Items. */
export interface DeletedCalendar {
	id: string;
	name: string;
	/** Items that went with it, those of calendars below it not counted. */
	itemCount: number;
}
