/** From the XML of a request to the fields of a calendar item: used by CreateItem and UpdateItem alike. */
import { keptAddress } from '../behaviours/attendeeAddresses';
import { keptSubject } from '../behaviours/subjectLength';
import { keptText } from '../behaviours/texts';
import { keptTime } from '../behaviours/timePrecision';
import type { Call } from '../context';
import type {
	Attendee,
	AttendeeRole,
	EventFields,
	Recurrence,
	SchemaVersion,
	XmlNode,
} from '../contracts';
import { momentOf, parseDateTime, wallClock, wallDay } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';
import { utc } from '../timeZones';
import { element } from '../xml/element';
import { child, childrenNamed, isTrue, path, textOf } from '../xml/node';
import { keptBody } from './body';
import {
	elementOf,
	extendedKey,
	readExtendedProperty,
	withExtendedProperty,
} from './extendedProperties';
import { uriOf } from './properties';
import { readRecurrence } from './recurrenceXml';
import { readZone } from './zones';

const MS_PER_DAY = 86_400_000;
const LONGEST = 5 * 366 * MS_PER_DAY;

export interface WrittenFields extends Partial<EventFields> {
	recurrence?: Recurrence;
	itemClass?: string;
	uid?: string;
}

type Writer = (node: XmlNode, fields: WrittenFields, writing: Writing) => void;

export interface Writing {
	call: Call;
	current: EventFields;
	/** True while single fields are applied: the times are as they were sent, and checked by the caller. */
	inSteps?: boolean;
}

const line =
	(name: 'subject' | 'location'): Writer =>
	(node, fields, { call: { behaviours } }) => {
		const kept = keptText(node.text, behaviours.texts);
		fields[name] = name === 'subject' ? keptSubject(kept, behaviours.subjectLength) : kept;
	};

const text =
	(
		name:
			| 'showAs'
			| 'sensitivity'
			| 'importance'
			| 'itemClass'
			| 'uid'
			| 'culture'
			| 'inReplyTo'
			| 'when',
	): Writer =>
	(node, fields) =>
		void Object.assign(fields, { [name]: node.text });

const flag =
	(name: keyof EventFields): Writer =>
	(node, fields) =>
		void Object.assign(fields, { [name]: isTrue(node.text) });

/** Dates wait: without an offset they are meant in a zone that may stand further down. */
const later: Writer = () => undefined;

const attendees =
	(role: AttendeeRole): Writer =>
	(node, fields, { call, current }) => {
		const others = (fields.attendees ?? current.attendees).filter((one) => one.role !== role);
		const known = (fields.attendees ?? current.attendees).filter((one) => one.role === role);
		const named = childrenNamed(node, 'Attendee').map((one) =>
			readAttendee(one, role, known, call),
		);
		fields.attendees = [...others, ...named];
	};

