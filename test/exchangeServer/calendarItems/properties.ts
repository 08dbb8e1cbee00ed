import type { EventFields, SchemaVersion, XmlElement } from '../contracts';
import type { EventInstance } from '../model/series';
import { calendarText } from '../icalendar/event';
import { optionalElement, element } from '../xml/element';
import { attachmentsElement, hasAttachments } from '../attachments/attachment';
import { bodyElement, plainText } from './body';
import { boundaryElement, occurrenceInfo, recurrenceElement } from './recurrenceXml';
import { exceptionInstance } from '../model/series';
import { attendeesElement, personElement } from './people';
import type { View } from './view';

export type PropertyValue = string | number | boolean | Date | readonly string[] | undefined;

/** One property of calendar items. */
export interface CalendarProperty {
	/** FieldURI. */
	uri: string;
	/** Element name; the last part of the URI unless it differs. */
	name: string;
	/** Oldest schema version that has it. */
	since?: SchemaVersion;
	/** `default`: in Default and AllProperties; `all`: in AllProperties; `extra`: only when named. */
	shape: 'id' | 'default' | 'all' | 'extra';
	/** Not in the summaries of FindItem (`find`), or of SyncFolderItems either (`both`). */
	hiddenFrom?: 'find' | 'both';
	/** Restrictions and sort orders refuse it, plain value or not. */
	unsearchable?: boolean;
	/** For plain elements, restrictions and sort orders. */
	value?(fields: EventFields, instance: EventInstance, view: View): PropertyValue;
	/** For elements that are more than a plain value. */
	render?(fields: EventFields, instance: EventInstance, view: View): XmlElement | undefined;
}

type Init = Partial<Omit<CalendarProperty, 'uri' | 'name'>>;

function item(name: string, shape: CalendarProperty['shape'], init: Init): CalendarProperty {
	return { uri: `item:${name}`, name, shape, ...init };
}

function calendar(name: string, shape: CalendarProperty['shape'], init: Init): CalendarProperty {
	return { uri: `calendar:${name}`, name, shape, ...init };
}

const isMember = ({ kind }: EventInstance) => kind === 'Occurrence' || kind === 'Exception';

