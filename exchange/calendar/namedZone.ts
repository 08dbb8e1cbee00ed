import type { CalendarItemRecord } from '../ews/calendarItem';
import { dayMs, instantOf } from './civil';
import { itemZone, startTimeZoneId } from './itemTimes';
import type { TimeZones } from './timeZone';
import { windowsZones } from './windowsZones';
import type { Zone } from './zone';

/** Every rule for the clock shows within this time, and a name is good for as long. */
const followedMs = 2 * 366 * dayMs;

/**
 * Searches the Windows id of a zone that goes by no name, as Exchange gives those that Outlook made: a zone
 * whose clock shows the same from that time on. All of them take a fifth of a second: a step looks at one.
 * @param from UTC milliseconds
 * @returns undefined where the clock is that of no zone
 */
export function* windowsIdLike(
	zone: Zone,
	from: number,
	zones: TimeZones,
): Generator<void, string | undefined> {
	if (zones.byName(zone.id) !== undefined) return zone.id;
	for (const id of likelyFirst) {
		const other = zones.byName(id);
		if (other && isSameClock(zone, other, from)) return id;
		yield;
	}
	return undefined;
}

/** By what the server says of a zone and the month from which on it counts. */
const foundIds = new Map<string, string | undefined>();
const mostFoundIds = 1000;

/**
 * The zone of a series by a name that others can read, too: Outlook makes zones whose names say nothing.
 * @returns the name that the server gives where the clock is that of no zone, or not known
 */
export function seriesZoneId(item: CalendarItemRecord, zones: TimeZones): string | undefined {
	const name = startTimeZoneId(item);
	if (name === undefined || zones.byName(name)) return name;
	const zone = itemZone(item, zones);
	if (!zone) return name;
	const start = instantOf(item.start) ?? 0;
	const key = JSON.stringify([item.startTimeZone, Math.floor(start / (30 * dayMs))]);
	if (!foundIds.has(key)) {
		if (foundIds.size >= mostFoundIds) foundIds.clear();
		const search = windowsIdLike(zone, start, zones);
		let step = search.next();
		while (!step.done) step = search.next();
		foundIds.set(key, step.value);
	}
	return foundIds.get(key) ?? name;
}

function isSameClock(one: Zone, other: Zone, from: number): boolean {
	for (let at = from; at < from + followedMs; at += dayMs) {
		if (one.toLocal(at) !== other.toLocal(at)) return false;
	}
	return true;
}

/** Of zones whose clocks agree today, those that most people live in. */
const common = [
	'UTC',
	'GMT Standard Time',
	'W. Europe Standard Time',
	'E. Europe Standard Time',
	'FLE Standard Time',
	'Eastern Standard Time',
	'Central Standard Time',
	'Mountain Standard Time',
	'Pacific Standard Time',
	'China Standard Time',
	'India Standard Time',
	'Tokyo Standard Time',
];

const likelyFirst = [...new Set([...common, ...Object.keys(windowsZones)])];
