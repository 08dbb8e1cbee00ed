import type {
	AttendeeRecord,
	CalendarItemRecord,
	ExtendedPropertyRecord,
	ExtendedPropertyUri,
	MailboxRecord,
} from '../ews/calendarItem';
import { dayMs, instantOf, instantTextOf, localText } from './civil';
import type {
	Attendee,
	CalendarEvent,
	DateTimeTimeZone,
	EmailAddress,
	ResponseType,
	ShowAs,
} from './event';
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

/** What an event that is one of a series has of its own, whoever's record the rest is read from. */
export interface OccurrenceIdentity {
	/** Absent when the server did not tell. */
	itemId?: { id?: string; changeKey?: string };
	iCalUId: string | undefined;
	type: 'occurrence' | 'exception';
	seriesMasterId: string;
	/** The start that the pattern gave it. */
	originalStart: string;
	/** UTC milliseconds. */
	start: number;
	end: number;
}

/** What a change says beside its event. */
export interface ChangeHead {
	changeType: 'created' | 'updated' | 'deleted';
	mailbox: string;
	syncRun: string;
	key: string;
	masked: boolean;
}

/**
 * A calendar item as Exchange sends it in the shape of Graph's `event`.
 * As in Graph, a text or list that the item does not have is empty; anything else is absent.
 * @param head comes first in the event
 * @param occurrence the item is, or stands for, this occurrence: without a pattern of its own
 * @see https://learn.microsoft.com/graph/api/resources/event
 */
export function toEvent(
	item: CalendarItemRecord,
	format: EventFormat,
	head?: Partial<ChangeHead>,
	occurrence?: OccurrenceIdentity,
): SeriesEvent & Partial<ChangeHead> {
	const reference = occurrence === undefined ? item.itemId : occurrence.itemId;
	const { start, end } = times(item, format, occurrence?.start, occurrence?.end);
	// In one go what nearly every item has: an object that grows property by property costs more.
	const event: SeriesEvent & Partial<ChangeHead> = {
		changeType: head?.changeType,
		mailbox: head?.mailbox,
		syncRun: head?.syncRun,
		key: head?.key,
		masked: head?.masked,
		id: reference?.id,
		changeKey: reference?.changeKey,
		iCalUId: occurrence === undefined ? item.uid : occurrence.iCalUId,
		type: occurrence?.type ?? lookUp(eventTypes, item.calendarItemType),
		subject: item.subject ?? '',
		start,
		end,
		isAllDay: item.isAllDayEvent,
		location: { displayName: item.location ?? '' },
		showAs: lookUp(showAs, item.legacyFreeBusyStatus),
		sensitivity: lookUp(sensitivities, item.sensitivity),
		importance: lookUp(importances, item.importance),
		categories: item.categories ?? [],
		organizer: item.organizer && { emailAddress: emailAddress(item.organizer) },
		attendees: attendees(item),
		responseStatus: responseStatus(item),
		isOrganizer: isOrganizer(item),
		isCancelled: item.isCancelled,
		isReminderOn: item.reminderIsSet,
		reminderMinutesBeforeStart: item.reminderMinutesBeforeStart,
		hasAttachments: item.hasAttachments,
		createdDateTime: instantTextOf(item.dateTimeCreated),
		lastModifiedDateTime: instantTextOf(item.lastModifiedTime),
		originalStartTimeZone: startTimeZoneId(item),
		originalEndTimeZone: item.endTimeZone?.id ?? item.endTimeZoneId,
	};
	addPlaceInSeries(event, item, occurrence);
	if (item.joinOnlineMeetingUrl) event.onlineMeeting = { joinUrl: item.joinOnlineMeetingUrl };
	const properties = extendedProperties(item.extendedProperties);
	if (properties !== undefined) event.extendedProperties = properties;
	if (format.includeBody) addBody(event, item);
	return withoutUndefined(event);
}

function addPlaceInSeries(
	event: SeriesEvent,
	item: CalendarItemRecord,
	occurrence: OccurrenceIdentity | undefined,
): void {
	if (occurrence !== undefined) {
		event.seriesMasterId = occurrence.seriesMasterId;
		event.originalStart = occurrence.originalStart;
		return;
	}
	const original = originalStart(item);
	if (original !== undefined) event.originalStart = original;
	if (item.recurrence) event.recurrence = graphRecurrence(item.recurrence, startTimeZoneId(item));
	if (!item.deletedOccurrences?.length) return;
	event.cancelledOccurrences = item.deletedOccurrences.map(
		({ start }) => instantTextOf(start) ?? start,
	);
}

function responseStatus(item: CalendarItemRecord): CalendarEvent['responseStatus'] {
	const response = lookUp(responses, item.myResponseType);
	if (response === undefined) return undefined;
	const time = instantTextOf(item.appointmentReplyTime);
	return time === undefined ? { response } : { response, time };
}

