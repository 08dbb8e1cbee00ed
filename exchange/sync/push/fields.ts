import { createHash } from 'node:crypto';
import { dayMs, dayNumber, minuteMs } from '../../calendar/civil';
import { dayIndex, daySet, monthNumber } from '../../calendar/ewsNames';
import { occurrenceStarts } from '../../calendar/occurrences';
import type { TimeZones } from '../../calendar/timeZone';
import { times } from '../../calendar/toEvent';
import { utcZone, type Zone } from '../../calendar/zone';
import type {
	CalendarItemRecord,
	ExtendedPropertyUri,
	RecurrencePatternRecord,
	RecurrenceRecord,
} from '../../ews/calendarItem';
import { bodyText } from './bodyText';
import { recurrenceRecord } from './input/recurrence';
import type { WritableEvent, WritableTimes } from './writableEvent';

/**
 * The parts of an event that are compared, and written, one by one. Times, recurrence and exceptions are
 * one field, so that no merge makes a series that nobody wanted.
 */
export type FieldName = string;

/** @returns the fields that the source gave */
export function fieldsOf(event: WritableEvent): FieldName[] {
	const names = plainFields.filter((name) => event[name] !== undefined) as FieldName[];
	return [...names, ...(event.extendedProperties ?? []).map(({ uri }) => propertyField(uri))];
}

const plainFields = [
	'subject',
	'body',
	'when',
	'location',
	'showAs',
	'sensitivity',
	'importance',
	'categories',
	'isReminderOn',
	'reminderMinutesBeforeStart',
	'attendees',
] as const;

/** How an extended property is named among the fields. */
export function propertyField(uri: ExtendedPropertyUri): FieldName {
	const { tag, distinguishedSetId, setId, name, id, type } = uri;
	const set = (distinguishedSetId ?? setId ?? tag ?? '').toLowerCase();
	return `x:${set}/${name ?? id ?? ''}/${type}`;
}

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
export function sourceFingerprint(event: WritableEvent, name: FieldName): string {
	if (name.startsWith('x:')) return fingerprint(propertyValue(event, name));
	return fingerprint(event[name as keyof WritableEvent]);
}

/** What Exchange is expected to have once the event is written: forgiving what it rewrites. */
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
		case 'when':
			return fingerprint(event.when && timesSaid(event.when, zones));
		case 'attendees':
			return fingerprint(
				(event.attendees ?? [])
					.map(({ type, address }) => `${type}:${address}`.toLowerCase())
					.sort(),
			);
		default:
			return sourceFingerprint(event, name);
	}
}

/** What Exchange has now, comparable with `expectedFingerprint`. */
export function itemFingerprint(
	item: CalendarItemRecord,
	name: FieldName,
	zones: TimeZones,
): string {
	switch (name) {
		case 'subject':
		case 'location':
			return fingerprint(line(item[name]));
		case 'body': {
			const { type = 'Text', text = '' } = item.body ?? {};
			return fingerprint(bodyText({ contentType: type.toLowerCase(), content: text }));
		}
		case 'when':
			return fingerprint(timesOfItem(item, zones));
		case 'isReminderOn':
			return fingerprint(item.reminderIsSet === true);
		case 'reminderMinutesBeforeStart':
			return fingerprint(item.reminderMinutesBeforeStart);
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
			return fingerprint(valueOf(item, name));
	}
}

function fingerprint(value: unknown): string {
	return createHash('sha256')
		.update(JSON.stringify(value ?? null))
		.digest('base64url')
		.slice(0, 11);
}

function line(text: string | undefined): string {
	return (text ?? '').replace(/\s+/g, ' ').trim();
}

/** `WorkingElsewhere` to `workingElsewhere`; `OOF` is Graph's `oof`. */
function graphName(name: string | undefined, usual: string): string {
	if (name === undefined) return usual;
	return name === 'OOF' ? 'oof' : name.charAt(0).toLowerCase() + name.slice(1);
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
	return event.extendedProperties?.find(({ uri }) => propertyField(uri) === name)?.value;
}

function valueOf(item: CalendarItemRecord, name: FieldName): unknown {
	const found = item.extendedProperties?.find(({ uri }) => propertyField(uri) === name);
	return found?.values ?? found?.value;
}

// ------------------------------------------------------------------ times

interface Times {
	start: number;
	end: number;
	isAllDay: boolean;
	zoneId: string;
	zone: Zone;
	recurrence?: RecurrenceRecord;
	cancelled: number[];
	/** [original start, start, end] */
	moved: Array<[number, number, number]>;
}