/** By element name; what is not here can't be written. */
const writers: Record<string, Writer> = {
	ItemClass: text('itemClass'),
	Subject: line('subject'),
	Sensitivity: text('sensitivity'),
	Importance: text('importance'),
	Location: line('location'),
	LegacyFreeBusyStatus: text('showAs'),
	UID: text('uid'),
	Body: (node, fields, { call }) => {
		const type = node.attributes.BodyType === 'Text' ? 'Text' : 'HTML';
		fields.body = keptBody({ type, text: node.text }, call);
	},
	Categories: (node, fields, { call }) => {
		if (node.children.length === 0 && call.behaviours.emptyCategories === 'refused') {
			throw cannotSet('Categories');
		}
		fields.categories = childrenNamed(node, 'String').map((category) => category.text);
	},
	ReminderIsSet: flag('reminderIsSet'),
	ReminderMinutesBeforeStart: (node, fields) => {
		fields.reminderMinutesBeforeStart = Number(node.text);
	},
	ReminderDueBy: (node, fields) => {
		fields.reminderDueBy = parseDateTime(node.text, utc);
	},
	ExtendedProperty: (node, fields, writing) => {
		const { call, current } = writing;
		const property = readExtendedProperty(node, call.behaviours.propertyValues);
		const named = elementOf(extendedKey(property));
		if (named) {
			const [text = ''] = property.values;
			writers[named](
				{ ...node, name: named, attributes: { BodyType: 'Text' }, text },
				fields,
				writing,
			);
			return;
		}
		fields.extendedProperties = withExtendedProperty(
			fields.extendedProperties ?? current.extendedProperties,
			property,
		);
	},
	Start: later,
	End: later,
	StartTimeZone: later,
	EndTimeZone: later,
	MeetingTimeZone: later,
	IsAllDayEvent: flag('isAllDay'),
	IsResponseRequested: flag('isResponseRequested'),
	AllowNewTimeProposal: flag('allowNewTimeProposal'),
	IsOnlineMeeting: flag('isOnlineMeeting'),
	ConferenceType: (node, fields) => {
		fields.conferenceType = Number(node.text);
	},
	MeetingWorkspaceUrl: (node, fields) => {
		fields.meetingWorkspaceUrl = node.text;
	},
	NetShowUrl: (node, fields) => {
		fields.netShowUrl = node.text;
	},
	EnhancedLocation: (node, fields, { call }) => {
		// Of a place only its name is kept.
		const others = node.children.filter(({ name }) => name !== 'DisplayName');
		if (others.some(saysSomething)) throw cannotSet('EnhancedLocation');
		fields.location = keptText(textOf(node, 'DisplayName') ?? '', call.behaviours.texts);
	},
	RequiredAttendees: attendees('required'),
	OptionalAttendees: attendees('optional'),
	Resources: attendees('resource'),
	Recurrence: (node, fields) => {
		fields.recurrence = readRecurrence(node);
	},
	Culture: text('culture'),
	InReplyTo: text('inReplyTo'),
	When: text('when'),
};

/**
 * Reads the child elements of t:CalendarItem.
 * @throws ResponseError ErrorInvalidPropertySet for read-only ones, ErrorCalendar… for impossible times
 */
export function readFields(nodes: readonly XmlNode[], writing: Writing): WrittenFields {
	const fields: WrittenFields = {};
	for (const node of nodes) {
		const write = Object.hasOwn(writers, node.name) ? writers[node.name] : undefined;
		if (!write) throw cannotSet(node.name);
		const since = WRITTEN_SINCE[node.name];
		if (since && !writing.call.supports(since)) throw tooNew(node.name);
		write(node, fields, writing);
	}
	readTimes(nodes, fields, writing);
	if (fields.attendees) fields.isMeeting = fields.attendees.length > 0;
	return fields;
}

const WRITTEN_SINCE: Record<string, SchemaVersion | undefined> = {
	UID: 'Exchange2007_SP1',
	StartTimeZone: 'Exchange2010',
	EndTimeZone: 'Exchange2010',
	EnhancedLocation: 'Exchange2013',
};

function saysSomething({ text, children }: XmlNode): boolean {
	return text.trim() !== '' || children.some(saysSomething);
}

function tooNew(name: string): ResponseError {
	return new ResponseError(
		'ErrorInvalidPropertyRequest',
		'Property is not valid for this version of the request.',
		{},
		element('t:FieldURI', undefined, { FieldURI: `calendar:${name}` }),
	);
}

export function cannotSet(name: string, action = 'Set'): ResponseError {
	const uri = name.includes(':') ? name : uriOf(name);
	return new ResponseError(
		'ErrorInvalidPropertySet',
		`${action} action is invalid for property.`,
		{},
		uri === undefined ? undefined : element('t:FieldURI', undefined, { FieldURI: uri }),
	);
}

