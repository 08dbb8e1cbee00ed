import { createHash } from 'node:crypto';
import { timeZones, type TimeZones } from '../../calendar/timeZone';
import { isPrivateItem } from '../../changes/privacy';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import {
	bodyText,
	graphName,
	itemBodyText,
	line,
	contentOfOccurrence,
	occurrenceFields,
	type ItemWithOccurrences,
	type OccurrenceContent,
	type OccurrenceField,
} from './comparable';
import {
	givenTimes,
	scheduleOfItem,
	scheduleOfEvent,
	timesOfItem,
	timesOfEvent,
} from './canonicalTimes';
import type { WritableAttendee, WritableEvent } from '../input/writableEvent';
import { canonicalValue, propertyField } from './propertyFields';

/**
 * The parts of an event that are compared, and written, one by one. Times, recurrence and exceptions are
 * one field, so that no merge makes a series that nobody wanted; to the exceptions belongs what the
 * source gives of them. What else people change in them is reported as `fieldOfOccurrences`.
 */
export type FieldName = string;

/** @returns the fields that the source gave */
export function fieldsOf(event: WritableEvent): FieldName[] {
	const names = plainFields.filter((name) => event[name] !== undefined) as FieldName[];
	return [...names, ...(event.extendedProperties ?? []).map(({ uri }) => propertyField(uri))];
}

/** Every field but the extended properties. */
export const plainFields = [
	'subject',
	'body',
	'times',
	'location',
	'showAs',
	'sensitivity',
	'importance',
	'categories',
	'isReminderOn',
	'reminderMinutesBeforeStart',
	'attendees',
] as const;

/** `times` without what becomes of single occurrences: only to find the item that an event is. */
export const schedule: FieldName = 'schedule';

/** `times` with no more of what single occurrences have of their own than those fields. */
export function timesWith(names: readonly OccurrenceField[]): FieldName {
	return `${timesPrefix}${names.join(' ')}`;
}

/** The same without the words of occurrences that are private alone. */
export function shownTimesWith(names: readonly OccurrenceField[]): FieldName {
	return timesWith(names) + shownSuffix;
}

const timesPrefix = 'times with ';
const shownSuffix = ' shown';

function namesIn(field: FieldName): OccurrenceField[] {
	const names = field.slice(timesPrefix.length).split(' ');
	return occurrenceFields.filter((name) => names.includes(name));
}

/** The name of what single occurrences have other than their series in that field: only reported. */
export function fieldOfOccurrences(name: OccurrenceField): FieldName {
	return `${occurrencesPrefix}${name}`;
}

const occurrencesPrefix = 'occurrences.';

/** Those fields of an event and no others. */
export function onlyFields(event: WritableEvent, names: ReadonlySet<FieldName>): WritableEvent {
	const picked: WritableEvent = {};
	for (const name of plainFields) {
		if (names.has(name) && event[name] !== undefined)
			Object.assign(picked, { [name]: event[name] });
	}
	const properties = event.extendedProperties?.filter(({ uri }) => names.has(propertyField(uri)));
	if (properties?.length) picked.extendedProperties = properties;
	return picked;
}

/** Changes whenever the source gives anything else for the field. */
export function sourceFingerprint(
	event: WritableEvent,
	name: FieldName,
	zones: TimeZones = timeZones(),
): string {
	if (name.startsWith('x:')) return fingerprint(propertyValue(event, name));
	if (name === 'times') return fingerprint(event.times && givenTimes(event.times, zones));
	if (name === 'attendees') return fingerprint(event.attendees && givenAttendees(event.attendees));
	if (name.startsWith(occurrencesPrefix)) return fingerprint([]);
	return fingerprint(event[name as keyof WritableEvent]);
}

/** True while the source gives for the field what it gave when `before` was noted. */
export function isGivenAsBefore(
	event: WritableEvent,
	name: FieldName,
	before: string | undefined,
	zones: TimeZones,
): boolean {
	if (sourceFingerprint(event, name, zones) === before) return true;
	// Earlier versions noted attendees as they were given: it is no change that all are to be mailed of.
	return name === 'attendees' && fingerprint(event.attendees) === before;
}

/** Fingerprint that Exchange should have after the write; blind to what Exchange rewrites. */
export function expectedFingerprint(
	event: WritableEvent,
	name: FieldName,
	zones: TimeZones,
): string {
	switch (name) {
		case 'subject':
		case 'location':
			return fingerprint(line(event[name]));
		case 'body':
			return fingerprint(event.body && bodyText(event.body));
		case 'times':
			return fingerprint(event.times && timesOfEvent(event, event.times, zones));
		case schedule:
			return fingerprint(event.times && scheduleOfEvent(event.times, zones));
		case 'isReminderOn':
		case 'reminderMinutesBeforeStart':
			return unwatched;
		case 'attendees':
			return fingerprint((event.attendees ?? []).map(attendeeKey).sort());
		default:
			if (!name.startsWith(timesPrefix)) return sourceFingerprint(event, name);
			return fingerprint(event.times && timesOfEvent(event, event.times, zones, namesIn(name)));
	}
}

