import type { CalendarItemRecord } from '../ews/calendarItem';
import {
	dateText,
	dayMs,
	instantOf,
	instantText,
	instantTextOf,
	localText,
	minuteMs,
} from './civil';
import type { DateTimeTimeZone } from './graphTypes';
import { isUtc, type TimeZones } from './timeZone';
import type { Zone } from './zone';

/** The time of an event in a form that needs no zone. */
export interface PlainTimes {
	/** The instant of `start` and `end`, such as `2026-11-25T09:00:00Z`; not of all-day events. */
	startUtc?: string;
	endUtc?: string;
	/** The first and last day of an all-day event, such as `2026-11-25`; the last one is part of it. */
	startDate?: string;
	lastDate?: string;
}

/**
 * `start` and `end` of an item. Of an all-day item they are midnights of its dates in its own zone,
 * written the same for every output zone.
 * @param start UTC milliseconds
 */
export function times(
	item: CalendarItemRecord,
	{ outputZone, zones }: { outputZone: Zone; zones: TimeZones },
	start: number | undefined = instantOf(item.start),
	end: number | undefined = instantOf(item.end),
): { start?: DateTimeTimeZone; end?: DateTimeTimeZone; plain?: PlainTimes } {
	const write = (local: number): DateTimeTimeZone => ({
		dateTime: localText(local),
		timeZone: outputZone.id,
	});
	if (start === undefined || end === undefined) return {};
	if (item.isAllDayEvent !== true) {
		return {
			start: write(outputZone.toLocal(start)),
			end: write(outputZone.toLocal(end)),
			plain: plainTimes(start, end, false),
		};
	}
	const startZone = { ...startTimeZone(item), zone: itemZone(item, zones) };
	const itsEnd = endTimeZone(item);
	const endZone = zones.ofRecord(itsEnd);
	const firstDay = midnightOfDay(start, startZone);
	const tellsEnd = endZone !== undefined && !isUtc(endZone);
	const ends = midnightOfDay(end, tellsEnd ? { ...itsEnd, zone: endZone } : startZone);
	const afterLast = Math.max(ends, firstDay + dayMs);
	return {
		start: write(firstDay),
		end: write(afterLast),
		plain: plainTimes(firstDay, afterLast, true),
	};
}

/**
 * @param start UTC milliseconds; of an all-day event the midnight at which it begins, as if in UTC
 * @param end exclusive
 */
export function plainTimes(start: number, end: number, isAllDay: boolean): PlainTimes {
	return isAllDay
		? {
				startDate: dateText(Math.floor(start / dayMs)),
				lastDate: dateText(Math.floor(end / dayMs) - 1),
			}
		: { startUtc: instantText(start), endUtc: instantText(end) };
}

/** Names of all plain times. */
export const plainTimeNames = ['startUtc', 'endUtc', 'startDate', 'lastDate'] as const;

/** The zone that the item was made in; undefined when it is custom, unknown or was not sent. */
export function itemZone(item: CalendarItemRecord, zones: TimeZones): Zone | undefined {
	return zones.ofRecord(startTimeZone(item));
}

function startTimeZone({ startTimeZone, startTimeZoneId }: CalendarItemRecord) {
	return startTimeZone ?? (startTimeZoneId === undefined ? undefined : { id: startTimeZoneId });
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
export function nearestMidnight(local: number): number {
	return Math.floor((local + dayMs / 2) / dayMs) * dayMs;
}

/** As far ahead of UTC as the Chatham Islands are in summer: the clocks further ahead are those of fewer people. */
const mostAheadMs = (13 * 60 + 45) * minuteMs;

/**
 * The date that an all-day item begins with, or ends before, as the milliseconds of its midnight in UTC. Where
 * its zone tells nothing, as programs write UTC for days of any zone, the name of the zone may give the
 * difference to UTC. Else midnight counts as that of a clock from 10 hours behind UTC (Hawaii) to 13:45 ahead:
 * 11:00 is New Zealand's in summer and that of American Samoa.
 * @param utc the instant at which it begins or ends, milliseconds
 */
export function midnightOfDay(
	utc: number,
	{ zone, id, name }: { zone?: Zone; id?: string; name?: string },
): number {
	if (zone && !isUtc(zone)) return nearestMidnight(zone.toLocal(utc));
	const offset = offsetInName(name) ?? offsetInName(id);
	if (offset !== undefined && offset !== 0) return nearestMidnight(utc + offset);
	return Math.floor((utc + mostAheadMs) / dayMs) * dayMs;
}

/** `(UTC+12:00) Auckland, Wellington`: as Windows shows zones, without summer time. Older ones say GMT. */
function offsetInName(name = ''): number | undefined {
	const found = /^\((?:UTC|GMT)([+-])(\d\d?)[:.](\d\d)\)/.exec(name);
	if (found === null) return undefined;
	const size = (Number(found[2]) * 60 + Number(found[3])) * minuteMs;
	return found[1] === '+' ? size : -size;
}

/** True for an occurrence of a series, modified or not. */
export function isOccurrence({
	calendarItemType,
}: Pick<CalendarItemRecord, 'calendarItemType'>): boolean {
	return calendarItemType === 'Occurrence' || calendarItemType === 'Exception';
}

/** An occurrence's place in its series; an invitation to one occurrence alone has it as well. */
export function originalStart(item: CalendarItemRecord): string | undefined {
	if (item.calendarItemType === 'RecurringMaster') return undefined;
	if (item.calendarItemType === 'Single') return instantTextOf(item.recurrenceId);
	return instantTextOf(item.originalStart ?? item.recurrenceId);
}

/** The id of the zone that the item begins in, as the server sent it. */
export function startTimeZoneId(item: CalendarItemRecord): string | undefined {
	return item.startTimeZone?.id ?? item.startTimeZoneId;
}

/** The id of the zone that the item ends in, as the server sent it. */
export function endTimeZoneId(item: CalendarItemRecord): string | undefined {
	return item.endTimeZone?.id ?? item.endTimeZoneId;
}
