import type {
	AttendeeRecord,
	CalendarItemRecord,
	ExtendedPropertyRecord,
	ExtendedPropertyUri,
	MailboxRecord,
} from '../ews/calendarItem';
import { dayMs, instantOf, instantText, localText } from './civil';
import type { Attendee, CalendarEvent, DateTimeTimeZone, EmailAddress, ShowAs } from './event';
import { graphRecurrence } from './recurrence';
import type { TimeZones } from './timeZone';
import type { Zone } from './zone';

export interface EventFormat {
	/** Zone of `start` and `end`; its id is written beside them. */
	outputZone: Zone;
	zones: TimeZones;
	/** Brings `body` and `bodyPreview`, if the item has them. */
	includeBody: boolean;
}

/** A series master also says which of its occurrences were deleted: their original starts. */
export type SeriesEvent = CalendarEvent & { cancelledOccurrences?: string[] };

/**
 * A calendar item as Exchange sends it in the shape of Graph's `event`.
 * What the item does not have is absent, never empty or null.
 * @see https://learn.microsoft.com/graph/api/resources/event
 */
export function toEvent(item: CalendarItemRecord, format: EventFormat): SeriesEvent {
	const event: SeriesEvent = {
		id: item.itemId.id,
		changeKey: item.itemId.changeKey,
		iCalUId: item.uid,
		type: eventType(item.calendarItemType),
		originalStart: originalStart(item),
		subject: item.subject,
		...times(item, format),
		isAllDay: item.isAllDayEvent,
		location: item.location === undefined ? undefined : { displayName: item.location },
		showAs: lookUp(showAs, item.legacyFreeBusyStatus),
		sensitivity: lookUp(sensitivities, item.sensitivity),
		importance: lookUp(importances, item.importance),
		categories: item.categories,
		organizer: item.organizer && { emailAddress: emailAddress(item.organizer) },
		attendees: attendees(item),
		responseStatus: responseStatus(item),
		isOrganizer: isOrganizer(item),
		isCancelled: item.isCancelled,
		isReminderOn: item.reminderIsSet,
		reminderMinutesBeforeStart: item.reminderMinutesBeforeStart,
		hasAttachments: item.hasAttachments,
		recurrence:
			item.recurrence && graphRecurrence(item.recurrence, zoneIds(item).originalStartTimeZone),
		cancelledOccurrences: cancelledOccurrences(item),
		createdDateTime: instant(item.dateTimeCreated),
		lastModifiedDateTime: instant(item.lastModifiedTime),
		...zoneIds(item),
		onlineMeeting: item.joinOnlineMeetingUrl ? { joinUrl: item.joinOnlineMeetingUrl } : undefined,
		extendedProperties: extendedProperties(item.extendedProperties),
	};
	if (format.includeBody) Object.assign(event, bodyOf(item));
	return withoutUndefined(event);
}

/**
 * `start` and `end` of an item. Of an all-day item they are midnights of its dates in its own zone,
 * written the same for every output zone.
 * @param start UTC milliseconds
 */
export function times(
	item: CalendarItemRecord,
	{ outputZone, zones }: Pick<EventFormat, 'outputZone' | 'zones'>,
	start: number | undefined = instantOf(item.start),
	end: number | undefined = instantOf(item.end),
): { start?: DateTimeTimeZone; end?: DateTimeTimeZone } {
	const write = (local: number): DateTimeTimeZone => ({
		dateTime: localText(local),
		timeZone: outputZone.id,
	});
	if (start === undefined || end === undefined) return {};
	if (item.isAllDayEvent !== true) {
		return { start: write(outputZone.toLocal(start)), end: write(outputZone.toLocal(end)) };
	}
	const startZone = itemZone(item, zones);
	const endZone = zones.ofRecord(endTimeZone(item)) ?? startZone;
	const firstDay = nearestMidnight(startZone?.toLocal(start) ?? start);
	const lastDay = nearestMidnight(endZone?.toLocal(end) ?? end);
	return { start: write(firstDay), end: write(Math.max(lastDay, firstDay + dayMs)) };
}

/** The zone that the item was made in; undefined when it is custom, unknown or was not sent. */
export function itemZone(item: CalendarItemRecord, zones: TimeZones): Zone | undefined {
	return zones.ofRecord(
		item.startTimeZone ??
			(item.startTimeZoneId === undefined ? undefined : { id: item.startTimeZoneId }),
	);
}

function endTimeZone(item: CalendarItemRecord) {
	return (
		item.endTimeZone ?? (item.endTimeZoneId === undefined ? undefined : { id: item.endTimeZoneId })
	);
}

/**
 * All-day items begin at a midnight. Seen through another clock than the one they were made with,
 * that midnight is off by some hours: the nearest one is its date.
 */
function nearestMidnight(local: number): number {
	return Math.floor((local + dayMs / 2) / dayMs) * dayMs;
}

function eventType(calendarItemType: string | undefined): CalendarEvent['type'] {
	return lookUp(eventTypes, calendarItemType);
}

const eventTypes: Readonly<Record<string, NonNullable<CalendarEvent['type']>>> = {
	Single: 'singleInstance',
	Occurrence: 'occurrence',
	Exception: 'exception',
	RecurringMaster: 'seriesMaster',
};