function addBody(event: SeriesEvent, { body, preview }: CalendarItemRecord): void {
	if (body) {
		event.body = { contentType: body.type === 'HTML' ? 'html' : 'text', content: body.text };
	}
	const shown = preview ?? (body?.type === 'Text' ? previewOf(body.text) : undefined);
	if (shown !== undefined) event.bodyPreview = shown;
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

const eventTypes: ReadonlyMap<string, NonNullable<CalendarEvent['type']>> = new Map([
	['Single', 'singleInstance'],
	['Occurrence', 'occurrence'],
	['Exception', 'exception'],
	['RecurringMaster', 'seriesMaster'],
]);

const showAs: ReadonlyMap<string, ShowAs> = new Map([
	['Free', 'free'],
	['Tentative', 'tentative'],
	['Busy', 'busy'],
	['OOF', 'oof'],
	['WorkingElsewhere', 'workingElsewhere'],
	['NoData', 'unknown'],
]);

const sensitivities: ReadonlyMap<string, NonNullable<CalendarEvent['sensitivity']>> = new Map([
	['Normal', 'normal'],
	['Personal', 'personal'],
	['Private', 'private'],
	['Confidential', 'confidential'],
]);

const importances: ReadonlyMap<string, NonNullable<CalendarEvent['importance']>> = new Map([
	['Low', 'low'],
	['Normal', 'normal'],
	['High', 'high'],
]);

const responses: ReadonlyMap<string, ResponseType> = new Map([
	['Unknown', 'none'],
	['Organizer', 'organizer'],
	['Tentative', 'tentativelyAccepted'],
	['Accept', 'accepted'],
	['Decline', 'declined'],
	['NoResponseReceived', 'notResponded'],
]);

function lookUp<T>(table: ReadonlyMap<string, T>, name: string | undefined): T | undefined {
	return name === undefined ? undefined : table.get(name);
}

/** An occurrence's place in its series; an invitation to one occurrence alone has it as well. */
export function originalStart(item: CalendarItemRecord): string | undefined {
	if (item.calendarItemType === 'RecurringMaster') return undefined;
	if (item.calendarItemType === 'Single') return instantTextOf(item.recurrenceId);
	return instantTextOf(item.originalStart ?? item.recurrenceId);
}

function startTimeZoneId(item: CalendarItemRecord): string | undefined {
	return item.startTimeZone?.id ?? item.startTimeZoneId;
}

function emailAddress({ name, emailAddress: address }: MailboxRecord): EmailAddress {
	if (name !== undefined && address !== undefined) return { name, address };
	if (name !== undefined) return { name };
	return address === undefined ? {} : { address };
}

function attendees({
	requiredAttendees,
	optionalAttendees,
	resources,
}: CalendarItemRecord): Attendee[] {
	const all: Attendee[] = [];
	addAttendees(all, 'required', requiredAttendees);
	addAttendees(all, 'optional', optionalAttendees);
	addAttendees(all, 'resource', resources);
	return all;
}

function addAttendees(
	all: Attendee[],
	type: Attendee['type'],
	records: AttendeeRecord[] | undefined,
): void {
	if (records === undefined) return;
	for (const { mailbox, responseType, lastResponseTime } of records) {
		const response = lookUp(responses, responseType) ?? 'none';
		const time = instantTextOf(lastResponseTime);
		const status = time === undefined ? { response } : { response, time };
		all.push({ emailAddress: emailAddress(mailbox), type, status });
	}
}

/** Whoever has an appointment without attendees is its organizer; of a meeting the answer says it. */
function isOrganizer(item: CalendarItemRecord): boolean | undefined {
	if (item.myResponseType === 'Organizer') return true;
	if (item.isMeeting === false) return true;
	return item.myResponseType === undefined ? undefined : false;
}

/** Graph's previews are the first 255 characters. */
function previewOf(text: string): string {
	const beginning = collapsed(text.slice(0, 320));
	const isEnough = beginning.length >= previewLength || text.length <= 320;
	return (isEnough ? beginning : collapsed(text.slice(0, 2_000))).slice(0, previewLength);
}

const previewLength = 255;

function collapsed(text: string): string {
	// Single spaces, most of what there is, stay as they are.
	return text.replace(/[^\S ]\s*| \s+/g, ' ').trim();
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

/** The object itself, or a copy without what is undefined: deleting would slow down whoever reads it. */
function withoutUndefined<T extends object>(object: T): T {
	let isComplete = true;
	for (const key in object) if (object[key] === undefined) isComplete = false;
	if (isComplete) return object;
	const defined = {} as T;
	for (const key in object) if (object[key] !== undefined) defined[key] = object[key];
	return defined;
}
