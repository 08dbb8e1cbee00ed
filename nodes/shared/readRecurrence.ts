import { dayMs } from '../../exchange/calendar/civil';
import type { PatternedRecurrence } from '../../exchange/calendar/graphTypes';
import { timeZones } from '../../exchange/calendar/timeZone';
import { readRrule } from '../../exchange/push/input/rrule';
import { zoneOf } from '../../exchange/push/input/time';
import { lastDayUntil } from '../../exchange/push/input/until';

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
	const local = zone.toLocal(start.getTime());
	return readRrule(rrule, Math.floor(local / dayMs), (until) =>
		lastDayUntil(until, { local, zone, isAllDay: false }, zones),
	).recurrence;
}
