import type { CalendarEvent } from '../../calendar/event';
import type { PushInput } from '../../push/input/pushInput';

/** An event of a calendar, in the shape of Microsoft Graph's `event`. */
export interface ListedEvent extends CalendarEvent {
	/** The calendar's owner, as asked for. */
	mailbox: string;
	/** Identity across systems and moves: `iCalUId`, with the original start for an occurrence. */
	key: string;
	/** Unique among the events of all mailboxes; what to store the event under. */
	uid: string;
	/** True when privacy removed what the event says. */
	masked: boolean;
	/** Original starts of a series' deleted occurrences, as UTC instants; of a series master only. */
	cancelledOccurrences?: string[];
	/** Occurrences that differ from a series, where they were asked for. */
	exceptions?: ListedEvent[];
}

/** An event that was written. Where it can't be read it has what was written of it, and no key. */
export interface WrittenEvent extends Omit<ListedEvent, 'key' | 'uid'> {
	key?: string;
	uid?: string;
}

/**
 * Names an event: by its id alone, or by an event as `getEvents` and `getChanges` give it. An occurrence
 * without `id` is found by `seriesMasterId` and `originalStart`.
 */
export type EventReference =
	| string
	| {
			/** Of an appointment, a series, or one occurrence of it. */
			id?: string;
			seriesMasterId?: string;
			/** The start that the series' pattern gave the occurrence, as `2026-11-25T09:00:00Z`. */
			originalStart?: string;
	  };

/**
 * The part of a series that is meant. Default: what the reference names, an occurrence or the whole. A
 * series itself is no reference to an occurrence. Single appointments have no other scope than `series`.
 */
export type EventScope = 'occurrence' | 'thisAndFollowing' | 'series';

/** Fields of an event that can be written. What is absent stays as it is, or empty in a new event. */
export interface EventFields
	extends Omit<
		PushInput,
		'externalId' | 'action' | 'lastModifiedDateTime' | 'id' | 'iCalUId' | 'attendees'
	> {
	/** People and rooms, by address alone or as Graph writes them. A room has the type `resource`. */
	attendees?: Array<string | NonNullable<PushInput['attendees']>[number]>;
	/** Addresses of rooms: attendees of the type `resource`, beside those in `attendees`. */
	rooms?: string[];
	/** The link of an online meeting made elsewhere; goes to the end of the body unless it is in there. */
	onlineMeeting?: { joinUrl: string };
}
