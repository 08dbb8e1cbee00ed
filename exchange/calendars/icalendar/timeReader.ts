import { dayMs, instantOf, localText } from '../../calendar/civil';
import { timeZones, type TimeZones } from '../../calendar/timeZone';
import { utcZone, type Zone } from '../../calendar/zone';
import { InvalidInput } from '../../errors';
import type { IcsEvent } from './icsEvent';
import { parameter, property, textOf, type JCal, type JProperty } from './jcal';
import { ZonesOfText } from './zonesOfText';

type Time = NonNullable<IcsEvent['start']>;

/** A time of the text. */
export interface ReadTime {
	/** As push takes it. */
	time: Time;
	isDate: boolean;
	/** Milliseconds as the clock shows them. */
	local: number;
	/** Absent for dates, and for times that say no zone. */
	zone?: Zone;
}

/** Reads the times of an iCalendar text. */
export class TimeReader {
	readonly zones: TimeZones = timeZones();
	private readonly named: ZonesOfText;
	private readonly floating: Zone | undefined;

	/** @throws InvalidInput naming `timeZone` for one that is not known */
	constructor(calendars: readonly JCal[], timeZone: string | undefined) {
		this.named = new ZonesOfText(calendars, this.zones);
		this.floating = timeZone === undefined ? undefined : this.zones.byName(timeZone);
		if (timeZone !== undefined && !this.floating) {
			throw new InvalidInput('timeZone', `Unknown time zone "${timeZone}"`, {
				remedy:
					'Use UTC, a Windows id such as "W. Europe Standard Time" or an IANA name such as "Europe/Berlin".',
			});
		}
	}

	/** Start and end; all day where they are dates, or Outlook says so. */
	span(event: JCal): Pick<IcsEvent, 'start' | 'end' | 'isAllDay'> {
		const start = this.required(event);
		const end = this.end(event, start);
		const says = textOf(event, 'x-microsoft-cdo-alldayevent')?.toUpperCase() === 'TRUE';
		const isAllDay = start.isDate || (says && isMidnight(start) && isMidnight(end));
		if (!isAllDay) return { start: start.time, end: end.time, isAllDay };
		// RFC 5545 has no such day, and many programs write the one that is meant so.
		const last = end.local === start.local ? { ...end, local: end.local + dayMs } : end;
		return { start: dateOf(start), end: dateOf(last), isAllDay };
	}

	/** DTSTART. @throws InvalidInput where it is missing */
	required(event: JCal): ReadTime {
		const start = property(event, 'dtstart');
		if (start) return this.read(start);
		throw new InvalidInput('ics', 'The event of the iCalendar text has no DTSTART', {
			remedy: 'Give the event a start, such as DTSTART:20261126T090000Z.',
		});
	}

	/** @param at which of the values of the property */
	read(given: JProperty, at = 3): ReadTime {
		const text = completed(String(given[at]));
		const isDate = given[2] === 'date' || /^\d{4}-\d\d-\d\d$/.test(text);
		const local = instantOf(isDate ? `${text}T00:00:00Z` : `${text.replace(/Z$/i, '')}Z`);
		if (local === undefined) throw unreadable(given[0], text);
		if (isDate) return { time: text, isDate, local };
		if (/Z$/i.test(text)) return this.at(local, utcZone);
		const name = parameter(given, 'tzid');
		if (name !== undefined) return this.at(local, this.named.zone(name, local));
		return this.floating ? this.at(local, this.floating) : { time: plain(local), isDate, local };
	}

	private end(event: JCal, start: ReadTime): ReadTime {
		const end = property(event, 'dtend');
		if (end) return this.read(end);
		const duration = textOf(event, 'duration');
		if (duration === undefined) {
			return start.isDate ? this.later(start, dayMs, 0) : start;
		}
		const found = /^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(
			duration,
		);
		if (!found) throw unreadable('duration', duration);
		const [weeks, days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
		const exact = ((hours * 60 + minutes) * 60 + seconds) * 1000;
		return this.later(start, (weeks * 7 + days) * dayMs, exact);
	}

	/** Days go by the calendar, hours by the clock that never changes. */
	private later(start: ReadTime, days: number, exact: number): ReadTime {
		const local = start.local + days;
		if (start.isDate) return { ...start, local, time: plain(local).slice(0, 10) };
		const { zone } = start;
		if (!zone) return { ...start, local: local + exact, time: plain(local + exact) };
		return this.at(zone.toLocal(zone.toUtc(local) + exact), zone);
	}

	private at(local: number, zone: Zone): ReadTime {
		const time = { dateTime: plain(local), timeZone: zone.id };
		return { time, isDate: false, local, zone };
	}
}

/**
 * Many programs leave out that a value is a date, or the seconds of a time: the library of the format takes
 * nothing for what is missing.
 * @see https://github.com/kewisch/ical.js/issues/620
 */
function completed(text: string): string {
	return text.replace(/T::$/, '').replace(/(T\d\d:\d\d):(Z?)$/, '$1:00$2');
}

function plain(local: number): string {
	return localText(local).slice(0, 19);
}

function dateOf({ local }: ReadTime): string {
	return plain(local).slice(0, 10);
}

function isMidnight({ local }: ReadTime): boolean {
	return local % dayMs === 0;
}

function unreadable(name: string, text: string): InvalidInput {
	return new InvalidInput('ics', `The ${name.toUpperCase()} of the iCalendar text is "${text}"`, {
		remedy:
			'Use times such as 20261126T090000Z, dates such as 20261126 and durations such as PT1H.',
	});
}
