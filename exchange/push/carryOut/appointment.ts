/** Events as items of ews-javascript-api, whose object model writes the requests. */
import type {
	Appointment,
	ExchangeService,
	ExtendedPropertyDefinition,
	Recurrence,
} from 'ews-javascript-api';
import type { ExtendedPropertyUri, ItemReference, RecurrenceRecord } from '../../ews/calendarItem';
import { timeZone, type ManagedApi } from '../../ews/library/managedService';
import { existingAppointment } from '../../ews/library/writeItems';
import { InvalidInput } from '../../errors';
import {
	externalIdProperty,
	externalKeyProperty,
	externalStateProperty,
	writeLinkState,
	type LinkState,
	type WrittenKey,
} from '../plan/link';
import { capital } from '../../calendar/ewsNames';
import { recurrenceRecord } from '../../calendar/recurrence';
import type { WritableAttendee, WritableEvent, WritableTimes } from '../input/writableEvent';

export interface AppointmentContent {
	event: WritableEvent;
	/** Written with the event, in the same request: a crash leaves both or none. */
	link?: WrittenKey;
	state?: LinkState;
	/** The item is a series and becomes a single event. */
	endsSeries?: boolean;
	/** The item is a series and is to be none, whatever its times. */
	dropsRecurrence?: boolean;
	/** The end is written before the start. */
	isEndFirst?: boolean;
	/** The item keeps the zone that it has. */
	keepsZone?: boolean;
	/** The item is an occurrence, whose zone and length in days are its series'. */
	isOccurrence?: boolean;
}

/** A new item. */
export function newAppointment(
	api: ManagedApi,
	service: ExchangeService,
	content: AppointmentContent,
): Appointment {
	const appointment = new api.Appointment(service);
	setContent(api, appointment, content, true);
	return appointment;
}

/** An update of an item: only what the content has is written. */
export function changedAppointment(
	api: ManagedApi,
	service: ExchangeService,
	item: ItemReference,
	content: AppointmentContent,
): Appointment {
	const appointment = existingAppointment(api, service, item);
	setContent(api, appointment, content, false);
	return appointment;
}

function setContent(
	api: ManagedApi,
	appointment: Appointment,
	content: AppointmentContent,
	isNew: boolean,
): void {
	const { event, link, state } = content;
	const text = (property: 'Subject' | 'Location', value: string | undefined) => {
		if (value === undefined || (isNew && value === '')) return;
		appointment[property] = value;
	};
	text('Subject', event.subject);
	if (event.body) {
		const type = event.body.contentType === 'html' ? api.BodyType.HTML : api.BodyType.Text;
		appointment.Body = new api.MessageBody(type, event.body.content);
	}
	if (event.times) setTimes(api, appointment, event.times, content);
	if (content.dropsRecurrence) deleteProperty(api, appointment, 'Recurrence');
	text('Location', event.location);
	if (event.showAs) appointment.LegacyFreeBusyStatus = freeBusy(api, event.showAs);
	if (event.sensitivity) {
		appointment.Sensitivity = valueOf(api.Sensitivity, capital(event.sensitivity));
	}
	if (event.importance) {
		appointment.Importance = valueOf(api.Importance, capital(event.importance));
	}
	if (event.categories?.length) appointment.Categories = new api.StringList(event.categories);
	else if (event.categories && !isNew) deleteProperty(api, appointment, 'Categories');
	if (event.isReminderOn !== undefined) appointment.IsReminderSet = event.isReminderOn;
	if (event.reminderMinutesBeforeStart !== undefined) {
		appointment.ReminderMinutesBeforeStart = event.reminderMinutesBeforeStart;
	}
	if (event.attendees) setAttendees(api, appointment, event.attendees, isNew);
	for (const { uri, value } of event.extendedProperties ?? []) {
		appointment.SetExtendedProperty(definition(api, uri), propertyValue(api, uri.type, value));
	}
	if (link) {
		appointment.SetExtendedProperty(definition(api, externalKeyProperty), link.key);
		if (link.longId !== undefined) {
			appointment.SetExtendedProperty(definition(api, externalIdProperty), link.longId);
		}
	}
	if (state) {
		appointment.SetExtendedProperty(definition(api, externalStateProperty), writeLinkState(state));
	}
}

/**
 * The zones come first: a server that applies one field after the other moves the times along with a zone,
 * so that the clock on the wall stays.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-update-the-time-zone-for-an-appointment-by-using-ews-in-exchange
 */
function setTimes(
	api: ManagedApi,
	appointment: Appointment,
	times: WritableTimes,
	{ endsSeries, isEndFirst, isOccurrence, keepsZone }: AppointmentContent,
): void {
	if (!isOccurrence && !keepsZone) {
		const zone = timeZone(api, times.timeZone);
		appointment.StartTimeZone = zone;
		appointment.EndTimeZone = zone;
	}
	if (isEndFirst) appointment.End = instant(api, times.end);
	appointment.Start = instant(api, times.start);
	appointment.End = instant(api, times.end);
	if (isOccurrence) return;
	appointment.IsAllDayEvent = times.isAllDay;
	if (times.recurrence) {
		appointment.Recurrence = recurrenceOf(api, recurrenceRecord(times.recurrence));
	} else if (endsSeries) deleteProperty(api, appointment, 'Recurrence');
}

function instant(api: ManagedApi, text: string) {
	return new api.DateTime(Date.parse(text), api.DateTimeKind.Utc);
}

