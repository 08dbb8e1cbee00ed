import type { CalendarEvent, EmailAddress } from '../../calendar/event';
import type { PushInput } from '../../push/input/pushInput';

export interface EventToIcsOptions {
	/**
	 * Of a series: the occurrences that differ from it, known by their `originalStart`. Its
	 * `cancelledOccurrences` are left out anyway.
	 */
	exceptions?: readonly CalendarEvent[];
}

export interface EventFromIcsOptions {
	/** Windows id or IANA name for times that say no zone. Absent: they come out without one. */
	timeZone?: string;
}

/** The event of an iCalendar text: what push and `createEvent` take. */
export interface IcsEvent
	extends Pick<
		PushInput,
		| 'subject'
		| 'start'
		| 'end'
		| 'isAllDay'
		| 'showAs'
		| 'sensitivity'
		| 'importance'
		| 'categories'
		| 'isReminderOn'
		| 'reminderMinutesBeforeStart'
		| 'body'
		| 'location'
		| 'attendees'
		| 'recurrence'
		| 'exceptions'
		| 'iCalUId'
	> {
	/** For information: Exchange makes the owner of the calendar the organizer. */
	organizer?: { emailAddress: EmailAddress };
}