/** Properties that sit in the schema before ExtendedProperty. */
export const propertiesBeforeExtended: readonly CalendarProperty[] = [
	item('MimeContent', 'extra', {
		hiddenFrom: 'both',
		render: (fields, instance, view) => {
			const text = calendarText({ ...instance, fields }, view.call.company.store.zones);
			return element('t:MimeContent', Buffer.from(text, 'utf8').toString('base64'), {
				CharacterSet: 'UTF-8',
			});
		},
	}),
	item('ItemId', 'id', {
		render: (_, { id, changeKey }) =>
			element('t:ItemId', undefined, { Id: id, ChangeKey: changeKey }),
	}),
	item('ParentFolderId', 'all', {
		render: (_, { item: { folder } }) =>
			element('t:ParentFolderId', undefined, { Id: folder.id, ChangeKey: 'AQAAAA==' }),
	}),
	item('ItemClass', 'all', {
		value: (_, instance) =>
			isMember(instance) ? occurrenceClass(instance) : instance.item.itemClass,
	}),
	item('Subject', 'default', { value: (fields) => fields.subject }),
	item('Sensitivity', 'all', { value: (fields) => fields.sensitivity }),
	item('Body', 'all', {
		hiddenFrom: 'both',
		value: (fields) => plainText(fields.body),
		render: (fields, _, view) =>
			bodyElement('t:Body', fields.body, view.bodyType, view.call.supports('Exchange2013')),
	}),
	item('Attachments', 'all', {
		hiddenFrom: 'both',
		render: (_, instance) => attachmentsElement(instance.fields),
	}),
	item('DateTimeReceived', 'all', { value: (_, { item: { created } }) => created }),
	item('Size', 'all', {
		value: (fields) => 1500 + 2 * (fields.subject.length + fields.body.text.length),
	}),
	item('Categories', 'all', {
		value: (fields) => fields.categories,
		render: (fields) =>
			optionalElement(
				't:Categories',
				fields.categories.map((category) => element('t:String', category)),
			),
	}),
	item('Importance', 'all', { value: (fields) => fields.importance }),
	item('InReplyTo', 'all', { value: (fields) => fields.inReplyTo }),
	item('IsSubmitted', 'all', { value: () => false }),
	item('IsDraft', 'all', { value: () => false }),
	item('IsFromMe', 'all', { value: () => false }),
	item('IsResend', 'all', { value: () => false }),
	item('IsUnmodified', 'all', { value: () => false }),
	item('DateTimeSent', 'all', { value: (_, { item: { created } }) => created }),
	item('DateTimeCreated', 'all', { value: (_, { item: { created } }) => created }),
	item('ResponseObjects', 'default', { hiddenFrom: 'find', render: responseObjects }),
	item('ReminderDueBy', 'all', {
		value: (fields) => (fields.reminderIsSet ? (fields.reminderDueBy ?? fields.start) : undefined),
	}),
	item('ReminderIsSet', 'all', { value: (fields) => fields.reminderIsSet }),
	item('ReminderNextTime', 'all', {
		since: 'Exchange2013',
		value: (fields) =>
			fields.reminderIsSet
				? new Date(fields.start.getTime() - fields.reminderMinutesBeforeStart * 60_000)
				: undefined,
	}),
	item('ReminderMinutesBeforeStart', 'all', {
		value: (fields) => fields.reminderMinutesBeforeStart,
	}),
	item('DisplayCc', 'all', { value: (fields) => namesOf(fields, 'optional') }),
	item('DisplayTo', 'all', { value: (fields) => namesOf(fields, 'required') }),
	item('HasAttachments', 'default', { value: (_, instance) => hasAttachments(instance.fields) }),
];

