import { isoOfDate } from './givenTime';
import { civilDate, dayMs, dayNumber, daysInMonth, minuteMs } from '../../calendar/civil';
import { ianaName, windowsId, type TimeZones } from '../../calendar/timeZone';
import type { Zone } from '../../calendar/zone';
import { windowsZones } from '../../calendar/windowsZones';
import { InvalidInput } from '../../errors';
import { describe, readObject } from './values';

/** Zones for reading times. */
export interface TimeOptions {
	zones: TimeZones;
	/** Windows id, for times without a zone and for all-day events. */
	defaultZone: string;
	/** True when `defaultZone` was chosen by somebody; else times and days without a zone are refused. */
	isZoneChosen: boolean;
	/** True where `defaultZone` stands in for that of the mailbox: one that an event names counts before it. */
	isStandIn?: boolean;
}

/** A time as it was given: its clock face, and the instant when that is certain. */
export interface GivenTime {
	/** Days since 1970 of the date as written. */
	day: number;
	/** Milliseconds since midnight as written; undefined for a date alone. */
	timeOfDay?: number;
	/** UTC milliseconds; undefined for a date alone. */
	instant?: number;
	/** Windows id, if one was given. */
	zone?: string;
}

/** A text as a time of the clock that somebody writes down. */
interface WrittenTime {
	/** Days since 1970 of the date. */
	day: number;
	/** Milliseconds since midnight, up to those of a whole day; undefined for a date alone. */
	timeOfDay?: number;
	/** UTC milliseconds; undefined without an offset. */
	instant?: number;
}

/** Also as databases write it: `2026-11-25 10:00:00.0000000 +01:00`, `2026-11-25 10:00:00+01`. */
const format =
	/^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?(?:\s*(?:(Z)|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?))?)?$/;

/**
 * Reads a date, a time, or an instant: a time with an offset. Blanks around it are passed over.
 * @returns undefined for any other text, and for dates and times that no calendar and no clock has
 */
export function readWrittenTime(text: string): WrittenTime | undefined {
	const found = format.exec(text.trim());
	if (!found) return undefined;
	const [year, month, date] = found.slice(1, 4).map(Number);
	if (month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) return undefined;
	const day = dayNumber(year, month, date);
	if (found[4] === undefined) return { day };
	const [hours, minutes, seconds] = found.slice(4, 7).map((part) => Number(part ?? 0));
	const milliseconds = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3));
	const timeOfDay = (hours * 3600 + minutes * 60 + seconds) * 1000 + milliseconds;
	if (timeOfDay > dayMs) return undefined;
	const [utc, sign, offsetHours, offsetMinutes = '0'] = found.slice(8);
	if (utc === undefined && sign === undefined) return { day, timeOfDay };
	const offset = utc ? 0 : (Number(offsetHours) * 60 + Number(offsetMinutes)) * minuteMs;
	const local = day * dayMs + timeOfDay;
	return { day, timeOfDay, instant: sign === '-' ? local + offset : local - offset };
}

/** The UTC milliseconds of a time with an offset; undefined for any other text. */
export function readInstant(text: string): number | undefined {
	return readWrittenTime(text)?.instant;
}

/** @throws InvalidInput naming the field: no date of the calendar, unknown zone, outside 1601 to 4500 */
export function readTime(field: string, value: unknown, options: TimeOptions): GivenTime {
	if (typeof value === 'string') return parse(field, value.trim(), undefined, options);
	const instant = isoOfDate(value);
	if (instant !== undefined) return parse(field, instant, undefined, options);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw unreadable(field, value);
	}
	const { dateTime, timeZone } = readObject(field, value);
	if (typeof dateTime !== 'string') {
		throw new InvalidInput(field, `${field} has no dateTime`, { remedy: remedyFor(field) });
	}
	const named = timeZone === undefined || timeZone === '' ? undefined : timeZone;
	const zone =
		named === undefined ? undefined : readZone(`${field}.timeZone`, named, options.zones);
	return parse(field, dateTime.trim(), zone, options);
}

/**
 * The Windows id of a zone that is known here, whatever it was called.
 * @throws InvalidInput naming the field
 */
export function readZone(field: string, name: unknown, zones: TimeZones): string {
	const id = typeof name === 'string' ? zoneId(name.trim()) : undefined;
	if (id !== undefined && zones.byName(id) !== undefined) return id;
	throw new InvalidInput(field, `Unknown time zone ${describe(name)}`, {
		remedy:
			'Use UTC, a Windows id such as "W. Europe Standard Time" or an IANA name such as "Europe/Berlin".',
	});
}

function zoneId(name: string): string | undefined {
	if (/^(utc|z|gmt|tzone:\/\/microsoft\/utc)$/i.test(name)) return 'UTC';
	if (Object.hasOwn(windowsZones, name)) return name;
	if (ianaName(name) !== undefined) {
		const wanted = name.toLowerCase();
		return Object.keys(windowsZones).find((id) => id.toLowerCase() === wanted);
	}
	return /^[A-Za-z]/.test(name) ? windowsId(name) : undefined;
}

export function zoneOf(id: string, zones: TimeZones): Zone {
	const zone = zones.byName(id);
	if (zone) return zone;
	throw new InvalidInput('timeZone', `Unknown time zone ${describe(id)}`, {
		remedy: 'Use a name such as Europe/Amsterdam or W. Europe Standard Time.',
	});
}

function parse(
	field: string,
	text: string,
	zone: string | undefined,
	{ zones, defaultZone, isZoneChosen }: TimeOptions,
): GivenTime {
	const written = readWrittenTime(text);
	if (!written || written.timeOfDay === dayMs) throw unreadable(field, text);
	const { day } = written;
	refuseYear(field, civilDate(day).year);
	if (written.timeOfDay === undefined) return { day, ...(zone !== undefined && { zone }) };
	// Exchange keeps no fractions of a second.
	const timeOfDay = wholeSeconds(written.timeOfDay);
	if (written.instant !== undefined) {
		const instant = wholeSeconds(written.instant);
		return { day, timeOfDay, instant, ...(zone && { zone }) };
	}
	if (zone === undefined && !isZoneChosen) {
		throw noZone(field, `${field} (${text}) does not say in which time zone it is`);
	}
	const at = zone ?? defaultZone;
	const local = day * dayMs + timeOfDay;
	return { day, timeOfDay, instant: zoneOf(at, zones).toUtc(local), zone: at };
}

function wholeSeconds(milliseconds: number): number {
	return Math.floor(milliseconds / 1000) * 1000;
}

/** @throws InvalidInput naming the field, for a year that Exchange does not keep */
export function refuseYear(field: string, year: number): void {
	if (year >= 1601 && year <= 4500) return;
	throw new InvalidInput(field, `${field} is in the year ${year}`, {
		remedy: 'Exchange keeps the years 1601 to 4500.',
	});
}

function unreadable(field: string, value: unknown): InvalidInput {
	return new InvalidInput(field, `${field} is ${describe(value)}, not a date or time`, {
		remedy: remedyFor(field),
	});
}

/** For a time that needs a zone, where neither the event nor the options nor the mailbox names one. */
export function noZone(field: string, problem: string): InvalidInput {
	return new InvalidInput(field, `${problem}, and the mailbox has no time zone of its own`, {
		remedy: `Choose Time Zone, or give ${field} as { dateTime, timeZone }; or have the mailbox opened in Outlook on the web once, which sets its time zone.`,
	});
}

function remedyFor(field: string): string {
	return `Give ${field} as { dateTime, timeZone }, as "2026-11-25T09:00:00+01:00", or as "2026-11-25" for an all-day event.`;
}
