import type { CalendarItemRecord, ItemPropertyName } from '../ews/calendarItem';
import { instantTextOf } from './civil';
import { addAttendees, addBody, addMailbox, addTexts, type DigestInput } from './digestParts';
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
import { endTimeZoneId, originalStart, startTimeZoneId, times } from './itemTimes';
import { graphRecurrence } from './recurrence';
import type { TimeZones } from './timeZone';
import type { Zone } from './zone';

export type * from './graphTypes';

/**
 * A calendar event in the shape of Microsoft Graph's `event`.
 * @see https://learn.microsoft.com/graph/api/resources/event
 */
export interface CalendarEvent {
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

/** The requests that name properties. */
export type Read =
	/** The calendar view, for the ids and times of occurrences. */
	| 'view'
	/** The items of Get Changes. */
	| 'changes'
	/** The same, when bodies are wanted. */
	| 'body'
	/** The items that push compares with its source. */
	| 'push'
	/** The modified occurrences of those. */
	| 'pushExceptions';

/** The use of one property, from the request to the event. */
interface PropertyUse {
	/** The requests that ask for it: each property costs the server something. */
	reads: readonly Read[];
	/** Its part in the digest that tells whether an event has changed. */
	digest: 'always' | 'unlessMasked' | 'ofSeries' | { insteadOf: string } | { never: string };
	/** The properties of the event that are made of it. */
	event: ReadonlyArray<keyof SeriesEvent>;
}

const both = ['changes', 'push'] as const;
const all = ['changes', 'push', 'pushExceptions'] as const;
const inView = ['view', 'changes', 'push'] as const;
const identity = { never: 'identity' } as const;
const everyWrite = { never: 'every write changes it' } as const;

/**
 * The use of each property of a calendar item. Its element and FieldURI stand in ews/calendarItem.ts;
 * this does not compile while one is missing, nor do the digest and the event without those named here.
 */
export const propertyUses = {
	// Shown of every item, also where privacy hides the rest.
	sensitivity: { reads: both, digest: 'always', event: ['sensitivity'] },
	isAllDayEvent: { reads: both, digest: 'always', event: ['isAllDay', 'start', 'end'] },
	legacyFreeBusyStatus: { reads: all, digest: 'always', event: ['showAs'] },
	isCancelled: { reads: both, digest: 'always', event: ['isCancelled'] },
	startTimeZone: {
		reads: both,
		digest: 'always',
		event: ['originalStartTimeZone', 'start', 'end', 'recurrence'],
	},
	endTimeZone: { reads: both, digest: 'always', event: ['originalEndTimeZone', 'end'] },
	// Servers send it in place of the zone where they send no definition.
	startTimeZoneId: {
		reads: [],
		digest: { insteadOf: 'startTimeZone' },
		event: ['originalStartTimeZone', 'start', 'end', 'recurrence'],
	},
	endTimeZoneId: {
		reads: [],
		digest: { insteadOf: 'endTimeZone' },
		event: ['originalEndTimeZone', 'end'],
	},

	// Counted only in a series that is an event itself.
	recurrence: { reads: both, digest: 'ofSeries', event: ['recurrence'] },
	deletedOccurrences: { reads: both, digest: 'ofSeries', event: ['cancelledOccurrences'] },
	start: { reads: inView, digest: 'ofSeries', event: ['start'] },
	end: { reads: inView, digest: 'ofSeries', event: ['end'] },

	// Content.
	subject: { reads: all, digest: 'unlessMasked', event: ['subject'] },
	body: {
		reads: ['body', 'push', 'pushExceptions'],
		digest: 'unlessMasked',
		event: ['body', 'bodyPreview'],
	},
	importance: { reads: both, digest: 'unlessMasked', event: ['importance'] },
	reminderIsSet: { reads: both, digest: 'unlessMasked', event: ['isReminderOn'] },
	reminderMinutesBeforeStart: {
		reads: both,
		digest: 'unlessMasked',
		event: ['reminderMinutesBeforeStart'],
	},
	hasAttachments: { reads: both, digest: 'unlessMasked', event: ['hasAttachments'] },
	location: { reads: all, digest: 'unlessMasked', event: ['location'] },
	isMeeting: { reads: both, digest: 'unlessMasked', event: ['isOrganizer'] },
	myResponseType: {
		reads: both,
		digest: 'unlessMasked',
		event: ['responseStatus', 'isOrganizer'],
	},
	appointmentReplyTime: { reads: ['changes'], digest: 'unlessMasked', event: ['responseStatus'] },
	joinOnlineMeetingUrl: { reads: ['changes'], digest: 'unlessMasked', event: ['onlineMeeting'] },
	categories: { reads: both, digest: 'unlessMasked', event: ['categories'] },
	organizer: { reads: both, digest: 'unlessMasked', event: ['organizer'] },
	requiredAttendees: { reads: both, digest: 'unlessMasked', event: ['attendees'] },
	optionalAttendees: { reads: both, digest: 'unlessMasked', event: ['attendees'] },
	resources: { reads: both, digest: 'unlessMasked', event: ['attendees'] },
	// Asked for by the names that the user gives.
	extendedProperties: { reads: [], digest: 'unlessMasked', event: ['extendedProperties'] },

	// Identity, and what changes by itself.
	itemId: { reads: [], digest: identity, event: ['id', 'changeKey'] },
	uid: { reads: inView, digest: identity, event: ['iCalUId'] },
	calendarItemType: { reads: inView, digest: identity, event: ['type', 'originalStart'] },
	recurrenceId: { reads: ['view', 'changes'], digest: identity, event: ['originalStart'] },
	// GetItem returns it, FindItem refuses it.
	originalStart: { reads: ['changes'], digest: identity, event: ['originalStart'] },
	dateTimeCreated: { reads: both, digest: identity, event: ['createdDateTime'] },
	lastModifiedTime: { reads: both, digest: everyWrite, event: ['lastModifiedDateTime'] },
	// The server makes it from the body.
	preview: { reads: ['body'], digest: { never: 'the body counts' }, event: ['bodyPreview'] },
	lastOccurrence: { reads: both, digest: { never: 'the pattern counts' }, event: [] },
	modifiedOccurrences: { reads: both, digest: { never: 'events of their own' }, event: [] },
} as const satisfies Record<keyof CalendarItemRecord, PropertyUse>;

type PropertyUses = typeof propertyUses;

/** The properties with that part in the digest. */
type Counted<Part> = {
	[Name in keyof PropertyUses]: PropertyUses[Name]['digest'] extends Part ? Name : never;
}[keyof PropertyUses];

/** The properties that those requests ask for. */
export function propertiesReadBy(...reads: Read[]): ItemPropertyName[] {
	return Object.entries<PropertyUse>(propertyUses)
		.filter(([, use]) => use.reads.some((read) => reads.includes(read)))
		.map(([name]) => name as ItemPropertyName);
}

/*
 * Each part of the digest is one literal, so that the compiler names a property that is missing. The
 * order is that of the digests which positions hold: a new property goes to the end.
 *
 * One that joins, or leaves, makes each known event differ from itself once, when its item is next read:
 * after the upgrade, an item or series that somebody touches is reported as updated one time more.
 * Nothing is lost, so the position's format version stays: a new one would cost a full sync of each
 * calendar.
 */

/** Adds the properties that are shown of every item. */
export function addAlwaysShown(digest: DigestInput, item: CalendarItemRecord): void {
	void ({
		sensitivity: digest.text(item.sensitivity),
		isAllDayEvent: digest.flag(item.isAllDayEvent),
		legacyFreeBusyStatus: digest.text(item.legacyFreeBusyStatus),
		isCancelled: digest.flag(item.isCancelled),
		startTimeZone: digest.text(startTimeZoneId(item)),
		endTimeZone: digest.text(endTimeZoneId(item)),
	} satisfies Record<Counted<'always'>, unknown>);
}

/** Adds the pattern and the times of a series. */
export function addSeries(digest: DigestInput, item: CalendarItemRecord): void {
	const { recurrence, deletedOccurrences, start, end } = item;
	const series = { recurrence, deletedOccurrences, start, end } satisfies Record<
		Counted<'ofSeries'>,
		unknown
	>;
	digest.text(JSON.stringify(Object.values(series)));
}

/** Adds the properties that privacy may hide. */
export function addContent(digest: DigestInput, item: CalendarItemRecord): void {
	void ({
		subject: digest.text(item.subject),
		body: addBody(digest, item.body),
		importance: digest.text(item.importance),
		reminderIsSet: digest.flag(item.reminderIsSet),
		reminderMinutesBeforeStart: digest.word(item.reminderMinutesBeforeStart ?? -1),
		hasAttachments: digest.flag(item.hasAttachments),
		location: digest.text(item.location),
		isMeeting: digest.flag(item.isMeeting),
		myResponseType: digest.text(item.myResponseType),
		appointmentReplyTime: digest.text(item.appointmentReplyTime),
		joinOnlineMeetingUrl: digest.text(item.joinOnlineMeetingUrl),
		categories: addTexts(digest, item.categories),
		organizer: addMailbox(digest, item.organizer),
		requiredAttendees: addAttendees(digest, item.requiredAttendees),
		optionalAttendees: addAttendees(digest, item.optionalAttendees),
		resources: addAttendees(digest, item.resources),
		extendedProperties: digest.text(
			item.extendedProperties && JSON.stringify(item.extendedProperties),
		),
	} satisfies Record<Counted<'unlessMasked'>, unknown>);
}

/** Properties of the event that only some items have. */
type AddedName =
	| 'seriesMasterId'
	| 'originalStart'
	| 'recurrence'
	| 'cancelledOccurrences'
	| 'onlineMeeting'
	| 'extendedProperties'
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
	const { start, end } = times(item, format, occurrence?.start, occurrence?.end);
	// One literal for what nearly every item has: an object that grows property by property costs more.
	const event: SeriesEvent & Partial<ChangeHead> = {
		changeType: head?.changeType,
		mailbox: head?.mailbox,
		syncRun: head?.syncRun,
		key: head?.key,
		masked: head?.masked,
		id: reference?.id,
		changeKey: reference?.changeKey,
		iCalUId: occurrence === undefined ? item.uid : occurrence.iCalUId,
		type: occurrence?.type ?? graph.lookUp(graph.eventTypes, item.calendarItemType),
		subject: item.subject ?? '',
		start,
		end,
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
	setPlaceInSeries(event, item, occurrence);
	if (item.joinOnlineMeetingUrl) event.onlineMeeting = { joinUrl: item.joinOnlineMeetingUrl };
	const properties = graph.extendedProperties(item.extendedProperties);
	if (properties !== undefined) event.extendedProperties = properties;
	if (format.includeBody) setBody(event, item);
	return withoutUndefined(event);
}

function setPlaceInSeries(
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
