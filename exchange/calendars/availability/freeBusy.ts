import type { DateTimeTimeZone, GraphDayOfWeek, ShowAs } from '../../calendar/graphTypes';
import type { Privacy } from '../../changes/privacy';
import type { ExchangeError } from '../../errors';

/** The question, and about whose time. */
export interface GetFreeBusyOptions {
	/** Addresses of people, rooms and groups, or account names, any number. */
	mailboxes: readonly string[];
	/** The window, up to two years. */
	start: Date;
	end: Date;
	/** Minutes that a digit of `availabilityView` stands for, 5 to 1440. Default 30. */
	interval?: number;
	/**
	 * The most that is asked for; what the account may not see is not told. `merged`: the digits alone;
	 * `times`: each time with its state; `details` (default): subject and place too.
	 */
	view?: FreeBusyViewName;
	/**
	 * `merged` (default): a group is one result, busy when any of its members is; servers refuse groups of
	 * more than 100. `members`: a result for each member, of nested groups too; one with an error for a
	 * group whose members can't be read.
	 */
	groups?: 'merged' | 'members';
	/** Default `maskPrivate`. */
	privacy?: Privacy;
	/** Windows id or IANA name for `start` and `end` of the items. Default UTC. */
	timeZone?: string;
	/**
	 * The mailbox as whom it is asked, whose rights decide what is told. Default: the service account
	 * itself.
	 */
	onBehalfOf?: string;
	signal?: AbortSignal;
}

export type FreeBusyViewName = 'merged' | 'times' | 'details';

/**
 * The free and busy times of one mailbox, in the shape of Graph's `scheduleInformation`.
 * @see https://learn.microsoft.com/graph/api/resources/scheduleinformation
 */
export interface FreeBusy {
	/** As it was given. */
	user: string;
	/** Its address; what was given where that can't be one. */
	mailbox: string;
	/** The group that was given, where this is one of its members. */
	memberOf?: string;
	/** The view that could be had. `merged` for groups, too; `none` with an error. */
	access: FreeBusyViewName | 'none';
	/**
	 * A digit for each interval: 0 free, 1 tentative, 2 busy, 3 out of office, 4 working elsewhere,
	 * 5 nothing is known. Where `access` is `merged` they are the server's own, and its 4 may also mean
	 * that nothing is known.
	 */
	availabilityView: string;
	/** By start. Empty where only digits can be seen. */
	scheduleItems: ScheduleItem[];
	/** Absent where nobody has set them, or they can't be seen. */
	workingHours?: ScheduleWorkingHours;
	/** The reason why nothing is known of this one; the others are not affected. */
	error?: ExchangeError;
}

export interface ScheduleItem {
	status: ShowAs;
	start: DateTimeTimeZone;
	end: DateTimeTimeZone;
	startUtc: string;
	endUtc: string;
	/** From here on only where the account may see it, and it is not masked. */
	subject?: string;
	location?: string;
	isMeeting?: boolean;
	isRecurring?: boolean;
	isException?: boolean;
	isReminderSet?: boolean;
	/** Stays with masked items, where it is known. */
	isPrivate?: boolean;
	/** True where something was taken out for privacy. */
	masked?: boolean;
}

/** @see https://learn.microsoft.com/graph/api/resources/workinghours */
export interface ScheduleWorkingHours extends ScheduleWorkingPeriod {
	timeZone: CustomTimeZone;
	/** All periods, where there is more than one. */
	periods?: ScheduleWorkingPeriod[];
}

export interface ScheduleWorkingPeriod {
	daysOfWeek: GraphDayOfWeek[];
	/** `08:00:00.0000000`. */
	startTime: string;
	endTime: string;
}

/**
 * A zone by its rules; servers don't name it.
 * @see https://learn.microsoft.com/graph/api/resources/customtimezone
 */
export interface CustomTimeZone {
	name: string;
	/** Minutes: UTC = local + bias. */
	bias: number;
	standardOffset: ZoneChange;
	/** `daylightBias`: minutes on top of `bias` in summer, such as -60. */
	daylightOffset: ZoneChange & { daylightBias: number };
}

interface ZoneChange {
	time: string;
	/** 1 to 4, 5 = the last such day of the month. */
	dayOccurrence: number;
	dayOfWeek: GraphDayOfWeek;
	/** 0 where there is no change. */
	month: number;
	year: number;
}
