import type { Privacy } from '../../changes/privacy';
import type { ExtendedPropertyUri } from '../../ews/calendarItem';
import type { EventFields, EventReference, EventScope, ListedEvent, WrittenEvent } from './event';

/** Options that every function for events has. */
interface MailboxOptions {
	/** Primary SMTP address of the calendar's owner. */
	mailbox: string;
	signal?: AbortSignal;
}

/** Limits what is told of events. */
interface ShownOptions {
	/** Zone of `start` and `end`: `UTC` (default), `mailbox`, or any Windows or IANA name. */
	timeZone?: string;
	/** The content of private and confidential events; default `maskPrivate`: times and busy state only. */
	privacy?: Privacy;
	/** Bodies and their previews; default false. */
	includeBody?: false | 'html' | 'text';
}

export interface GetEventsOptions extends MailboxOptions, ShownOptions {
	/** A calendar of that mailbox by folder id; default: the mailbox's own calendar. */
	calendar?: { id: string };
	/** Events that touch the time from `start` to `end` are given, of any length. */
	start: Date;
	end: Date;
	/**
	 * Words that all have to occur in subject or location, with `includeBody` also in the body, in any
	 * order, upper and lower case and accents alike. What privacy hides is not searched.
	 */
	search?: string;
	/** False where `search` leaves the bodies out that are read. Default true. */
	searchBodies?: boolean;
	/** Name of a category, upper and lower case alike. */
	category?: string;
	/** Address, or words of the name, of somebody who takes part: organizer, attendee or room. */
	attendee?: string;
	/** Most events to give; default all. */
	limit?: number;
	/** Named or tagged properties to bring along. */
	extendedProperties?: ExtendedPropertyUri[];
}

/** Told at the end of `getEvents`. */
export interface ListedEvents {
	/** Events given. */
	count: number;
	/** True when `limit` ended it, so that there may be more. */
	isLimited: boolean;
	/**
	 * Events that the server failed to return, and times (`2026-11-01T00:00:00Z/2026-11-02T00:00:00Z`) that
	 * it failed to list.
	 */
	unreadable?: Array<{ id: string; reason: string }>;
}

export interface GetEventOptions extends MailboxOptions, ShownOptions {
	event: EventReference;
	/** `series` gives the series of an occurrence. Default: what the reference names. */
	scope?: 'occurrence' | 'series';
	/** Brings the occurrences that differ from a series as its `exceptions`. Default false. */
	exceptions?: boolean;
	extendedProperties?: ExtendedPropertyUri[];
}

interface WriteOptions extends MailboxOptions, ShownOptions {
	/**
	 * Those who are mailed. Default `none`: nobody. `all`: everybody invited hears of it; `changed`: who was
	 * added or removed, on many servers the others with them, and of a series that is split everybody. Of
	 * categories and reminder alone nobody.
	 */
	sendInvitations?: 'none' | 'all' | 'changed';
	/**
	 * Zone of given times without one, and of all-day events; default: the mailbox's own. Where a mailbox has
	 * none, an event has to name its zone.
	 */
	inputTimeZone?: string;
	/**
	 * Takes `inputTimeZone` for times alone: an all-day event keeps the zone of its days, a new one gets that of
	 * the mailbox, and `inputTimeZone` only where the mailbox has none. Default false.
	 */
	ownDays?: boolean;
}

export interface CreateEventOptions extends WriteOptions {
	/** A calendar of that mailbox by folder id; default: the mailbox's own calendar. */
	calendar?: { id: string };
	/** `start` and `end` are needed, the latter not for one day. */
	event: EventFields;
	/**
	 * Name of this creation, 1 to 200 characters. It is kept in the item: a second call with the same key
	 * creates nothing, and gives the event that is there. A delegate who may not see private items finds none:
	 * a private event with a key is refused then. Default: a new one for each call.
	 */
	clientKey?: string;
	sendInvitations?: 'none' | 'all';
	/** Seconds, 1 to 120, to wait for the answers of invited rooms. Default: none are waited for. */
	waitForRooms?: number;
}

