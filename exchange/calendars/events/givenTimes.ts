import { dateText, dayMs, instantText, localText } from '../../calendar/civil';
import { itemZone, startTimeZoneId, times } from '../../calendar/itemTimes';
import type { TimeZones } from '../../calendar/timeZone';
import { utcZone, type Zone } from '../../calendar/zone';
import { InvalidInput } from '../../errors';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import type { PushInput, PushTime } from '../../push/input/pushInput';
import { readTime, type TimeOptions } from '../../push/input/time';
import { isGiven } from '../../push/input/values';
import type { Change } from './change';
import type { FieldsInput } from './fields';

/** The times that an event has now. */
export interface CurrentTimes {
	/** UTC milliseconds; of an all-day event the midnights of its own zone. */
	start: number;
	end: number;
	isAllDay: boolean;
	zone: Zone;
	/** Its name, where it has one that can be written. */
	zoneId?: string;
}

const timeFields = ['start', 'end', 'isAllDay', 'recurrence', 'rrule', 'exceptions'] as const;

/** True where the fields say something of when the event is; a recurrence of null says that it is none. */
export function saysWhen(fields: FieldsInput): boolean {
	return timeFields.some((name) => isGiven(fields[name])) || fields.recurrence === null;
}

/** @param start UTC milliseconds, in place of the item's own */
export function currentTimes(
	item: CalendarItemRecord,
	zones: TimeZones,
	start?: number,
): CurrentTimes {
	const own = itemZone(item, zones);
	const zone = own ?? utcZone;
	const name = startTimeZoneId(item);
	const zoneId = name !== undefined && zones.byName(name) ? name : undefined;
	const isAllDay = item.isAllDayEvent === true;
	const shown = times(item, { outputZone: utcZone, zones });
	const instant = (local: { dateTime: string } | undefined) => {
		const utc = Date.parse(`${local?.dateTime.slice(0, 23)}Z`);
		// Days are those of the zone that the event was made in, however the server writes them.
		return isAllDay ? zone.toUtc(utc) : utc;
	};
	const [first, last] = [instant(shown.start), instant(shown.end)];
	const from = start ?? first;
	const length = zone.toLocal(last) - zone.toLocal(first);
	return {
		start: from,
		end: zone.toUtc(zone.toLocal(from) + length),
		isAllDay,
		zone,
		...(zoneId !== undefined && { zoneId }),
	};
}

/** A moment as a source would give it: of an all-day event a date. */
export function givenTime(
	instant: number,
	{ zone, zoneId }: Pick<CurrentTimes, 'zone' | 'zoneId'>,
	isAllDay: boolean,
): PushTime {
	const local = zone.toLocal(instant);
	if (isAllDay) return dateText(Math.floor(local / dayMs));
	return zoneId === undefined
		? instantText(instant)
		: { dateTime: localText(local), timeZone: zoneId };
}

/**
 * Fills in what is not given of start, end and day: a new start alone keeps the length.
 * @throws InvalidInput naming `start` or `end`, for what is no time
 */
export function completedTimes(
	{ input: { start, end, isAllDay }, endsOnLastDay }: Pick<Change, 'input' | 'endsOnLastDay'>,
	current: CurrentTimes,
	options: TimeOptions,
): Pick<PushInput, 'start' | 'end' | 'isAllDay'> {
	const allDay = isGiven(isAllDay) ? isAllDay : current.isAllDay;
	const isDay = allDay === true;
	const length = current.zone.toLocal(current.end) - current.zone.toLocal(current.start);
	if (current.isAllDay && !isDay && !isGiven(start)) {
		throw new InvalidInput('start', 'The event is all day, and does not say when it is to begin', {
			remedy: 'Give start and end with their times, such as 2026-11-25T09:00:00Z.',
		});
	}
	const begins = isGiven(start) ? start : givenTime(current.start, current, isDay);
	if (isGiven(end)) {
		const { day, timeOfDay } = readTime('end', end, options);
		const isLastDay = isDay && endsOnLastDay && !timeOfDay;
		return { start: begins, end: isLastDay ? dateText(day + 1) : end, isAllDay: allDay };
	}
	if (isGiven(start)) {
		const { day, instant } = readTime('start', start, options);
		if (isDay) {
			const days = Math.max(1, Math.ceil(length / dayMs));
			return { start, end: dateText(day + days), isAllDay: allDay };
		}
		// A day has no length in hours that could be meant.
		if (instant === undefined || current.isAllDay) return { start, isAllDay: allDay };
		const { zone } = current;
		const ends = zone.toUtc(zone.toLocal(instant) + length);
		return { start, end: instantText(ends), isAllDay: allDay };
	}
	const lastDay = Math.ceil(current.zone.toLocal(current.end) / dayMs);
	const ends = isDay ? dateText(lastDay) : givenTime(current.end, current, current.isAllDay);
	return { start: begins, end: ends, isAllDay: allDay };
}
