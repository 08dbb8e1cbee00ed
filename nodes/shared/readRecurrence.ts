import { dayMs, instantText } from '../../exchange/calendar/civil';
import type { PatternedRecurrence } from '../../exchange/calendar/graphTypes';
import { timeZones } from '../../exchange/calendar/timeZone';
import type { Zone } from '../../exchange/calendar/zone';
import { readRrule } from '../../exchange/push/input/rrule';
import { zoneOf } from '../../exchange/push/input/time';
import { readTimes } from '../../exchange/push/input/times';
import { lastDayUntil } from '../../exchange/push/input/until';

/** A series as a rule of iCalendar gives it. */
export interface GivenSeries {
	/** In Graph's shape. */
	recurrence: PatternedRecurrence;
	/** Starts of the occurrences that EXDATE lines take out. */
	cancelled: Date[];
}

/**
 * The series of an RRULE, with EXDATE lines or without.
 * @param start of the first occurrence
 * @param end of the first occurrence
 * @param timeZone of the series
 * @throws InvalidInput when the rule can't be read, or Exchange has nothing like it
 */
export function seriesOfRule(
	rrule: string,
	{ start, end }: { start: Date; end: Date },
	timeZone: string,
): GivenSeries {
	const zones = timeZones();
	const zone = zoneOf(timeZone, zones);
	const local = zone.toLocal(start.getTime());
	const { recurrence, excluded } = readRrule(rrule, Math.floor(local / dayMs), (until) =>
		lastDayUntil(until, { local, zone, isAllDay: false }, zones),
	);
	if (excluded.length === 0) return { recurrence, cancelled: [] };
	const defaultZone = zone.id;
	const options = { zones, defaultZone, isZoneChosen: true, knowsWorkingElsewhere: false };
	const series = { externalId: '', start: clockOf(zone, start), end: clockOf(zone, end), rrule };
	const { cancelled = [] } = readTimes(series, options) ?? {};
	return { recurrence, cancelled: cancelled.map((one) => new Date(one)) };
}

/** The time that a clock of the zone shows. */
function clockOf(zone: Zone, moment: Date): string {
	return instantText(zone.toLocal(moment.getTime())).replace('Z', '');
}
