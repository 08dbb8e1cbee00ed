import { dayMs, dayOfDate } from '../../exchange/calendar/civil';
import type { PatternedRecurrence } from '../../exchange/calendar/graphTypes';
import { timeZones } from '../../exchange/calendar/timeZone';
import { isoOfCompact, readRrule } from '../../exchange/push/input/rrule';
import { readTime, zoneOf } from '../../exchange/push/input/time';

/**
 * The recurrence of an RRULE in Graph's shape.
 * @param start of the first occurrence
 * @param timeZone of the series
 * @throws InvalidInput when the rule can't be read, or Exchange has nothing like it
 */
export function recurrenceOfRule(
	rrule: string,
	start: Date,
	timeZone: string,
): PatternedRecurrence {
	const zones = timeZones();
	const zone = zoneOf(timeZone, zones);
	const dayIn = (instant: number) => Math.floor(zone.toLocal(instant) / dayMs);
	const untilDay = (until: string): number | undefined => {
		const iso = isoOfCompact(until);
		if (iso === undefined) return undefined;
		const options = { zones, defaultZone: timeZone, isZoneChosen: true };
		const { instant } = readTime('rrule', iso, options);
		return instant === undefined ? dayOfDate(iso) : dayIn(instant);
	};
	return readRrule(rrule, dayIn(start.getTime()), untilDay).recurrence;
}
