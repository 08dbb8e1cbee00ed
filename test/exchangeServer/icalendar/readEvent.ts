/** iCalendar text that a client sends as MimeContent in place of single properties. */
import ICAL from 'ical.js';
import type { XmlNode } from '../contracts';
import { findTimeZone, windowsTimeZones } from '../timeZones';
import { TYPES } from '../xml/node';
import { invalidMime } from './invalidMime';

const SENSITIVITIES: Record<string, string> = {
	PRIVATE: 'Private',
	CONFIDENTIAL: 'Confidential',
	PERSONAL: 'Personal',
};
const STATES: Record<string, string> = {
	FREE: 'Free',
	TENTATIVE: 'Tentative',
	BUSY: 'Busy',
	OOF: 'OOF',
	WORKINGELSEWHERE: 'WorkingElsewhere',
};
const ROLES: Record<string, string> = {
	'OPT-PARTICIPANT': 'OptionalAttendees',
	'NON-PARTICIPANT': 'Resources',
};

export interface ReadEvent {
	/** The elements that say the same. */
	elements: XmlNode[];
	rule?: ICAL.Recur;
	/** Original starts of occurrences that are out. */
	excluded: ICAL.Time[];
}

/** @throws ResponseError ErrorMimeContentInvalid for what is no single event or series */
export function readEvent(base64: string): ReadEvent {
	const event = onlyEvent(Buffer.from(base64, 'base64').toString('utf8'));
	const text = (name: string) => event.getFirstPropertyValue(name)?.toString();
	const start = event.getFirstPropertyValue('dtstart');
	if (!(start instanceof ICAL.Time) || event.hasProperty('recurrence-id')) throw invalidMime();
	const rule = event.getFirstPropertyValue('rrule');
	return {
		elements: [
			...made('Subject', text('summary')),
			...made('Sensitivity', SENSITIVITIES[text('class') ?? '']),
			...made('Body', text('description'), { BodyType: 'Text' }),
			...categories(event),
			...made('Importance', importance(Number(text('priority') ?? 5))),
			...reminder(event),
			...made('UID', text('uid')),
			...times(event, start, text('x-microsoft-cdo-alldayevent') === 'TRUE'),
			...made('LegacyFreeBusyStatus', freeOrBusy(text)),
			...made('Location', text('location')),
			...attendees(event),
		],
		...(rule instanceof ICAL.Recur && { rule }),
		excluded: event
			.getAllProperties('exdate')
			.flatMap((property) => property.getValues() as ICAL.Time[]),
	};
}

function onlyEvent(text: string): ICAL.Component {
	try {
		const [event, ...more] = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
		if (event && more.length === 0) return event;
	} catch {
		// It is no iCalendar at all.
	}
	throw invalidMime();
}

const node = (
	name: string,
	text: string,
	attributes: Record<string, string> = {},
	children: XmlNode[] = [],
): XmlNode => ({ name, namespace: TYPES, attributes, children, text, line: 1, column: 1 });

function made(name: string, text?: string, attributes?: Record<string, string>): XmlNode[] {
	return text === undefined ? [] : [node(name, text, attributes)];
}

function times(event: ICAL.Component, start: ICAL.Time, saysAllDay: boolean): XmlNode[] {
	const end = endOf(event, start);
	const zone = zoneOf(event);
	const isUtc = start.zone === ICAL.Timezone.utcTimezone;
	const written = (time: ICAL.Time) => {
		const moment = time.isDate ? `${time.toString()}T00:00:00` : time.toString();
		return moment.replace(/Z?$/, isUtc ? 'Z' : '');
	};
	return [
		...made('Start', written(start)),
		...made('End', written(end)),
		...made('IsAllDayEvent', String(start.isDate || saysAllDay)),
		...(zone === undefined || isUtc ? [] : [node('StartTimeZone', '', { Id: zone })]),
	];
}

function endOf(event: ICAL.Component, start: ICAL.Time): ICAL.Time {
	const end = event.getFirstPropertyValue('dtend');
	if (end instanceof ICAL.Time) return end;
	const duration = event.getFirstPropertyValue('duration');
	const last = start.clone();
	if (duration instanceof ICAL.Duration) last.addDuration(duration);
	else if (start.isDate) last.day += 1;
	return last;
}

/** By its Windows id, or the name that the tz database has for it. */
function zoneOf(event: ICAL.Component): string | undefined {
	const name = event.getFirstProperty('dtstart')?.getFirstParameter('tzid');
	if (!name) return undefined;
	const zone = findTimeZone(name) ?? windowsTimeZones.find(({ iana }) => iana === name);
	return zone?.id ?? name;
}

function categories(event: ICAL.Component): XmlNode[] {
	const all = event.getAllProperties('categories').flatMap((one) => one.getValues() as string[]);
	const strings = all.map((one) => node('String', one));
	return strings.length > 0 ? [node('Categories', '', {}, strings)] : [];
}

function importance(priority: number): string {
	if (priority === 0 || priority === 5) return 'Normal';
	return priority < 5 ? 'High' : 'Low';
}

function reminder(event: ICAL.Component): XmlNode[] {
	const trigger = event.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger');
	if (!(trigger instanceof ICAL.Duration)) return [];
	const minutes = Math.max(-trigger.toSeconds() / 60, 0);
	return [node('ReminderIsSet', 'true'), node('ReminderMinutesBeforeStart', String(minutes))];
}

function freeOrBusy(text: (name: string) => string | undefined): string {
	const state = STATES[text('x-microsoft-cdo-busystatus') ?? ''];
	return state ?? (text('transp') === 'TRANSPARENT' ? 'Free' : 'Busy');
}

function attendees(event: ICAL.Component): XmlNode[] {
	const byRole = new Map<string, XmlNode[]>();
	for (const property of event.getAllProperties('attendee')) {
		const role = ROLES[property.getFirstParameter('role') ?? ''] ?? 'RequiredAttendees';
		const address = String(property.getFirstValue()).replace(/^mailto:/i, '');
		const mailbox = node('Mailbox', '', {}, [node('EmailAddress', address)]);
		const some = byRole.get(role) ?? [];
		byRole.set(role, [...some, node('Attendee', '', {}, [mailbox])]);
	}
	return [...byRole].map(([role, some]) => node(role, '', {}, some));
}