/** The answer of a room to an invitation. */
export interface RoomAnswer {
	displayName?: string;
	emailAddress?: string;
	/**
	 * `declined`: it is taken, or its policy allows no such booking. `tentativelyAccepted`: somebody has to
	 * approve it. `none`: it has not answered yet.
	 */
	response: 'accepted' | 'tentativelyAccepted' | 'declined' | 'none';
}

export interface CreatedEvent {
	/** `unchanged`: an event with that client key was there already. */
	action: 'created' | 'unchanged';
	event: WrittenEvent;
	/**
	 * Why an event that was created could not be read: `event` has what was written alone. Or which
	 * occurrences of a series may not be as they were given.
	 */
	notRead?: string;
	/** With `waitForRooms`: what each room has answered by then. */
	roomAnswers?: RoomAnswer[];
}

export interface UpdateEventOptions extends WriteOptions {
	event: EventReference;
	scope?: EventScope;
	/**
	 * The new values. `start` alone moves the event and keeps its length. `attendees` replace the people who are
	 * invited, and the rooms too where they name resources or `rooms` are given; `rooms` alone replace the
	 * rooms.
	 */
	changes: EventFields;
	/** The day that `end` of an all-day event names. Default `dayAfter`, as in Graph. */
	allDayEnd?: 'lastDay' | 'dayAfter';
}

export interface UpdatedEvent {
	/** `unchanged`: it was like that already, and nothing was written. */
	action: 'updated' | 'unchanged';
	/** The event as it is now; with `thisAndFollowing` the new series. */
	event: WrittenEvent;
	/** With `thisAndFollowing`: the series before it, which ends now. */
	before?: WrittenEvent;
	/** Why what was written could not be read: `event`, or `before`, has what was written alone. */
	notRead?: string;
	/** Parts of the series that the new one could not be given, or not all of. */
	notCopied?: Array<'attachments' | 'attendees'>;
}

export interface DeleteEventOptions extends MailboxOptions {
	event: EventReference;
	scope?: EventScope;
	/** `all` tells everybody invited that it is off. Default `none`: nobody is mailed. */
	sendInvitations?: 'none' | 'all';
	/** Default `toDeletedItems`; an occurrence has no other way than out of its series. */
	deleteType?: 'toDeletedItems' | 'soft' | 'hard';
}

export interface DeletedEvent {
	action: 'deleted';
	/** Id of the appointment or series that was deleted, or that lost occurrences. */
	id: string;
	scope: EventScope;
}

export interface RespondToEventOptions extends MailboxOptions, ShownOptions {
	event: EventReference;
	scope?: 'occurrence' | 'series';
	response: 'accept' | 'tentative' | 'decline';
	/** `all` mails the answer to the organizer. Default `none`: the answer is only noted in the calendar. */
	sendInvitations?: 'none' | 'all';
	/** Plain text of the mailed answer. */
	message?: string;
}

export interface RespondedEvent {
	action: 'responded';
	response: 'accept' | 'tentative' | 'decline';
	/** As it is now; absent when it left the calendar, as declined ones do. Its id may be a new one. */
	event?: ListedEvent;
	/** Why the event could not be read after the answer was given: `event` is absent. */
	notRead?: string;
}

export interface CancelEventOptions extends MailboxOptions {
	event: EventReference;
	scope?: 'occurrence' | 'series';
	/** `all` mails the cancellation to everybody invited. Default `none`: nobody is mailed. */
	sendInvitations?: 'none' | 'all';
	/** Plain text of the mailed cancellation. */
	message?: string;
}

export interface CancelledEvent {
	action: 'cancelled';
	/** Id of the meeting or series that was cancelled, or that lost an occurrence. */
	id: string;
	scope: 'occurrence' | 'series';
}