/** Properties that sit in the schema after ExtendedProperty. */
export const propertiesAfterExtended: readonly CalendarProperty[] = [
	item('Culture', 'all', {
		unsearchable: true,
		value: (fields) => fields.culture ?? 'en-US',
	}),
	item('EffectiveRights', 'all', { hiddenFrom: 'find', render: effectiveRights }),
	item('LastModifiedName', 'all', {
		since: 'Exchange2007_SP1',
		value: (_, { item: { lastModifiedBy } }) => lastModifiedBy,
	}),
	item('LastModifiedTime', 'all', {
		since: 'Exchange2007_SP1',
		value: (_, { lastModified }) => lastModified,
	}),
	item('IsAssociated', 'all', { since: 'Exchange2010', value: () => false }),
	item('WebClientReadFormQueryString', 'all', {
		since: 'Exchange2010',
		value: (_, { id }, view) =>
			`https://mail.${view.call.company.domain}/owa/?ItemID=${encodeURIComponent(id)}&exvsurl=1&viewmodel=ICalendarItemDetailsViewModelFactory`,
	}),
	item('WebClientEditFormQueryString', 'all', {
		since: 'Exchange2010',
		value: (_, { id }, view) =>
			`https://mail.${view.call.company.domain}/owa/?ItemID=${encodeURIComponent(id)}&exvsurl=1&viewmodel=ICalendarItemDetailsViewModelFactory`,
	}),
	item('Preview', 'extra', {
		since: 'Exchange2013',
		hiddenFrom: 'both',
		value: (fields) => plainText(fields.body).replace(/\s+/g, ' ').slice(0, 255),
	}),
	item('TextBody', 'extra', {
		since: 'Exchange2013',
		hiddenFrom: 'both',
		render: (fields) => bodyElement('t:TextBody', fields.body, 'Text', true),
	}),
	calendar('UID', 'default', {
		since: 'Exchange2007_SP1',
		unsearchable: true,
		value: (_, instance, view) =>
			view.hidesIdentity(instance) ? undefined : instance.item.uid || undefined,
	}),
	calendar('RecurrenceId', 'default', {
		since: 'Exchange2007_SP1',
		value: (_, { originalStart }) => originalStart,
	}),
	calendar('DateTimeStamp', 'default', {
		since: 'Exchange2007_SP1',
		value: (_, { lastModified }) => lastModified,
	}),
	calendar('Start', 'default', { value: (fields) => fields.start }),
	calendar('End', 'default', { value: (fields) => fields.end }),
	calendar('OriginalStart', 'all', { value: (_, { originalStart }) => originalStart }),
	calendar('IsAllDayEvent', 'all', { value: (fields) => fields.isAllDay }),
	calendar('LegacyFreeBusyStatus', 'default', {
		value: (fields, _, view) =>
			fields.showAs === 'WorkingElsewhere' && !view.call.supports('Exchange2013')
				? 'NoData'
				: fields.showAs,
	}),
	calendar('Location', 'default', {
		value: (fields) => (fields.location === '' ? undefined : fields.location),
	}),
	calendar('When', 'extra', { value: (fields) => fields.when }),
	calendar('IsMeeting', 'all', { value: (fields) => fields.isMeeting }),
	calendar('IsCancelled', 'all', { value: (fields) => fields.isCancelled }),
	calendar('IsRecurring', 'all', { value: (_, instance) => isMember(instance) }),
	calendar('MeetingRequestWasSent', 'all', { value: (fields) => fields.meetingRequestWasSent }),
	calendar('IsResponseRequested', 'all', {
		unsearchable: true,
		value: (fields) => fields.isResponseRequested,
	}),
	calendar('CalendarItemType', 'default', { value: (_, { kind }) => kind }),
	calendar('MyResponseType', 'all', { value: (fields) => responseOf(fields) }),
	calendar('Organizer', 'default', {
		value: (fields) => fields.organizer.name,
		render: (fields, _, view) => personElement('t:Organizer', fields.organizer, view),
	}),
	calendar('RequiredAttendees', 'default', {
		hiddenFrom: 'find',
		render: (fields, _, view) => attendeesElement('t:RequiredAttendees', 'required', fields, view),
	}),
	calendar('OptionalAttendees', 'default', {
		hiddenFrom: 'find',
		render: (fields, _, view) => attendeesElement('t:OptionalAttendees', 'optional', fields, view),
	}),
	calendar('Resources', 'default', {
		hiddenFrom: 'find',
		render: (fields, _, view) => attendeesElement('t:Resources', 'resource', fields, view),
	}),
	calendar('ConflictingMeetingCount', 'extra', { hiddenFrom: 'find', value: () => 0 }),
	calendar('AdjacentMeetingCount', 'extra', { hiddenFrom: 'find', value: () => 0 }),
	calendar('Duration', 'all', { value: (fields) => duration(fields) }),
	calendar('TimeZone', 'all', {
		value: (fields, _, view) => view.call.company.store.zones.get(fields.startTimeZone).name,
	}),
	calendar('AppointmentReplyTime', 'all', { value: (fields) => fields.appointmentReplyTime }),
	calendar('AppointmentSequenceNumber', 'all', {
		value: (fields) => fields.appointmentSequenceNumber,
	}),
	calendar('AppointmentState', 'all', { value: (fields) => appointmentState(fields) }),
	calendar('Recurrence', 'all', {
		hiddenFrom: 'find',
		render: (_, { kind, item: { recurrence } }, view) =>
			kind === 'RecurringMaster' && recurrence
				? recurrenceElement(recurrence, view.zone)
				: undefined,
	}),
	calendar('FirstOccurrence', 'all', {
		hiddenFrom: 'find',
		render: (_, { kind, item: master }, view) =>
			kind === 'RecurringMaster'
				? boundaryElement('first', master, view.call.company.store.zones, view.formatDate)
				: undefined,
	}),
	calendar('LastOccurrence', 'all', {
		hiddenFrom: 'find',
		render: (_, { kind, item: master }, view) =>
			kind === 'RecurringMaster'
				? boundaryElement('last', master, view.call.company.store.zones, view.formatDate)
				: undefined,
	}),
	calendar('ModifiedOccurrences', 'all', { hiddenFrom: 'find', render: modifiedOccurrences }),
	calendar('DeletedOccurrences', 'all', { hiddenFrom: 'find', render: deletedOccurrences }),
	calendar('StartTimeZone', 'all', {
		since: 'Exchange2010',
		render: (fields, _, view) => view.timeZoneElement('t:StartTimeZone', fields.startTimeZone),
	}),
	calendar('EndTimeZone', 'all', {
		since: 'Exchange2010',
		render: (fields, _, view) => view.timeZoneElement('t:EndTimeZone', fields.endTimeZone),
	}),
	calendar('ConferenceType', 'all', { value: (fields) => fields.conferenceType ?? 0 }),
	calendar('AllowNewTimeProposal', 'all', { value: (fields) => fields.allowNewTimeProposal }),
	calendar('IsOnlineMeeting', 'all', { value: (fields) => fields.isOnlineMeeting }),
	calendar('MeetingWorkspaceUrl', 'all', { value: (fields) => fields.meetingWorkspaceUrl }),
	calendar('NetShowUrl', 'all', { value: (fields) => fields.netShowUrl }),
	calendar('EnhancedLocation', 'extra', {
		since: 'Exchange2013',
		render: (fields) => element('t:EnhancedLocation', element('t:DisplayName', fields.location)),
	}),
	calendar('StartWallClock', 'all', {
		since: 'Exchange2013',
		render: (fields, _, view) =>
			wallClockElement('t:StartWallClock', fields.start, fields.startTimeZone, view),
	}),
	calendar('EndWallClock', 'all', {
		since: 'Exchange2013',
		render: (fields, _, view) =>
			wallClockElement('t:EndWallClock', fields.end, fields.endTimeZone, view),
	}),
	calendar('StartTimeZoneId', 'all', {
		since: 'Exchange2013',
		value: (fields) => fields.startTimeZone,
	}),
	calendar('EndTimeZoneId', 'all', {
		since: 'Exchange2013',
		value: (fields) => fields.endTimeZone,
	}),
	calendar('IntendedFreeBusyStatus', 'extra', { value: () => undefined }),
	calendar('JoinOnlineMeetingUrl', 'extra', { since: 'Exchange2013', value: () => undefined }),
	calendar('IsOrganizer', 'all', {
		since: 'Exchange2013',
		value: (fields) => fields.myResponseType === 'Organizer',
	}),
];

