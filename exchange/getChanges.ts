import type { CalendarChange } from './calendar/event';
import type { Exchange } from './connection';
import { ExchangeError } from './errors';
import type { ExtendedPropertyUri } from './ews/calendarItem';
import type { Privacy } from './sync/privacy/privacy';

export interface GetChangesOptions {
	/** Whose calendar: the primary SMTP address. */
	mailbox: string;
	/** A calendar of that mailbox by folder id; default: the mailbox's own calendar. */
	calendar?: { id: string };
	/** What an earlier run returned; absent: everything in the window is reported as created. */
	position?: string;
	/** `occurrences` (default): each occurrence of a series is an event; `series`: masters and their exceptions. */
	expand?: 'occurrences' | 'series';
	/** Days before now that the window reaches, 0 or more. Default 30; with `futureDays` at most 730. */
	pastDays?: number;
	/** Days after now that the window reaches, 0 or more. Default 365. */
	futureDays?: number;
	/** What the events may tell; default `maskPrivate`. */
	privacy?: Privacy;
	/** Bodies and their previews; default false. */
	includeBody?: false | 'html' | 'text';
	/** Zone of `start` and `end`: `UTC` (default), `mailbox`, or any Windows or IANA name. */
	timeZone?: string;
	/** Named or tagged properties to bring along. */
	extendedProperties?: ExtendedPropertyUri[];
	/** The clock; default: the real one. */
	now?: Date;
	signal?: AbortSignal;
	/** Name of this run, repeated in each change; default: a new UUID. */
	syncRun?: string;
}

/** Where a mailbox's calendar has been read up to, and what this run found. */
export interface Position {
	mailbox: string;
	/** Hand this to the next run. The same string as before when there is nothing new to remember. */
	position: string;
	syncRun: string;
	created: number;
	updated: number;
	deleted: number;
	/** Every item of the calendar was read: no position, or one that could not be continued. */
	fullSync: boolean;
	/** The position could not be continued; what came out are the true differences to what it knew. */
	resynced: boolean;
	/** Items that the server could not hand out; they are tried again in the next runs. */
	unreadable?: Array<{ id: string; reason: string }>;
}

/**
 * Reports what changed in a calendar since a position, and returns the new position.
 * Nothing is stored: whoever stores the returned position decides when the changes count as delivered.
 * @throws InvalidInput when an option is out of range
 * @throws ExchangeError of kind `position` when the position is not of this mailbox, calendar or window
 */
// eslint-disable-next-line require-yield
export async function* getChanges(
	_exchange: Exchange,
	_options: GetChangesOptions,
): AsyncGenerator<CalendarChange, Position> {
	throw new ExchangeError('server', 'not yet');
}
