import type { CalendarEvent, PatternedRecurrence } from '../../calendar/event';
import type { ExtendedPropertyUri } from '../../ews/calendarItem';

/** An event that was checked and can be written. Only the source's own fields are there. */
export interface WritableEvent
	extends Pick<
		CalendarEvent,
		| 'subject'
		| 'body'
		| 'showAs'
		| 'sensitivity'
		| 'importance'
		| 'categories'
		| 'isReminderOn'
		| 'reminderMinutesBeforeStart'
	> {
	times?: WritableTimes;
	location?: string;
	attendees?: WritableAttendee[];
	extendedProperties?: WritableProperty[];
}

/** Times, recurrence and exceptions belong together: one can't be changed without the others. */
export interface WritableTimes {
	/** UTC instants. Of a series: its first occurrence. */
	start: string;
	end: string;
	isAllDay: boolean;
	/** Windows id. */
	timeZone: string;
	recurrence?: PatternedRecurrence;
	/** Original starts of occurrences that don't take place, as UTC instants, in order. */
	cancelled?: string[];
	/** In order of their original starts. */
	exceptions?: WritableException[];
}

/** What an event carries to its occurrences beside times and text, when it is written anew. */
export type OwnContent = Pick<
	WritableEvent,
	| 'sensitivity'
	| 'importance'
	| 'categories'
	| 'isReminderOn'
	| 'reminderMinutesBeforeStart'
	| 'attendees'
>;

export interface WritableException extends OwnContent {
	originalStart: string;
	start: string;
	end: string;
	subject?: string;
	body?: WritableEvent['body'];
	location?: string;
	showAs?: WritableEvent['showAs'];
}

export interface WritableAttendee {
	name?: string;
	address: string;
	type: 'required' | 'optional' | 'resource';
}

export interface WritableProperty {
	uri: ExtendedPropertyUri;
	value: string | string[];
}
