/** Calendar items as iCalendar text, as MimeContent shows them. */
import { plainText } from '../calendarItems/body';
import type { Attendee, CalendarItem, EventFields } from '../contracts';
import { exceptionInstance, firstAndLast, type EventInstance } from '../model/series';
import type { ZoneTable } from '../model/zonedTime';
import { toLocal } from '../timeZones';
import { compact, component, escaped, line, utcTime } from './lines';
import { recurrenceRule } from './recurrence';
import { timeZoneComponent } from './timeZone';

const STATES: Record<string, string> = {
	Free: 'FREE',
	Tentative: 'TENTATIVE',
	Busy: 'BUSY',
	OOF: 'OOF',
	WorkingElsewhere: 'WORKINGELSEWHERE',
};
const ANSWERS: Record<string, string> = {
	Accept: 'ACCEPTED',
	Organizer: 'ACCEPTED',
	Tentative: 'TENTATIVE',
	Decline: 'DECLINED',
};
const CLASSES: Record<string, string> = {
	Personal: 'PERSONAL',
	Private: 'PRIVATE',
	Confidential: 'CONFIDENTIAL',
};
const PRIORITIES: Record<string, number> = { High: 1, Normal: 5, Low: 9 };
const ROLES = {
	required: 'REQ-PARTICIPANT',
	optional: 'OPT-PARTICIPANT',
	resource: 'NON-PARTICIPANT',
};

/** A whole VCALENDAR: the item with the rules of its zone, and of a master its exceptions. */
export function calendarText(instance: EventInstance, zones: ZoneTable): string {
	const { fields, item, kind } = instance;
	const named = [...new Set([fields.startTimeZone, fields.endTimeZone])];
	const year = fields.start.getUTCFullYear();
	const exceptions =
		kind === 'RecurringMaster'
			? [...item.exceptions.values()].map((exception) => exceptionInstance(item, exception))
			: [];
	return `${component('VCALENDAR', [
		line('METHOD', fields.isMeeting ? 'REQUEST' : 'PUBLISH'),
		line('PRODID', 'Microsoft Exchange Server 2010'),
		line('VERSION', '2.0'),
		...named.map((id) => timeZoneComponent(zones.get(id), year)),
		...[instance, ...exceptions].map((one) => eventComponent(one, zones)),
	])}\r\n`;
}

function eventComponent(instance: EventInstance, zones: ZoneTable): string {
	const { fields, item, lastModified, kind } = instance;
	const { isAllDay, sensitivity, startTimeZone, endTimeZone } = fields;
	const time = (name: string, moment: Date, zone: string) =>
		timeLine(name, moment, zone, isAllDay, zones);
	const rule = kind === 'RecurringMaster' ? ruleLines(item, zones) : [];
	return component('VEVENT', [
		...people(fields),
		...description(fields),
		...rule,
		line('UID', escaped(item.uid)),
		instance.originalStart && time('RECURRENCE-ID', instance.originalStart, startTimeZone),
		line('SUMMARY', escaped(fields.subject), { LANGUAGE: fields.culture ?? 'en-US' }),
		time('DTSTART', fields.start, startTimeZone),
		time('DTEND', fields.end, endTimeZone),
		line('CLASS', CLASSES[sensitivity] ?? 'PUBLIC'),
		line('PRIORITY', String(PRIORITIES[fields.importance] ?? 5)),
		line('DTSTAMP', utcTime(lastModified)),
		line('TRANSP', fields.showAs === 'Free' ? 'TRANSPARENT' : 'OPAQUE'),
		line('STATUS', fields.isCancelled ? 'CANCELLED' : 'CONFIRMED'),
		line('SEQUENCE', String(fields.appointmentSequenceNumber)),
		fields.location === '' ? undefined : line('LOCATION', escaped(fields.location)),
		fields.categories.length === 0
			? undefined
			: line('CATEGORIES', fields.categories.map(escaped).join(',')),
		line('X-MICROSOFT-CDO-BUSYSTATUS', STATES[fields.showAs] ?? 'BUSY'),
		line('X-MICROSOFT-CDO-ALLDAYEVENT', String(isAllDay).toUpperCase()),
		fields.reminderIsSet ? alarm(fields) : undefined,
	]);
}

/** Some readers take an empty one for a mistake. */
function description({ body, culture }: EventFields): string[] {
	const text = plainText(body);
	return text === '' ? [] : [line('DESCRIPTION', escaped(text), { LANGUAGE: culture ?? 'en-US' })];
}

function timeLine(
	name: string,
	moment: Date,
	zone: string,
	isAllDay: boolean,
	zones: ZoneTable,
): string {
	const local = compact(toLocal(moment, zones.get(zone)));
	if (isAllDay) return line(name, local.slice(0, 8), { VALUE: 'DATE' });
	return line(name, local.slice(0, 15), { TZID: zones.get(zone).id });
}

function ruleLines(master: CalendarItem, zones: ZoneTable): Array<string | undefined> {
	const { recurrence, deletedOccurrences, startTimeZone, isAllDay } = master;
	const last = firstAndLast(master, zones).last;
	return [
		recurrence && line('RRULE', recurrenceRule(recurrence, last?.originalStart)),
		...[...deletedOccurrences].map((start) =>
			timeLine('EXDATE', new Date(start), startTimeZone, isAllDay, zones),
		),
	];
}

function people({ isMeeting, organizer, attendees }: EventFields): string[] {
	if (!isMeeting) return [];
	return [
		line('ORGANIZER', `MAILTO:${organizer.emailAddress}`, { CN: organizer.name }),
		...attendees.map(attendeeLine),
	];
}

function attendeeLine({ role, response, name, emailAddress }: Attendee): string {
	return line('ATTENDEE', `MAILTO:${emailAddress}`, {
		ROLE: ROLES[role],
		PARTSTAT: ANSWERS[response] ?? 'NEEDS-ACTION',
		RSVP: 'TRUE',
		CN: name,
	});
}

function alarm({ reminderMinutesBeforeStart }: EventFields): string {
	return component('VALARM', [
		line('DESCRIPTION', 'REMINDER'),
		line('TRIGGER', `-PT${reminderMinutesBeforeStart}M`, { RELATED: 'START' }),
		line('ACTION', 'DISPLAY'),
	]);
}