function readTimes(nodes: readonly XmlNode[], fields: WrittenFields, writing: Writing): void {
	const { call, current } = writing;
	const { zones } = call.company.store;
	const named = (name: string) => nodes.find((node) => node.name === name);
	const zoneNode = named('StartTimeZone') ?? named('MeetingTimeZone');
	const endZoneNode = named('EndTimeZone');
	const startZone = zoneNode && zoneOf(zoneNode, call);
	const endZone = endZoneNode && zoneOf(endZoneNode, call);
	if (startZone !== undefined) fields.startTimeZone = startZone;
	if (endZone !== undefined) fields.endTimeZone = endZone;
	else if (startZone !== undefined) fields.endTimeZone = startZone;
	const fallback = call.timeZone ?? 'UTC';
	const read = (name: string, zone: string | undefined) => {
		const node = named(name);
		const moment = node && parseDateTime(node.text, zones.get(zone ?? fallback));
		return moment && keptTime(moment, call.behaviours.timePrecision);
	};
	const start = read('Start', startZone);
	const end = read('End', endZone ?? startZone);
	if (start) fields.start = start;
	if (end) fields.end = end;
	const resultingStart = fields.start ?? current.start;
	if (start && !end) {
		const length = current.end.getTime() - current.start.getTime();
		if (length >= 0 && current.end < resultingStart) {
			fields.end = new Date(resultingStart.getTime() + length);
		}
	}
	if (!writing.inSteps) finishTimes(fields, writing);
}

/** Brings the times to whole days where they have to be. @throws ResponseError for impossible ones */
export function finishTimes(fields: WrittenFields, writing: Writing): void {
	const { current } = writing;
	if (fields.isAllDay ?? current.isAllDay) alignToDays(fields, writing);
	checkTimes(fields.start ?? current.start, fields.end ?? current.end);
}

/** All-day events run from midnight to midnight of their zone, whatever times were sent. */
function alignToDays(fields: WrittenFields, { call, current }: Writing): void {
	if (!fields.start && !fields.end && !fields.isAllDay) return;
	const zone = call.company.store.zones.get(fields.startTimeZone ?? current.startTimeZone);
	const start = fields.start ?? current.start;
	const end = fields.end ?? current.end;
	const firstDay = wallDay(wallClock(start, zone));
	const lastDay = Math.max(Math.ceil(wallClock(end, zone) / MS_PER_DAY), firstDay + 1);
	fields.start = momentOf(firstDay * MS_PER_DAY, zone);
	fields.end = momentOf(lastDay * MS_PER_DAY, zone);
}

/** @throws ResponseError ErrorCalendarEndDateIsEarlierThanStartDate, ErrorCalendarDurationIsTooLong */
export function checkTimes(start: Date, end: Date): void {
	if (end < start) {
		throw new ResponseError(
			'ErrorCalendarEndDateIsEarlierThanStartDate',
			'EndDate is earlier than StartDate.',
		);
	}
	if (end.getTime() - start.getTime() > LONGEST) {
		throw new ResponseError(
			'ErrorCalendarDurationIsTooLong',
			'The duration of the calendar item is longer than the maximum of five years.',
		);
	}
}

function zoneOf(node: XmlNode, call: Call): string {
	if (node.name !== 'MeetingTimeZone') return readZone(node, call.company.store.zones);
	const id = node.attributes.TimeZoneName ?? '';
	if (call.company.store.zones.isKnown(id)) return id;
	throw new ResponseError('ErrorTimeZone', `The time zone is not supported: ${id}`);
}

function readAttendee(
	node: XmlNode,
	role: AttendeeRole,
	known: readonly Attendee[],
	call: Call,
): Attendee {
	const address = path(node, 'Mailbox', 'EmailAddress')?.text.trim() ?? '';
	const name = textOf(child(node, 'Mailbox'), 'Name');
	if (address === '' && !name) {
		throw new ResponseError('ErrorInvalidRecipients', 'At least one recipient is not valid.');
	}
	const already = known.find((one) => one.emailAddress.toLowerCase() === address.toLowerCase());
	if (already) return already;
	const mailbox = call.company.mailboxOf(address);
	return {
		name: mailbox?.displayName ?? name ?? address,
		emailAddress: keptAddress(address, mailbox?.smtpAddress, call.behaviours.attendeeAddresses),
		role,
		response: 'Unknown',
	};
}
