/**
 * A calendar event in the shape of Microsoft Graph's `event`.
 * @see https://learn.microsoft.com/graph/api/resources/event
 */
export interface CalendarEvent {
	id?: string;
	changeKey?: string;
	iCalUId?: string;
	type?: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';
	seriesMasterId?: string;
	/** The start that the series' pattern gave this occurrence, as a UTC instant. */
	originalStart?: string;
	subject?: string;
	body?: { contentType: 'html' | 'text'; content: string };
	bodyPreview?: string;
	start?: DateTimeTimeZone;
	end?: DateTimeTimeZone;
	isAllDay?: boolean;
	location?: { displayName: string };
	showAs?: ShowAs;
	sensitivity?: 'normal' | 'personal' | 'private' | 'confidential';
	importance?: 'low' | 'normal' | 'high';
	categories?: string[];
	organizer?: { emailAddress: EmailAddress };
	attendees?: Attendee[];
	responseStatus?: { response: ResponseType; time?: string };
	isOrganizer?: boolean;
	isCancelled?: boolean;
	isReminderOn?: boolean;
	reminderMinutesBeforeStart?: number;
	hasAttachments?: boolean;
	recurrence?: PatternedRecurrence;
	createdDateTime?: string;
	lastModifiedDateTime?: string;
	/** Zone ids exactly as the server sent them. */
	originalStartTimeZone?: string;
	originalEndTimeZone?: string;
	onlineMeeting?: { joinUrl: string };
	extendedProperties?: Record<string, string | string[]>;
}

/** `dateTime` is local to `timeZone`, without offset: `2026-11-25T09:00:00.0000000`. */
export interface DateTimeTimeZone {
	dateTime: string;
	timeZone: string;
}

export type ShowAs = 'free' | 'tentative' | 'busy' | 'oof' | 'workingElsewhere' | 'unknown';

export interface EmailAddress {
	name?: string;
	address?: string;
}

export type ResponseType =
	| 'none'
	| 'organizer'
	| 'tentativelyAccepted'
	| 'accepted'
	| 'declined'
	| 'notResponded';

export interface Attendee {
	emailAddress: EmailAddress;
	type: 'required' | 'optional' | 'resource';
	status: { response: ResponseType; time?: string };
}

export type GraphDayOfWeek =
	| 'sunday'
	| 'monday'
	| 'tuesday'
	| 'wednesday'
	| 'thursday'
	| 'friday'
	| 'saturday';

/** @see https://learn.microsoft.com/graph/api/resources/patternedrecurrence */
export interface PatternedRecurrence {
	pattern: {
		type:
			| 'daily'
			| 'weekly'
			| 'absoluteMonthly'
			| 'relativeMonthly'
			| 'absoluteYearly'
			| 'relativeYearly';
		interval: number;
		month?: number;
		dayOfMonth?: number;
		daysOfWeek?: GraphDayOfWeek[];
		firstDayOfWeek?: GraphDayOfWeek;
		index?: 'first' | 'second' | 'third' | 'fourth' | 'last';
	};
	range: {
		type: 'noEnd' | 'endDate' | 'numbered';
		startDate: string;
		endDate?: string;
		numberOfOccurrences?: number;
		recurrenceTimeZone?: string;
	};
}

/** One change of one event, as `getChanges` yields it. */
export interface CalendarChange extends CalendarEvent {
	changeType: 'created' | 'updated' | 'deleted';
	mailbox: string;
	/** Names the run that found the change; `confirm` takes it. */
	syncRun: string;
	/** Identity across systems and moves: `iCalUId`, with the original start for an occurrence. */
	key: string;
	/** True when privacy removed what the event says. */
	masked: boolean;
}

/**
 * Identity of an event across systems, runs and moves: the iCalendar UID, and for an occurrence of a
 * series the UID, an underscore and the start that the pattern gave it: `UID_2026-11-24T09:00:00Z`.
 * Moving an occurrence changes neither. An item without UID goes by its digest: `item:1f0c…`.
 * @param itemDigest used when there is no UID
 */
export function eventKey(
	uid: string | undefined,
	originalStart: string | undefined,
	itemDigest: string,
): string {
	const identity = uid === undefined || uid === '' ? `item:${itemDigest}` : uid;
	return originalStart === undefined ? identity : `${identity}_${originalStart}`;
}