function timesSaid(when: WritableTimes, zones: TimeZones): unknown {
	return canonicalTimes({
		start: Date.parse(when.start),
		end: Date.parse(when.end),
		isAllDay: when.isAllDay,
		zoneId: when.timeZone,
		zone: zones.byName(when.timeZone) ?? utcZone,
		recurrence: when.recurrence && recurrenceRecord(when.recurrence),
		cancelled: (when.cancelled ?? []).map((text) => Date.parse(text)),
		moved: (when.moved ?? []).map(({ originalStart, start, end }) => [
			Date.parse(originalStart),
			Date.parse(start),
			Date.parse(end),
		]),
	});
}

function timesOfItem(item: CalendarItemRecord, zones: TimeZones): unknown {
	const record = item.startTimeZone ?? { id: item.startTimeZoneId ?? 'UTC' };
	const zone = zones.ofRecord(record) ?? utcZone;
	const isAllDay = item.isAllDayEvent === true;
	// An all-day item's dates are those of its own zone, however the server wrote them.
	const local = isAllDay ? times(item, { outputZone: utcZone, zones }) : undefined;
	const midnight = (text: string | undefined) => zone.toUtc(Date.parse(`${text?.slice(0, 10)}Z`));
	return canonicalTimes({
		start: local ? midnight(local.start?.dateTime) : Date.parse(item.start ?? ''),
		end: local ? midnight(local.end?.dateTime) : Date.parse(item.end ?? ''),
		isAllDay,
		zoneId: record.id,
		zone,
		recurrence: item.recurrence,
		cancelled: (item.deletedOccurrences ?? []).map(({ start }) => Date.parse(start)),
		moved: (item.modifiedOccurrences ?? []).map(({ originalStart, start, end }) => [
			Date.parse(originalStart),
			Date.parse(start),
			Date.parse(end),
		]),
	});
}

/** To the minute, as Exchange keeps times; a single event is the same in every zone. */
function canonicalTimes(all: Times): unknown {
	const { start, end, isAllDay, zone, recurrence } = all;
	const minute = (utc: number) => Math.floor(utc / minuteMs);
	const day = (utc: number) => Math.round(zone.toLocal(utc) / dayMs);
	if (!recurrence) return isAllDay ? ['days', day(start), day(end)] : [minute(start), minute(end)];
	const length = end - start;
	return [
		isAllDay ? ['days', day(start), day(end)] : [minute(start), minute(end)],
		all.zoneId.toLowerCase(),
		canonicalPattern(recurrence.pattern),
		canonicalEnd(all, recurrence),
		[...new Set(all.cancelled.map(minute))].sort(ascending),
		all.moved
			.filter(([original, from, to]) => from !== original || to - from !== length)
			.map((times) => times.map(minute))
			.sort(([a], [b]) => a - b),
	];
}

const ascending = (a: number, b: number) => a - b;

function canonicalPattern(pattern: RecurrencePatternRecord): unknown {
	switch (pattern.kind) {
		case 'weekly':
			return [
				pattern.kind,
				pattern.interval,
				daySet(pattern.daysOfWeek),
				// Where weeks begin matters only when some are left out.
				pattern.interval > 1 && (dayIndex(pattern.firstDayOfWeek ?? 'sunday') ?? 0),
			];
		case 'relativeMonthly':
			return [pattern.kind, pattern.interval, daySet(pattern.daysOfWeek), pattern.index];
		case 'relativeYearly':
			return [pattern.kind, daySet(pattern.daysOfWeek), pattern.index, monthNumber(pattern.month)];
		case 'absoluteYearly':
			return [pattern.kind, pattern.dayOfMonth, monthNumber(pattern.month)];
		case 'absoluteMonthly':
			return [pattern.kind, pattern.interval, pattern.dayOfMonth];
		case 'daily':
			return [pattern.kind, pattern.interval];
	}
}

/** An end date counts by the last occurrence before it, since Exchange may move it there. */
function canonicalEnd({ start, zone }: Times, recurrence: RecurrenceRecord): unknown {
	const { range } = recurrence;
	if (range.kind === 'noEnd') return null;
	if (range.kind === 'numbered') return range.numberOfOccurrences;
	let last = 'none';
	for (const one of occurrenceStarts({ recurrence, start, zone }, start, farFuture)) {
		last = String(Math.floor(zone.toLocal(one) / dayMs));
	}
	return last;
}

const farFuture = dayNumber(4501, 1, 1) * dayMs;
