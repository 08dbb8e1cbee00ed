import type {
	CalendarEvent,
	DateTimeTimeZone,
	EmailAddress,
	PatternedRecurrence,
} from '../../calendar/event';
import type { ExtendedPropertyUri } from '../../ews/calendarItem';

/**
 * A time of the source: `{ dateTime, timeZone }` as Graph writes it (Windows or IANA zone), ISO text with
 * offset or `Z`, ISO text without (local to the `timeZone` option), or a date for all-day events.
 */
export type PushTime = DateTimeTimeZone | string;

/** One event of the source. What is absent is not the source's: it stays as it is in Exchange. */
export interface PushInput
	extends Partial<
		Pick<
			CalendarEvent,
			| 'subject'
			| 'isAllDay'
			| 'showAs'
			| 'sensitivity'
			| 'importance'
			| 'categories'
			| 'isReminderOn'
			| 'reminderMinutesBeforeStart'
		>
	> {
	/** The event's identity in the source, 1 to 4,000 characters, upper and lower case distinct. */
	externalId: string;
	/** Overrides the run's action for this input. */
	action?: 'upsert' | 'delete';
	start?: PushTime;
	/** Exclusive. An all-day event ends at the midnight after its last day. */
	end?: PushTime;
	/** Text alone is plain text. */
	body?: { contentType: 'html' | 'text'; content: string } | string;
	location?: { displayName: string } | string;
	/** Written only when `sendInvitations` is chosen. */
	attendees?: Array<{ emailAddress: EmailAddress; type?: 'required' | 'optional' | 'resource' }>;
	/** As Graph writes it; null: a single event. */
	recurrence?: PatternedRecurrence | null;
	/** RFC 5545 in place of `recurrence`: `FREQ=WEEKLY;BYDAY=MO`, or lines of RRULE and EXDATE. */
	rrule?: string;
	/** Occurrences that differ from their series, by the start that the series gives them. */
	exceptions?: PushException[];
	extendedProperties?: Array<{ uri: ExtendedPropertyUri; value: string | string[] }>;
	/** The time of the source's last change to it; for `newestWins`. */
	lastModifiedDateTime?: string | Date;
	/** An item of Exchange that is this event already: it is linked instead of doubled. */
	id?: string;
	iCalUId?: string;
}

export interface PushException {
	/** Start that the series' pattern gives the occurrence. */
	originalStart: PushTime;
	/** True: this occurrence does not take place. */
	isCancelled?: boolean;
	start?: PushTime;
	end?: PushTime;
	subject?: string;
	body?: PushInput['body'];
	location?: PushInput['location'];
	showAs?: PushInput['showAs'];
	/**
	 * This and the following are written together with the occurrence; what is compared afterwards, to see what
	 * changed, is the rest.
	 */
	sensitivity?: PushInput['sensitivity'];
	importance?: PushInput['importance'];
	categories?: PushInput['categories'];
	isReminderOn?: PushInput['isReminderOn'];
	reminderMinutesBeforeStart?: PushInput['reminderMinutesBeforeStart'];
}
