import { civilDate, dayMs, dayOfDate, instantOf } from '../../calendar/civil';
import type { CalendarEvent, SeriesEvent } from '../../calendar/event';
import { timeZones, type TimeZones } from '../../calendar/timeZone';
import { utcZone } from '../../calendar/zone';
import { InvalidInput } from '../../errors';
import { contentProperties } from './contentProperties';
import { EventTimes } from './eventTimes';
import type { EventToIcsOptions } from './icsEvent';
import type { JCal, JProperty } from './jcal';
import { icalFormat } from './loadFormat';
import { ruleValue } from './ruleText';
import { timeZoneComponent } from './timeZoneComponent';

/**
 * Writes an event as an iCalendar text with one VCALENDAR: a single event, one occurrence, or a series
 * with its exceptions; with a VTIMEZONE for each zone that it names.
 * @throws InvalidInput naming the field that is missing, and `recurrence` where no rule says the pattern
 * @see https://www.rfc-editor.org/rfc/rfc5545
 */
export function eventToIcs(event: SeriesEvent, options: EventToIcsOptions = {}): string {
	const zones = timeZones();
	const times = new EventTimes(event, zones);
	const uid = event.iCalUId ?? event.id;
	if (uid === undefined) {
		throw new InvalidInput('iCalUId', 'The event has no iCalUId', {
			remedy: 'Give an event as getEvents or getChanges gives it.',
		});
	}
	const place = event.originalStart === undefined ? [] : [times.originalStart(event)];
	const own = [...place, ...times.properties(event), ...series(event, times)];
	const master = component(uid, event, own);
	const exceptions = (options.exceptions ?? []).map((exception) =>
		component(uid, exception, [times.originalStart(exception), ...times.properties(exception)]),
	);
	const calendar: JCal = [
		'vcalendar',
		[
			['version', {}, 'text', '2.0'],
			['prodid', {}, 'text', '-//n8n-nodes-exchange-server//EN'],
		],
		[...zoneComponents(times, zones, event), master, ...exceptions],
	];
	return `${icalFormat().stringify(calendar)}\r\n`;
}

function component(uid: string, event: CalendarEvent, times: readonly JProperty[]): JCal {
	const { properties, components } = contentProperties(event);
	return ['vevent', [['uid', {}, 'text', uid], ...times, ...properties], components];
}

function series(event: SeriesEvent, times: EventTimes): JProperty[] {
	const { recurrence, cancelledOccurrences = [] } = event;
	if (!recurrence) return [];
	if (!times.isFirstOf(recurrence)) {
		throw new InvalidInput(
			'recurrence',
			'The pattern of the series does not give its own start: no rule of a file says what it means',
			{
				remedy:
					'It is one of another calendar, such as the Chinese one, or of a time zone that is not known. Take a file of each of its occurrences, as getEvents (Get Many) lists them.',
			},
		);
	}
	const until = recurrence.range.endDate && times.until(recurrence.range.endDate);
	const rule: JProperty = ['rrule', {}, 'recur', ruleValue(recurrence, until || undefined)];
	return [rule, ...cancelledOccurrences.map((start) => times.moment('exdate', start))];
}

/** The zones that the times name, from the first year of the event to its last. */
function zoneComponents(times: EventTimes, zones: TimeZones, event: SeriesEvent): JCal[] {
	const start = instantOf(times.startUtc) ?? 0;
	const { endDate } = event.recurrence?.range ?? {};
	const last = endDate === undefined ? undefined : dayOfDate(endDate);
	const yearOf = (day: number) => civilDate(day).year;
	return [...times.namedZones].map((id) =>
		timeZoneComponent(
			zones.byName(id) ?? utcZone,
			yearOf(Math.floor(start / dayMs)),
			last === undefined ? undefined : yearOf(last),
		),
	);
}
