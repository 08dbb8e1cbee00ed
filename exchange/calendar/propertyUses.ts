import type { CalendarItemRecord, ItemPropertyName } from '../ews/calendarItem';
import { addAttendees, addBody, addMailbox, addTexts, type DigestInput } from './digestParts';
import type { SeriesEvent } from './event';
import { endTimeZoneId, startTimeZoneId } from './itemTimes';

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
	| 'pushExceptions'
	/** An item that is named by its id, beside what else is wanted of it: is it an event, and whose? */
	| 'named';

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
	sensitivity: { reads: all, digest: 'always', event: ['sensitivity'] },
	isAllDayEvent: {
		reads: both,
		digest: 'always',
		event: ['isAllDay', 'start', 'end', 'startUtc', 'endUtc', 'startDate', 'lastDate'],
	},
	legacyFreeBusyStatus: { reads: all, digest: 'always', event: ['showAs'] },
	isCancelled: { reads: both, digest: 'always', event: ['isCancelled'] },
	startTimeZone: {
		reads: both,
		digest: 'always',
		event: ['originalStartTimeZone', 'start', 'end', 'startDate', 'lastDate', 'recurrence'],
	},
	endTimeZone: {
		reads: both,
		digest: 'always',
		event: ['originalEndTimeZone', 'end', 'lastDate'],
	},
	// Servers send it in place of the zone where they send no definition.
	startTimeZoneId: {
		reads: [],
		digest: { insteadOf: 'startTimeZone' },
		event: ['originalStartTimeZone', 'start', 'end', 'startDate', 'lastDate', 'recurrence'],
	},
	endTimeZoneId: {
		reads: [],
		digest: { insteadOf: 'endTimeZone' },
		event: ['originalEndTimeZone', 'end', 'lastDate'],
	},

	// Counted only in a series that is an event itself.
	recurrence: { reads: both, digest: 'ofSeries', event: ['recurrence'] },
	deletedOccurrences: { reads: both, digest: 'ofSeries', event: ['cancelledOccurrences'] },
	start: { reads: inView, digest: 'ofSeries', event: ['start', 'startUtc'] },
	end: { reads: inView, digest: 'ofSeries', event: ['end', 'endUtc'] },

	// Content.
	subject: { reads: all, digest: 'unlessMasked', event: ['subject'] },
	body: {
		reads: ['body', 'push', 'pushExceptions'],
		digest: 'unlessMasked',
		event: ['body', 'bodyPreview'],
	},
	importance: { reads: both, digest: 'unlessMasked', event: ['importance'] },
	reminderIsSet: {
		reads: both,
		digest: { never: 'whoever dismisses the reminder changes it' },
		event: ['isReminderOn'],
	},
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
	parentFolderId: { reads: ['named'], digest: identity, event: [] },
	itemClass: { reads: ['named'], digest: identity, event: [] },
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

const readers = Object.entries<PropertyUse>(propertyUses).map(
	([name, { reads }]) => [name as ItemPropertyName, reads] as const,
);

/** The properties that those requests ask for. */
export function propertiesReadBy(...reads: Read[]): ItemPropertyName[] {
	return readers.filter(([, by]) => by.some((read) => reads.includes(read))).map(([name]) => name);
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
