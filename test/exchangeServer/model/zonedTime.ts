import { findTimeZone, utc, type TimeZone } from '../timeZones';
import { formatDay } from './recurrence';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** Zones that came with requests, beside the ones Windows knows. */
export class ZoneTable {
	private readonly custom = new Map<string, TimeZone>();

	add(zone: TimeZone): void {
		this.custom.set(zone.id, zone);
	}

	/** The zone of that id; UTC for one that nobody knows. */
	get(id: string): TimeZone {
		return findTimeZone(id) ?? this.custom.get(id) ?? utc;
	}

	isKnown(id: string): boolean {
		return findTimeZone(id) !== undefined || this.custom.has(id);
	}
}

/** Wall clock as ms since 1970 of the same numbers in UTC. */
export function wallClock(moment: Date | number, zone: TimeZone): number {
	const time = Number(moment);
	return time + zone.offsetAt(new Date(time)) * MS_PER_MINUTE;
}

/**
 * The moment at which the zone's clocks show that: standard time in an hour that comes twice,
 * and in a skipped hour as if the clocks had not jumped.
 */
export function momentOf(wall: number, zone: TimeZone): Date {
	const before = zone.offsetAt(new Date(wall - MS_PER_DAY)) * MS_PER_MINUTE;
	const after = zone.offsetAt(new Date(wall + MS_PER_DAY)) * MS_PER_MINUTE;
	if (before === after) return new Date(wall - before);
	const standardFirst = [Math.min(before, after), Math.max(before, after)];
	const offset = standardFirst.find((one) => wallClock(wall - one, zone) === wall);
	return new Date(wall - (offset ?? before));
}

/** Days since 1970 of the wall clock. */
export function wallDay(wall: number): number {
	return Math.floor(wall / MS_PER_DAY);
}

/** `2026-11-25` of the day the moment lies on there. */
export function localDate(moment: Date, zone: TimeZone): string {
	return formatDay(wallDay(wallClock(moment, zone)));
}

/** `2026-11-25T10:00:00+01:00`, or `Z` in UTC. */
export function formatInZone(moment: Date, zone: TimeZone, milliseconds = false): string {
	const offset = zone.offsetAt(moment);
	const local = new Date(moment.getTime() + offset * MS_PER_MINUTE).toISOString();
	const text = local.slice(0, milliseconds ? 23 : 19);
	return zone === utc ? `${text}Z` : `${text}${formatOffset(offset)}`;
}

/** `+01:00`. */
export function formatOffset(minutes: number): string {
	const size = Math.abs(minutes);
	const two = (number: number) => String(number).padStart(2, '0');
	return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(Math.floor(size % 60))}`;
}

/**
 * An xs:dateTime; without an offset it is meant in `zone`.
 * Undefined when it is none.
 */
export function parseDateTime(text: string, zone: TimeZone): Date | undefined {
	const match =
		/^\s*(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(Z|[+-]\d\d:\d\d)?\s*$/.exec(
			text,
		);
	if (!match) return undefined;
	const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] =
		match;
	const wall = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
	const withFraction = wall + Math.floor(Number(`0.${fraction}`) * 1000);
	if (offset === undefined) return momentOf(withFraction, zone);
	if (offset === 'Z') return new Date(withFraction);
	const [hours, minutes] = offset.slice(1).split(':').map(Number);
	const sign = offset.startsWith('-') ? -1 : 1;
	return new Date(withFraction - sign * (hours * 60 + minutes) * MS_PER_MINUTE);
}
