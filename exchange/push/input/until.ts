import { dayMs, timeOfDay as clockTime } from '../../calendar/civil';
import type { TimeZones } from '../../calendar/timeZone';
import type { Zone } from '../../calendar/zone';
import { isoOfCompact } from './rrule';
import { readTime } from './time';

/** Of a series, what its UNTIL is compared with. */
interface SeriesStart {
	/** Milliseconds as the clock of the series shows them. */
	local: number;
	zone: Zone;
	isAllDay: boolean;
}

/**
 * The last day on which a series can begin an occurrence, as a day number: what starts later on the day of UNTIL
 * is out. A series of days has no time of day.
 * @returns undefined when it is no time
 * @throws InvalidInput naming `rrule` for one that no calendar has
 * @see https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10
 */
export function lastDayUntil(
	until: string,
	{ local, zone, isAllDay }: SeriesStart,
	zones: TimeZones,
): number | undefined {
	const iso = isoOfCompact(until);
	if (iso === undefined) return undefined;
	const reading = { zones, defaultZone: 'UTC', isZoneChosen: true };
	const { instant, day, timeOfDay } = readTime('rrule', iso, reading);
	if (instant === undefined || timeOfDay === undefined) return day;
	if (isAllDay && timeOfDay === 0) return day;
	if (!iso.endsWith('Z')) return isAllDay || clockTime(local) <= timeOfDay ? day : day - 1;
	const last = Math.floor(zone.toLocal(instant) / dayMs);
	const isIn = isAllDay || zone.toUtc(last * dayMs + clockTime(local)) <= instant;
	return isIn ? last : last - 1;
}