/** Written by requests, read under another name or not at all. */
const FURTHER_URIS = ['item:Flag', 'item:InternetMessageHeaders', 'item:StoreEntryId'];

/** FieldURI of the element of that name; undefined where there is none. */
export function uriOf(name: string): string | undefined {
	const known = [...propertiesBeforeExtended, ...propertiesAfterExtended];
	return (
		known.find((property) => property.name === name)?.uri ??
		FURTHER_URIS.find((uri) => uri.endsWith(`:${name}`))
	);
}

function occurrenceClass({ kind }: EventInstance): string {
	return kind === 'Exception'
		? 'IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}'
		: 'IPM.Appointment.Occurrence';
}

function namesOf(fields: EventFields, role: 'required' | 'optional'): string {
	return fields.attendees
		.filter((attendee) => attendee.role === role)
		.map((attendee) => attendee.name)
		.join('; ');
}

/** An appointment without attendees has the answer Unknown until somebody is invited. */
function responseOf(fields: EventFields): string {
	return fields.isMeeting || fields.myResponseType !== 'Organizer'
		? fields.myResponseType
		: 'Unknown';
}

/** Bits: 1 meeting, 2 received, 4 cancelled. */
function appointmentState(fields: EventFields): number {
	const received = fields.myResponseType === 'Organizer' ? 0 : 2;
	return (fields.isMeeting ? 1 + received : 0) + (fields.isCancelled ? 4 : 0);
}

