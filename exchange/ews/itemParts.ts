import type { ExchangeError, ResponseDetails } from '../errors';

/** Parts of calendar items, as they came over the wire. */

/** Case-sensitive, opaque, base64. */
export type ItemId = string & { readonly __brand?: 'ItemId' };
/** Changes with each write; opaque, base64. */
export type ChangeKey = string & { readonly __brand?: 'ChangeKey' };

export interface ItemReference {
	id: ItemId;
	changeKey: ChangeKey;
}

export interface MailboxRecord {
	name?: string;
	emailAddress?: string;
	routingType?: string;
	mailboxType?: string;
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/body */
export interface BodyRecord {
	type: 'HTML' | 'Text';
	text: string;
	isTruncated?: boolean;
}

export interface AttendeeRecord {
	mailbox: MailboxRecord;
	/** `Unknown`, `Organizer`, `Tentative`, `Accept`, `Decline`, `NoResponseReceived`. */
	responseType?: string;
	lastResponseTime?: string;
	/** Another time that the attendee would like; told since Exchange 2013. */
	proposedStart?: string;
	proposedEnd?: string;
}

/** A zone as the server sent it; `id` may be custom, localized or empty. */
export interface TimeZoneRecord {
	id: string;
	name?: string;
	/** Periods and transitions, if the server sent them. */
	definition?: TimeZoneDefinitionRecord;
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/timezonedefinition */
export interface TimeZoneDefinitionRecord {
	/** `bias` is an xs:duration as sent, such as `-PT60M`: UTC = local + bias. */
	periods: Array<{ id: string; name: string; bias: string }>;
	groups: Array<{
		id: string;
		transitions: Array<
			| { kind: 'fixed'; toPeriod: string }
			| { kind: 'date'; toPeriod: string; timeOffset: string; month: number; day: number }
			| {
					kind: 'day';
					toPeriod: string;
					timeOffset: string;
					month: number;
					dayOfWeek: string;
					/** 1 to 4, -1 = last. */
					occurrence: number;
			  }
		>;
	}>;
	/** The group or period that applies from each date on; the first has no date. */
	transitions: Array<{ toKind: 'Period' | 'Group'; to: string; dateTime?: string }>;
}

/** Day of week as EWS spells it: `Monday` … `Sunday`, `Day`, `Weekday`, `WeekendDay`. */
type EwsDayOfWeek = string;

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/recurrence-recurrencetype */
export type RecurrencePatternRecord =
	| { kind: 'daily'; interval: number }
	| { kind: 'weekly'; interval: number; daysOfWeek: EwsDayOfWeek[]; firstDayOfWeek?: EwsDayOfWeek }
	| { kind: 'absoluteMonthly'; interval: number; dayOfMonth: number }
	| { kind: 'relativeMonthly'; interval: number; daysOfWeek: EwsDayOfWeek; index: DayOfWeekIndex }
	| { kind: 'absoluteYearly'; dayOfMonth: number; month: EwsMonth }
	| { kind: 'relativeYearly'; daysOfWeek: EwsDayOfWeek; index: DayOfWeekIndex; month: EwsMonth };

export type DayOfWeekIndex = 'First' | 'Second' | 'Third' | 'Fourth' | 'Last';
/** `January` … `December`. */
type EwsMonth = string;

/** Dates are xs:date as sent: with or without offset (`2014-03-08-08:00`, `2016-03-15Z`). */
export type RecurrenceRangeRecord =
	| { kind: 'noEnd'; startDate: string }
	| { kind: 'endDate'; startDate: string; endDate: string }
	| { kind: 'numbered'; startDate: string; numberOfOccurrences: number };

export interface RecurrenceRecord {
	pattern: RecurrencePatternRecord;
	range: RecurrenceRangeRecord;
}

export interface OccurrenceRecord {
	id: ItemId;
	changeKey?: ChangeKey;
	start: string;
	end: string;
	originalStart: string;
}

/** A named or tagged MAPI property. `name` + `setId`/`distinguishedSetId`, `id` + set, or `tag`. */
export interface ExtendedPropertyUri {
	distinguishedSetId?: string;
	setId?: string;
	tag?: string;
	name?: string;
	id?: number;
	type: string;
}

export interface ExtendedPropertyRecord {
	uri: ExtendedPropertyUri;
	value?: string;
	values?: string[];
}

/** One entry of a batch that failed; the others of the batch are not affected. */
export interface ItemFailure {
	/** Of EWS; where there was none, what came in its place, such as `HTTP 500`. */
	responseCode: string;
	messageText?: string;
	messageXml?: Record<string, string>;
	/** Ids of the request that it answers; absent where the caller adds them. */
	request?: ResponseDetails;
	/** The failure of a whole request that was about this entry alone. */
	error?: ExchangeError;
	/** The server answered other requests like it meanwhile. */
	isOfItem?: true;
}
