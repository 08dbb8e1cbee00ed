/** Values of an event as Microsoft Graph writes them. */

/** `dateTime` is local to `timeZone`, without offset: `2026-11-25T09:00:00.0000000`. */
export interface DateTimeTimeZone {
	dateTime: string;
	timeZone: string;
}

export type EventType = 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';

export type Sensitivity = 'normal' | 'personal' | 'private' | 'confidential';

export type Importance = 'low' | 'normal' | 'high';

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

export interface ResponseStatus {
	response: ResponseType;
	/** UTC instant. */
	time?: string;
}

export interface Attendee {
	emailAddress: EmailAddress;
	type: 'required' | 'optional' | 'resource';
	status: ResponseStatus;
	/** Another time that they would like, in UTC. */
	proposedNewTime?: { start: DateTimeTimeZone; end: DateTimeTimeZone };
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
