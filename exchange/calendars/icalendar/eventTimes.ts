import {
	dayMs,
	dayOfDate,
	instantOf,
	instantText,
	localText,
	timeOfDay,
} from '../../calendar/civil';
import type { CalendarEvent, DateTimeTimeZone } from '../../calendar/event';
import type { PatternedRecurrence } from '../../calendar/graphTypes';
import { midnightOfDay } from '../../calendar/itemTimes';
import { hasStartNear } from '../../calendar/occurrences';
import { recurrenceRecord } from '../../calendar/recurrence';
import { isUtc, type TimeZones } from '../../calendar/timeZone';
import { utcZone, type Zone } from '../../calendar/zone';
import { InvalidInput } from '../../errors';
import type { JProperty } from './jcal';

/** Writes the times of an event and its exceptions, all in the zone of the event itself. */
export class EventTimes {
	/** Ids of the zones that were written. */
	readonly namedZones = new Set<string>();
	readonly startUtc: string;
	private readonly zone: Zone;
	private readonly isAllDay: boolean;
	/** The midnight of its date, as if in UTC. */
	private readonly firstDay: number;
	/** The zone whose days an all-day event has: not the one that its times are written in. */
	private readonly ofDays: { zone?: Zone; name?: string };

	/** @throws InvalidInput naming a time that is missing or can't be read */
	constructor(
		event: CalendarEvent,
		private readonly zones: TimeZones,
	) {
		this.isAllDay = event.isAllDay ?? false;
		const { recurrenceTimeZone } = event.recurrence?.range ?? {};
		const { originalStartTimeZone: name } = event;
		const own = this.known([recurrenceTimeZone, name]);
		this.ofDays = { zone: own, name };
		this.zone = own ?? this.known([event.start?.timeZone]) ?? utcZone;
		this.firstDay = Date.parse(`${event.start?.dateTime.slice(0, 10)}T00:00:00Z`);
		this.startUtc = instantText(this.instant('start', event.start));
	}

	/** DTSTART and DTEND. */
	properties(event: CalendarEvent): JProperty[] {
		if (event.isAllDay) {
			return [this.date('dtstart', event.start), this.date('dtend', event.end)];
		}
		const end = this.known([event.originalEndTimeZone]) ?? this.zone;
		return [
			this.local('dtstart', this.instant('start', event.start), this.zone),
			this.local('dtend', this.instant('end', event.end), end),
		];
	}

	/**
	 * True where the event begins on a day that the pattern gives, as a file has it: from the day of the start on,
	 * in the zone that is written. Several days of a month are not looked at.
	 */
	isFirstOf({ pattern }: PatternedRecurrence): boolean {
		const { type, daysOfWeek = [] } = pattern;
		if (/^relative/.test(type) && daysOfWeek.length > 1) return true;
		const start = this.isAllDay ? this.firstDay : Date.parse(this.startUtc);
		const zone = this.isAllDay ? utcZone : this.zone;
		const startDate = localText(zone.toLocal(start)).slice(0, 10);
		const recurrence = recurrenceRecord({ pattern, range: { type: 'noEnd', startDate } });
		return hasStartNear({ recurrence, start, zone }, start);
	}

	/** RECURRENCE-ID. */
	originalStart({ originalStart }: CalendarEvent): JProperty {
		if (originalStart !== undefined) return this.moment('recurrence-id', originalStart);
		throw new InvalidInput('exceptions', 'An exception has no originalStart', {
			remedy: 'Give exceptions as getEvents or getChanges gives them.',
		});
	}

	/** A start that the pattern of the series gives, as a UTC instant. */
	moment(name: string, instant: string): JProperty {
		const utc = instantOf(instant);
		if (utc === undefined) throw unreadable(name, instant);
		if (!this.isAllDay) return this.local(name, utc, this.zone);
		return [name, {}, 'date', localText(midnightOfDay(utc, this.ofDays)).slice(0, 10)];
	}

	/** UNTIL: the last day of a series, at the time of its start. */
	until(endDate: string): string {
		if (this.isAllDay) return endDate.slice(0, 10);
		const start = this.zone.toLocal(Date.parse(this.startUtc));
		const day = dayOfDate(endDate);
		if (day === undefined) throw unreadable('recurrence.range.endDate', endDate);
		return instantText(this.zone.toUtc(day * dayMs + timeOfDay(start)));
	}

	private known(names: ReadonlyArray<string | undefined>): Zone | undefined {
		for (const name of names) {
			const zone = name === undefined ? undefined : this.zones.byName(name);
			if (zone) return zone;
		}
		return undefined;
	}

	private instant(field: string, time: DateTimeTimeZone | undefined): number {
		const zone = time && this.zones.byName(time.timeZone || 'UTC');
		const local = time && instantOf(`${time.dateTime.replace(/(\.\d{3})\d*$/, '$1')}Z`);
		if (zone === undefined || local === undefined) throw unreadable(field, time?.dateTime);
		return zone.toUtc(local);
	}

	private date(name: 'dtstart' | 'dtend', time: DateTimeTimeZone | undefined): JProperty {
		const date = time?.dateTime.slice(0, 10);
		if (date === undefined) throw unreadable(name === 'dtstart' ? 'start' : 'end', date);
		return [name, {}, 'date', date];
	}

	/** Of a clock face that is shown twice the zone means the first: the second is written in UTC. */
	private local(name: string, utc: number, zone: Zone): JProperty {
		const local = zone.toLocal(utc);
		if (isUtc(zone) || zone.toUtc(local) !== utc) return [name, {}, 'date-time', instantText(utc)];
		this.namedZones.add(zone.id);
		return [name, { tzid: zone.id }, 'date-time', localText(local).slice(0, 19)];
	}
}

function unreadable(field: string, value: string | undefined): InvalidInput {
	return new InvalidInput(field, `The ${field} of the event is ${value ?? 'missing'}`, {
		remedy:
			'Give an event with start and end as Graph writes them, such as { dateTime: "2026-11-25T09:00:00", timeZone: "UTC" }.',
	});
}
