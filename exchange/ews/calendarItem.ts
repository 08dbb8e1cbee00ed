import { MalformedResponse } from './errors';
import {
	boolean,
	fieldsOf,
	into,
	list,
	mapped,
	record,
	text,
	type Field,
	type Shape,
} from '../xml/shapes';
import type { ExtendedPropertyRecord, ItemReference } from './itemParts';
import {
	attendees,
	body,
	deletedOccurrences,
	extendedProperty,
	modifiedOccurrences,
	occurrence,
	organizer,
	reference,
} from './operations/itemPartsReader';
import { leadTime } from './operations/leadTimeReader';
import { recurrence } from './operations/recurrenceReader';
import { timeZoneDefinition } from './operations/timeZoneReader';
import { isAtLeast, type SchemaVersion } from './versions';

export type * from './itemParts';

/** One property of a calendar item on the wire. */
interface ItemProperty<T> {
	/** The element that brings it. */
	element: string;
	/** The name to ask for it by. */
	fieldUri: string;
	shape: Shape<T>;
	/** The oldest schema that has it; absent where all have. */
	since?: SchemaVersion;
}

/**
 * The properties that are read, each in one line: from here follow the record's type, its reader and
 * the names in requests. The use of each stands in `propertyUses` (calendar/propertyUses.ts), which does not
 * compile while one is missing.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/calendaritem
 */
const itemProperties = {
	parentFolderId: item('ParentFolderId', reference),
	itemClass: item('ItemClass', text),
	subject: item('Subject', text),
	sensitivity: item('Sensitivity', text),
	body: item('Body', body),
	preview: item('Preview', text, 'Exchange2013'),
	categories: item('Categories', list({ 't:String': text })),
	importance: item('Importance', text),
	dateTimeCreated: item('DateTimeCreated', text),
	lastModifiedTime: item('LastModifiedTime', text),
	reminderIsSet: item('ReminderIsSet', boolean),
	reminderMinutesBeforeStart: item('ReminderMinutesBeforeStart', leadTime),
	hasAttachments: item('HasAttachments', boolean),
	uid: calendar('UID', text),
	recurrenceId: calendar('RecurrenceId', text),
	start: calendar('Start', text),
	end: calendar('End', text),
	/** GetItem has it, FindItem refuses it. */
	originalStart: calendar('OriginalStart', text),
	isAllDayEvent: calendar('IsAllDayEvent', boolean),
	legacyFreeBusyStatus: calendar('LegacyFreeBusyStatus', text),
	location: calendar('Location', text),
	isMeeting: calendar('IsMeeting', boolean),
	isCancelled: calendar('IsCancelled', boolean),
	/** `Single`, `Occurrence`, `Exception`, `RecurringMaster`. */
	calendarItemType: calendar('CalendarItemType', text),
	myResponseType: calendar('MyResponseType', text),
	organizer: calendar('Organizer', organizer),
	requiredAttendees: calendar('RequiredAttendees', attendees),
	optionalAttendees: calendar('OptionalAttendees', attendees),
	resources: calendar('Resources', attendees),
	appointmentReplyTime: calendar('AppointmentReplyTime', text),
	recurrence: calendar('Recurrence', recurrence),
	lastOccurrence: calendar('LastOccurrence', occurrence),
	modifiedOccurrences: calendar('ModifiedOccurrences', modifiedOccurrences),
	deletedOccurrences: calendar('DeletedOccurrences', deletedOccurrences),
	startTimeZone: calendar('StartTimeZone', timeZoneDefinition),
	endTimeZone: calendar('EndTimeZone', timeZoneDefinition),
	startTimeZoneId: calendar('StartTimeZoneId', text, 'Exchange2013'),
	endTimeZoneId: calendar('EndTimeZoneId', text, 'Exchange2013'),
	joinOnlineMeetingUrl: calendar('JoinOnlineMeetingUrl', text, 'Exchange2013'),
};

function item<T>(name: string, shape: Shape<T>, since?: SchemaVersion): ItemProperty<T> {
	return { element: `t:${name}`, fieldUri: `item:${name}`, shape, since };
}

function calendar<T>(name: string, shape: Shape<T>, since?: SchemaVersion): ItemProperty<T> {
	return { element: `t:${name}`, fieldUri: `calendar:${name}`, shape, since };
}

type ItemProperties = typeof itemProperties;

/** A property that can be asked for by its FieldURI. */
export type ItemPropertyName = keyof ItemProperties;

type ItemValues = {
	[Name in ItemPropertyName]?: ItemProperties[Name] extends ItemProperty<infer T> ? T : never;
};

/**
 * A calendar item as it came over the wire: names as in EWS (camel case), dates as the ISO strings
 * that the server sent, absent what the server left out.
 */
export interface CalendarItemRecord extends ItemValues {
	/** Part of every answer, asked for or not. */
	itemId: ItemReference;
	/** Asked for by names of their own. */
	extendedProperties?: ExtendedPropertyRecord[];
}

/** FieldURIs of properties, without those that a server with that schema does not know. */
export function fieldUris(names: readonly ItemPropertyName[], schema: SchemaVersion): string[] {
	return names
		.map((name): ItemProperty<unknown> => itemProperties[name])
		.filter(({ since }) => since === undefined || isAtLeast(schema, since))
		.map(({ fieldUri }) => fieldUri);
}

const field = fieldsOf<CalendarItemRecord>();

function fields(): Record<string, Field> {
	const entries = Object.entries<ItemProperty<unknown>>(itemProperties);
	return Object.fromEntries(
		entries.map(([name, { element, shape }]) => [
			element,
			field(name as ItemPropertyName, shape as Shape<never>),
		]),
	);
}

/** Reads any element of an item; other kinds of items give the properties that they share. */
export const calendarItem = mapped(
	record<CalendarItemRecord>({
		't:ItemId': field('itemId', reference),
		...fields(),
		't:ExtendedProperty': into(extendedProperty, (read: CalendarItemRecord, property) => {
			(read.extendedProperties ??= []).push(property);
		}),
	}),
	(read, name) => {
		if (read.itemId) return read;
		throw new MalformedResponse(`${name} without id`);
	},
);

export interface ItemChange {
	/** `readFlag` is reported by the server for read marks; calendars ignore it. */
	kind: 'create' | 'update' | 'delete' | 'readFlag';
	itemId: ItemReference;
	/** `CalendarItem`, `Message`, `MeetingRequest` …; absent for deletions. */
	element?: string;
	/** The properties that the requested shape brought along; absent for deletions. */
	item?: CalendarItemRecord;
}

export interface SyncPage {
	changes: ItemChange[];
	syncState: string;
	/** True when there is nothing more to ask for. */
	includesLastItemInRange: boolean;
}
