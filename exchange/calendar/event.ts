import type { CalendarItemRecord } from '../ews/calendarItem';
import { instantTextOf } from './civil';
import type {
	Attendee,
	DateTimeTimeZone,
	EmailAddress,
	EventType,
	Importance,
	PatternedRecurrence,
	ResponseStatus,
	Sensitivity,
	ShowAs,
} from './graphTypes';
import * as graph from './graphValues';
import { endTimeZoneId, originalStart, startTimeZoneId, times, type PlainTimes } from './itemTimes';
import { seriesZoneId } from './namedZone';
import { graphRecurrence } from './recurrence';
import type { TimeZones } from './timeZone';
import type { Zone } from './zone';

export type * from './graphTypes';

/**
 * A calendar event in the shape of Microsoft Graph's `event`.
 * @see https://learn.microsoft.com/graph/api/resources/event
 */
export interface CalendarEvent extends PlainTimes {
	id?: string;
	changeKey?: string;
	iCalUId?: string;
	type?: EventType;
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
	sensitivity?: Sensitivity;
	importance?: Importance;
	categories?: string[];
	organizer?: { emailAddress: EmailAddress };
	attendees?: Attendee[];
	responseStatus?: ResponseStatus;
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

/** The first properties of a change, before those of its event. */
interface ChangeHead {
	changeType: 'created' | 'updated' | 'deleted';
	mailbox: string;
	/** Names the run that found the change; `confirm` takes it. */
	syncRun: string;
	/** Identity across systems and moves: `iCalUId`, with the original start for an occurrence. */
	key: string;
	/** Unique among the events of all mailboxes; what to store the event under. */
	uid: string;
	/** True when privacy removed what the event says. */
	masked: boolean;
}

/** One change of one event, as `getChanges` yields it. */
export interface CalendarChange extends CalendarEvent, ChangeHead {}

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

/** Unique by itself, unlike a key: attendees of a meeting have it under the same key. */
export function eventUid(mailbox: string, key: string): string {
	return `${mailbox}/${key}`;
}

export interface EventFormat {
	/** Zone of `start` and `end`; its id is written beside them. */
	outputZone: Zone;
	zones: TimeZones;
	/** Brings `body` and `bodyPreview`, if the item has them. */
	includeBody: boolean;
}

/** The event of a series master, with the original starts of its deleted occurrences. */
export type SeriesEvent = CalendarEvent & { cancelledOccurrences?: string[] };

/** Fields of one occurrence; the rest comes from the exception's or the master's record. */
export interface OccurrenceIdentity {
	/** Absent when the server did not send it. */
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

/** Properties of the event that only some items have. */
type AddedName =
	| 'seriesMasterId'
	| 'originalStart'
	| 'recurrence'
	| 'cancelledOccurrences'
	| 'onlineMeeting'
	| 'extendedProperties'
	| keyof PlainTimes
	| 'body'
	| 'bodyPreview';

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
	const when = times(item, format, occurrence?.start, occurrence?.end);
	// One literal for what nearly every item has: an object that grows property by property costs more.
	const event: SeriesEvent & Partial<ChangeHead> = {
		changeType: head?.changeType,
		mailbox: head?.mailbox,
		syncRun: head?.syncRun,
		key: head?.key,
		uid: head?.uid,
		masked: head?.masked,
		id: reference?.id,
		changeKey: reference?.changeKey,
		iCalUId: occurrence === undefined ? item.uid : occurrence.iCalUId,
		type: occurrence?.type ?? graph.lookUp(graph.eventTypes, item.calendarItemType),
		subject: item.subject ?? '',
		start: when.start,
		end: when.end,
		isAllDay: item.isAllDayEvent,
		location: { displayName: item.location ?? '' },
		showAs: graph.lookUp(graph.showAs, item.legacyFreeBusyStatus),
		sensitivity: graph.lookUp(graph.sensitivities, item.sensitivity),
		importance: graph.lookUp(graph.importances, item.importance),
		categories: item.categories ?? [],
		organizer: item.organizer && { emailAddress: graph.emailAddress(item.organizer) },
		attendees: graph.attendees(item),
		responseStatus: graph.responseStatus(item),
		isOrganizer: graph.isOrganizer(item),
		isCancelled: item.isCancelled,
		isReminderOn: item.reminderIsSet,
		reminderMinutesBeforeStart: item.reminderMinutesBeforeStart,
		hasAttachments: item.hasAttachments,
		createdDateTime: instantTextOf(item.dateTimeCreated),
		lastModifiedDateTime: instantTextOf(item.lastModifiedTime),
		originalStartTimeZone: startTimeZoneId(item),
		originalEndTimeZone: endTimeZoneId(item),
	} satisfies Record<keyof ChangeHead | Exclude<keyof SeriesEvent, AddedName>, unknown>;
	if (when.plain) setPlainTimes(event, when.plain);
	setPlaceInSeries(event, item, occurrence, format.zones);
	if (item.joinOnlineMeetingUrl) event.onlineMeeting = { joinUrl: item.joinOnlineMeetingUrl };
	const properties = graph.extendedProperties(item.extendedProperties);
	if (properties !== undefined) event.extendedProperties = properties;
	if (format.includeBody) setBody(event, item);
	return withoutUndefined(event);
}

function setPlainTimes(
	event: SeriesEvent,
	{ startUtc, endUtc, startDate, lastDate }: PlainTimes,
): void {
	if (startDate === undefined) {
		event.startUtc = startUtc;
		event.endUtc = endUtc;
	} else {
		event.startDate = startDate;
		event.lastDate = lastDate;
	}
}

function setPlaceInSeries(
	event: SeriesEvent,
	item: CalendarItemRecord,
	occurrence: OccurrenceIdentity | undefined,
	zones: TimeZones,
): void {
	if (occurrence !== undefined) {
		event.seriesMasterId = occurrence.seriesMasterId;
		event.originalStart = occurrence.originalStart;
		return;
	}
	const original = originalStart(item);
	if (original !== undefined) event.originalStart = original;
	if (item.recurrence) {
		event.recurrence = graphRecurrence(item.recurrence, seriesZoneId(item, zones));
	}
	if (!item.deletedOccurrences?.length) return;
	event.cancelledOccurrences = item.deletedOccurrences.map(
		({ start }) => instantTextOf(start) ?? start,
	);
}

function setBody(event: SeriesEvent, { body: found, preview }: CalendarItemRecord): void {
	if (found) {
		event.body = { contentType: found.type === 'HTML' ? 'html' : 'text', content: found.text };
	}
	const shown = preview ?? (found?.type === 'Text' ? graph.previewOf(found.text) : undefined);
	if (shown !== undefined) event.bodyPreview = shown;
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