/** xs:duration as Exchange writes it: `PT1H`, `P1D`, `PT0S`. */
function duration({ start, end }: EventFields): string {
	const minutes = Math.round((end.getTime() - start.getTime()) / 60_000);
	if (minutes === 0) return 'PT0S';
	const days = Math.floor(minutes / 1440);
	const hours = Math.floor((minutes % 1440) / 60);
	const rest = minutes % 60;
	const time = `${hours ? `${hours}H` : ''}${rest ? `${rest}M` : ''}`;
	return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}

function wallClockElement(name: string, moment: Date, zoneId: string, view: View): XmlElement {
	const zone = view.call.company.store.zones.get(zoneId);
	const offset = zone.offsetAt(moment);
	const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, 19);
	const sign = offset < 0 ? '-' : '+';
	const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
	const size = Math.abs(offset);
	return element(name, `${local}${sign}${two(size / 60)}:${two(size % 60)}`);
}

function responseObjects(fields: EventFields, instance: EventInstance): XmlElement | undefined {
	const organizes = fields.myResponseType === 'Organizer';
	if (!fields.isMeeting) return element('t:ResponseObjects', element('t:ForwardItem'));
	if (organizes) {
		return element('t:ResponseObjects', [
			element('t:CancelCalendarItem'),
			element('t:ReplyToItem'),
			element('t:ReplyAllToItem'),
			element('t:ForwardItem'),
		]);
	}
	if (instance.fields.isCancelled) return element('t:ResponseObjects', element('t:RemoveItem'));
	return element('t:ResponseObjects', [
		element('t:AcceptItem'),
		element('t:TentativelyAcceptItem'),
		element('t:DeclineItem'),
		element('t:ReplyToItem'),
		element('t:ReplyAllToItem'),
		element('t:ForwardItem'),
	]);
}

function effectiveRights(_: EventFields, instance: EventInstance, view: View): XmlElement {
	const rights = view.rights(instance);
	return element('t:EffectiveRights', [
		element('t:CreateAssociated', false),
		element('t:CreateContents', false),
		element('t:CreateHierarchy', false),
		element('t:Delete', rights.delete !== 'none'),
		element('t:Modify', rights.edit !== 'none'),
		element('t:Read', rights.read === 'full'),
		view.call.supports('Exchange2010_SP1')
			? element('t:ViewPrivateItems', !view.call.hidesPrivate(instance.item.folder))
			: undefined,
	]);
}

function modifiedOccurrences(
	_: EventFields,
	{ kind, item: master }: EventInstance,
	view: View,
): XmlElement | undefined {
	if (kind !== 'RecurringMaster') return undefined;
	const inOrder = [...master.exceptions.values()].sort(
		(a, b) => a.start.getTime() - b.start.getTime(),
	);
	return optionalElement(
		't:ModifiedOccurrences',
		inOrder.map((exception) =>
			element(
				't:Occurrence',
				occurrenceInfo(exceptionInstance(master, exception), view.formatDate),
			),
		),
	);
}

function deletedOccurrences(
	_: EventFields,
	{ kind, item: master }: EventInstance,
	view: View,
): XmlElement | undefined {
	if (kind !== 'RecurringMaster') return undefined;
	return optionalElement(
		't:DeletedOccurrences',
		[...master.deletedOccurrences]
			.sort((a, b) => a - b)
			.map((start) =>
				element('t:DeletedOccurrence', element('t:Start', view.formatDate(new Date(start)))),
			),
	);
}
