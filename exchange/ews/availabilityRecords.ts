/** Parts of answers about free and busy times, as they came over the wire. */

/** One person's, room's or group's time, as a server tells it. */
export interface FreeBusyViewRecord {
	/**
	 * The kind of view that it is, such as `FreeBusyMerged`. `MergedOnly` for groups, and for mailboxes of
	 * which nothing else is known; `None`, without an error, where nothing is.
	 */
	type: string[];
	/** A digit for each interval of the window. */
	merged?: string;
	events: AvailabilityEventRecord[];
	workingHours?: WorkingHoursRecord;
}

export interface AvailabilityEventRecord {
	/** Without offset: in the zone that was asked for. */
	start?: string;
	end?: string;
	/** `Free`, `Tentative`, `Busy`, `OOF`, `WorkingElsewhere`, `NoData`. */
	busyType?: string;
	/** Only where the account may see it. */
	details?: AvailabilityDetailsRecord;
}

export interface AvailabilityDetailsRecord {
	subject?: string;
	location?: string;
	isMeeting?: boolean;
	isRecurring?: boolean;
	isException?: boolean;
	isReminderSet?: boolean;
	isPrivate?: boolean;
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/workinghours-ex15websvcsotherref */
export interface WorkingHoursRecord {
	timeZone?: AvailabilityZoneRecord;
	periods: WorkingPeriodRecord[];
}

export interface WorkingPeriodRecord {
	/** Names of days, as in recurrences; a new mailbox may have none. */
	days?: string[];
	/** Minutes since midnight. */
	start?: number;
	end?: number;
}

/**
 * A zone by its rules alone; it has no name.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/timezone-availability
 */
export interface AvailabilityZoneRecord {
	/** Minutes: UTC = local + bias. */
	bias?: number;
	standard?: ZoneChangeRecord;
	daylight?: ZoneChangeRecord;
}

export interface ZoneChangeRecord {
	/** Minutes, on top of the zone's. */
	bias?: number;
	/** `02:00:00`, local time before the change. */
	time?: string;
	/** 1 to 4, 5 = the last such day of the month; the day itself where there is a year. */
	dayOrder?: number;
	/** 1 to 12; 0 where there is no change. */
	month?: number;
	dayOfWeek?: string;
	year?: string;
}
