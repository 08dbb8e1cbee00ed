import { dateText, dayMs, instantText, localText } from '../../calendar/civil';
import { itemZone, startTimeZoneId, times } from '../../calendar/itemTimes';
import type { TimeZones } from '../../calendar/timeZone';
import { utcZone, type Zone } from '../../calendar/zone';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import type { PushTime } from '../input/pushInput';

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