function recurrenceOf(api: ManagedApi, { pattern, range }: RecurrenceRecord): Recurrence {
	const start = day(api, range.startDate);
	const recurrence = patternOf(api, pattern, start);
	if (range.kind === 'numbered') recurrence.NumberOfOccurrences = range.numberOfOccurrences;
	else if (range.kind === 'endDate') recurrence.EndDate = day(api, range.endDate);
	else recurrence.NeverEnds();
	return recurrence;
}

function patternOf(
	api: ManagedApi,
	pattern: RecurrenceRecord['pattern'],
	start: ReturnType<typeof day>,
): Recurrence {
	const patterns = api.Recurrence as unknown as Record<string, PatternClass>;
	const make = (name: string, ...details: unknown[]) => new patterns[name](start, ...details);
	const dayOf = (name: string) => valueOf(api.DayOfTheWeek, name);
	const monthOf = (name: string) => valueOf(api.Month, name);
	const indexOf = (name: string) => valueOf(api.DayOfTheWeekIndex, name);
	switch (pattern.kind) {
		case 'daily':
			return make('DailyPattern', pattern.interval);
		case 'weekly': {
			const days = pattern.daysOfWeek.map(dayOf);
			const firstDay = dayOf(pattern.firstDayOfWeek ?? 'Sunday');
			return Object.assign(make('WeeklyPattern', pattern.interval, days), {
				FirstDayOfWeek: firstDay,
			});
		}
		case 'absoluteMonthly':
			return make('MonthlyPattern', pattern.interval, pattern.dayOfMonth);
		case 'relativeMonthly': {
			const { interval, daysOfWeek, index } = pattern;
			return make('RelativeMonthlyPattern', interval, dayOf(daysOfWeek), indexOf(index));
		}
		case 'absoluteYearly':
			return make('YearlyPattern', monthOf(pattern.month), pattern.dayOfMonth);
		case 'relativeYearly': {
			const { month, daysOfWeek, index } = pattern;
			return make('RelativeYearlyPattern', monthOf(month), dayOf(daysOfWeek), indexOf(index));
		}
	}
}

/** Its declarations leave out the constructors of the patterns. */
type PatternClass = new (...details: unknown[]) => Recurrence;

function day(api: ManagedApi, date: string) {
	return new api.DateTime(Date.parse(`${date}T00:00:00Z`), api.DateTimeKind.Utc);
}

/**
 * The lists that are emptied come first: on some servers that makes an item no meeting, until another list is
 * set.
 */
function setAttendees(
	api: ManagedApi,
	appointment: Appointment,
	attendees: readonly WritableAttendee[],
	isNew: boolean,
): void {
	const lists = {
		required: appointment.RequiredAttendees,
		optional: appointment.OptionalAttendees,
		resource: appointment.Resources,
	};
	const of = (type: string) => attendees.filter((one) => one.type === type);
	for (const [type, list] of Object.entries(lists)) {
		if (of(type).length === 0 && !isNew) writeEmpty(list);
	}
	for (const [type, list] of Object.entries(lists)) {
		for (const { name, address } of of(type)) {
			list.Add(name === undefined ? new api.Attendee(address) : new api.Attendee(name, address));
		}
	}
}

/** The library deletes a changed list without entries at its place among those that it sets. */
function writeEmpty(list: Appointment['RequiredAttendees']): void {
	(list as unknown as { Changed(): void }).Changed();
}

/** The library deletes only what it has read; here nothing was read. */
function deleteProperty(api: ManagedApi, appointment: Appointment, name: string): void {
	const definition = (api.AppointmentSchema as unknown as Record<string, unknown>)[name];
	const { PropertyBag: bag } = appointment as unknown as {
		PropertyBag: { deletedProperties: { Add(definition: unknown, value: unknown): void } };
	};
	bag.deletedProperties.Add(definition, null);
}

function freeBusy(api: ManagedApi, showAs: string): number {
	const name = showAs === 'oof' ? 'OOF' : capital(showAs);
	return valueOf(api.LegacyFreeBusyStatus, name);
}

/** The library's enumerations are numbers by name, and names by number. */
function valueOf(names: object, name: string): number {
	return (names as Record<string, number>)[name];
}

/** The library wants times as its own objects; everything else goes as text. */
function propertyValue(api: ManagedApi, type: string, value: string | string[]): unknown {
	if (!type.startsWith('SystemTime')) return value;
	return typeof value === 'string' ? instant(api, value) : value.map((one) => instant(api, one));
}

function definition(api: ManagedApi, uri: ExtendedPropertyUri): ExtendedPropertyDefinition {
	const { DefaultExtendedPropertySet, ExtendedPropertyDefinition: Definition, Guid } = api;
	const type = api.MapiPropertyType[uri.type as keyof typeof api.MapiPropertyType];
	if (type === undefined) {
		throw new InvalidInput('extendedProperties', `${uri.type} is not a type of property`, {
			remedy: 'Use a type such as String, Integer, Boolean, SystemTime or StringArray.',
		});
	}
	if (uri.tag !== undefined) return new Definition(Number(uri.tag), type);
	const nameOrId = (uri.name ?? uri.id) as string;
	if (uri.setId !== undefined) return new Definition(new Guid(uri.setId), nameOrId, type);
	const set = uri.distinguishedSetId as keyof typeof DefaultExtendedPropertySet;
	return new Definition(DefaultExtendedPropertySet[set], nameOrId, type);
}