const showAs: Readonly<Record<string, ShowAs>> = {
	Free: 'free',
	Tentative: 'tentative',
	Busy: 'busy',
	OOF: 'oof',
	WorkingElsewhere: 'workingElsewhere',
	NoData: 'unknown',
};

const sensitivities: Readonly<Record<string, NonNullable<CalendarEvent['sensitivity']>>> = {
	Normal: 'normal',
	Personal: 'personal',
	Private: 'private',
	Confidential: 'confidential',
};

const importances: Readonly<Record<string, NonNullable<CalendarEvent['importance']>>> = {
	Low: 'low',
	Normal: 'normal',
	High: 'high',
};

const responses: Readonly<Record<string, Attendee['status']['response']>> = {
	Unknown: 'none',
	Organizer: 'organizer',
	Tentative: 'tentativelyAccepted',
	Accept: 'accepted',
	Decline: 'declined',
	NoResponseReceived: 'notResponded',
};

function lookUp<T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
	return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** An occurrence's place in its series; an invitation to one occurrence alone has it as well. */
export function originalStart(item: CalendarItemRecord): string | undefined {
	if (item.calendarItemType === 'RecurringMaster') return undefined;
	if (item.calendarItemType === 'Single') return instant(item.recurrenceId);
	return instant(item.originalStart ?? item.recurrenceId);
}

function instant(text: string | undefined): string | undefined {
	const value = instantOf(text);
	return value === undefined ? undefined : instantText(value);
}

function zoneIds(item: CalendarItemRecord) {
	return {
		originalStartTimeZone: item.startTimeZone?.id ?? item.startTimeZoneId,
		originalEndTimeZone: item.endTimeZone?.id ?? item.endTimeZoneId,
	};
}

function emailAddress(mailbox: MailboxRecord): EmailAddress {
	return withoutUndefined({ name: mailbox.name, address: mailbox.emailAddress });
}

function attendees(item: CalendarItemRecord): Attendee[] | undefined {
	const { requiredAttendees, optionalAttendees, resources } = item;
	if (!requiredAttendees && !optionalAttendees && !resources) return undefined;
	const as = (type: Attendee['type'], list: AttendeeRecord[] = []): Attendee[] =>
		list.map(({ mailbox, responseType, lastResponseTime }) => ({
			emailAddress: emailAddress(mailbox),
			type,
			status: withoutUndefined({
				response: lookUp(responses, responseType) ?? 'none',
				time: instant(lastResponseTime),
			}),
		}));
	return [
		...as('required', requiredAttendees),
		...as('optional', optionalAttendees),
		...as('resource', resources),
	];
}

function responseStatus(item: CalendarItemRecord): CalendarEvent['responseStatus'] {
	const response = lookUp(responses, item.myResponseType);
	if (response === undefined) return undefined;
	return withoutUndefined({ response, time: instant(item.appointmentReplyTime) });
}

/** Whoever has an appointment without attendees is its organizer; of a meeting the answer says it. */
function isOrganizer(item: CalendarItemRecord): boolean | undefined {
	if (item.myResponseType === 'Organizer') return true;
	if (item.isMeeting === false) return true;
	return item.myResponseType === undefined ? undefined : false;
}

function cancelledOccurrences(item: CalendarItemRecord): string[] | undefined {
	if (!item.deletedOccurrences?.length) return undefined;
	return item.deletedOccurrences.map(({ start }) => instant(start) ?? start);
}

function bodyOf(item: CalendarItemRecord): Pick<CalendarEvent, 'body' | 'bodyPreview'> {
	const { body } = item;
	const preview = item.preview ?? (body?.type === 'Text' ? previewOf(body.text) : undefined);
	return {
		...(body && {
			body: { contentType: body.type === 'HTML' ? 'html' : 'text', content: body.text },
		}),
		...(preview !== undefined && { bodyPreview: preview }),
	};
}

/** Graph's previews are the first 255 characters. */
function previewOf(text: string): string {
	return text.slice(0, 2_000).replace(/\s+/g, ' ').trim().slice(0, 255);
}

function extendedProperties(
	records: ExtendedPropertyRecord[] | undefined,
): CalendarEvent['extendedProperties'] {
	if (!records?.length) return undefined;
	return Object.fromEntries(
		records.map(({ uri, value, values }) => [extendedPropertyKey(uri), values ?? value ?? '']),
	);
}

/** How a property is named in `extendedProperties`: its name, else `set/0x8233` or the tag `0x0E1D`. */
export function extendedPropertyKey(uri: ExtendedPropertyUri): string {
	if (uri.name !== undefined) return uri.name;
	if (uri.tag !== undefined) return uri.tag;
	const set = uri.distinguishedSetId ?? uri.setId ?? '';
	return `${set}/0x${(uri.id ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A new object: deleting from one makes it slow for whoever reads it. */
function withoutUndefined<T extends object>(object: T): T {
	const defined = {} as T;
	for (const key in object) if (object[key] !== undefined) defined[key] = object[key];
	return defined;
}