/** Fingerprint that the item has now, comparable with `expectedFingerprint`. */
export function itemFingerprint(series: ItemWithOccurrences, name: FieldName): string {
	const { item } = series;
	switch (name) {
		case 'subject':
		case 'location':
			return fingerprint(line(item[name]));
		case 'body':
			return fingerprint(itemBodyText(item.body));
		case 'times':
			return fingerprint(timesOfItem(series));
		case schedule:
			return fingerprint(scheduleOfItem(series));
		case 'isReminderOn':
		case 'reminderMinutesBeforeStart':
			return unwatched;
		case 'showAs':
			return fingerprint(graphName(item.legacyFreeBusyStatus, 'busy'));
		case 'sensitivity':
		case 'importance':
			return fingerprint(graphName(item[name], 'normal'));
		case 'categories':
			return fingerprint([...new Set(item.categories ?? [])].sort());
		case 'attendees':
			return fingerprint(attendeesOf(item));
		default:
			if (name.startsWith(timesPrefix)) {
				const shown = name.endsWith(shownSuffix) ? withoutPrivateWords(series) : series;
				return fingerprint(timesOfItem({ ...shown, occurrenceFields: namesIn(name) }));
			}
			if (!name.startsWith(occurrencesPrefix)) return fingerprint(valueOf(item, name));
			return fingerprint(occurrencesDiffering(series, name.slice(occurrencesPrefix.length)));
	}
}

/** As if what is private alone had the words of its series. */
function withoutPrivateWords(series: ItemWithOccurrences): ItemWithOccurrences {
	const { subject, body, location } = series.item;
	const exceptions = [...series.exceptions].map(([id, own]): [string, typeof own] => [
		id,
		isPrivateItem(own) ? { ...own, subject, body, location } : own,
	]);
	return { ...series, exceptions: new Map(exceptions) };
}

/** Of reminders: people dismiss and snooze theirs, so that what is there says nothing about the event. */
const unwatched = 'unwatched';

/** True for a field that is the source's to write, and of which nobody looks what became. */
export function isUnwatched(
	name: FieldName,
): name is 'isReminderOn' | 'reminderMinutesBeforeStart' {
	return name === 'isReminderOn' || name === 'reminderMinutesBeforeStart';
}

function fingerprint(value: unknown): string {
	return createHash('sha256')
		.update(JSON.stringify(value ?? null))
		.digest('base64url')
		.slice(0, 11);
}

function occurrencesDiffering(
	series: ItemWithOccurrences,
	name: string,
): Array<[originalStart: string, content: OccurrenceContent]> {
	const names = occurrenceFields.filter((one) => one === name);
	return (series.item.modifiedOccurrences ?? [])
		.map(({ id, originalStart }): [string, OccurrenceContent] => [
			originalStart,
			contentOfOccurrence(series, id, names),
		])
		.filter(([, content]) => Object.keys(content).length > 0)
		.sort(([a], [b]) => (a < b ? -1 : 1));
}

function attendeeKey({ type, address }: WritableAttendee): string {
	return `${type}:${address}`.toLowerCase();
}

/** Alike in whichever order, and in whichever letters of the addresses, the source gives them. */
function givenAttendees(attendees: readonly WritableAttendee[]): string[] {
	return attendees.map((one) => JSON.stringify([attendeeKey(one), one.name ?? ''])).sort();
}

function attendeesOf(item: CalendarItemRecord): string[] {
	const organizer = item.organizer?.emailAddress?.toLowerCase();
	const of = (type: string, list: CalendarItemRecord['requiredAttendees'] = []) =>
		list.map(({ mailbox }) => `${type}:${mailbox.emailAddress ?? ''}`.toLowerCase());
	return [
		...of('required', item.requiredAttendees),
		...of('optional', item.optionalAttendees),
		...of('resource', item.resources),
	]
		.filter((one) => one !== `required:${organizer}`)
		.sort();
}

function propertyValue(event: WritableEvent, name: FieldName): unknown {
	const found = event.extendedProperties?.find(({ uri }) => propertyField(uri) === name);
	return found && canonicalValue(found.uri.type, found.value);
}

function valueOf(item: CalendarItemRecord, name: FieldName): unknown {
	const found = item.extendedProperties?.find(({ uri }) => propertyField(uri) === name);
	return found && canonicalValue(found.uri.type, found.values ?? found.value);
}
