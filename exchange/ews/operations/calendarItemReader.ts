import { MalformedResponse } from '../errors';
import type {
	AttendeeRecord,
	CalendarItemRecord,
	ExtendedPropertyRecord,
	ExtendedPropertyUri,
	ItemReference,
	MailboxRecord,
	OccurrenceRecord,
} from '../calendarItem';
import {
	boolean,
	fieldsOf,
	integer,
	into,
	list,
	mapped,
	parseBoolean,
	parseInteger,
	record,
	text,
} from '../../xml/shapes';
import { recurrence } from './recurrenceReader';
import { timeZoneDefinition } from './timeZoneReader';

/** t:ItemId and its kin: Id and ChangeKey. */
export const reference = mapped(
	record<ItemReference>({}, { attributes: { Id: 'id', ChangeKey: 'changeKey' } }),
	(found, name) => {
		if (found.id) return found;
		throw new MalformedResponse(`${name} without id`);
	},
);

const mailboxField = fieldsOf<MailboxRecord>();

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/mailbox */
export const mailbox = record<MailboxRecord>({
	't:Name': mailboxField('name', text),
	't:EmailAddress': mailboxField('emailAddress', text),
	't:RoutingType': mailboxField('routingType', text),
	't:MailboxType': mailboxField('mailboxType', text),
});

const attendeeField = fieldsOf<AttendeeRecord>();

const attendees = list<AttendeeRecord>({
	't:Attendee': record<AttendeeRecord>(
		{
			't:Mailbox': attendeeField('mailbox', mailbox),
			't:ResponseType': attendeeField('responseType', text),
			't:LastResponseTime': attendeeField('lastResponseTime', text),
		},
		{ initial: () => ({ mailbox: {} }) },
	),
});

const organizer = mapped(
	record<{ mailbox?: MailboxRecord }>({
		't:Mailbox': fieldsOf<{ mailbox: MailboxRecord }>()('mailbox', mailbox),
	}),
	({ mailbox: found = {} }) => found,
);

const occurrence = mapped(
	record<OccurrenceRecord>(
		{
			't:ItemId': into(reference, (occurring: OccurrenceRecord, { id, changeKey }) => {
				occurring.id = id;
				if (changeKey !== undefined) occurring.changeKey = changeKey;
			}),
			't:Start': fieldsOf<OccurrenceRecord>()('start', text),
			't:End': fieldsOf<OccurrenceRecord>()('end', text),
			't:OriginalStart': fieldsOf<OccurrenceRecord>()('originalStart', text),
		},
		{ initial: () => ({ id: '', start: '', end: '', originalStart: '' }) },
	),
	(found) => ({ ...found, originalStart: found.originalStart || found.start }),
);

const deletedOccurrence = record<{ start: string }>(
	{ 't:Start': fieldsOf<{ start: string }>()('start', text) },
	{ initial: () => ({ start: '' }) },
);

/** What an item cannot say completely it does not say: one bad entry must not cost the whole answer. */
const modifiedOccurrences = mapped(list({ 't:Occurrence': occurrence }), (found) =>
	found.filter(({ id, start, end }) => id && start && end),
);
const deletedOccurrences = mapped(list({ 't:DeletedOccurrence': deletedOccurrence }), (found) =>
	found.filter(({ start }) => start),
);

const body = record<NonNullable<CalendarItemRecord['body']>>(
	{},
	{
		text: 'text',
		attributes: {
			BodyType: (target, value) => {
				target.type = value === 'HTML' ? 'HTML' : 'Text';
			},
			IsTruncated: (target, value) => {
				target.isTruncated = parseBoolean(value, 'IsTruncated');
			},
		},
	},
);

const extendedUri = record<ExtendedPropertyUri>(
	{},
	{
		attributes: {
			DistinguishedPropertySetId: 'distinguishedSetId',
			PropertySetId: 'setId',
			PropertyTag: 'tag',
			PropertyName: 'name',
			PropertyId: (uri, value) => (uri.id = parseInteger(value, 'PropertyId')),
			PropertyType: 'type',
		},
	},
);

const extendedField = fieldsOf<ExtendedPropertyRecord>();

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/extendedproperty */
export const extendedProperty = record<ExtendedPropertyRecord>({
	't:ExtendedFieldURI': extendedField('uri', extendedUri),
	't:Value': extendedField('value', text),
	't:Values': extendedField('values', list({ 't:Value': text })),
});

const field = fieldsOf<CalendarItemRecord>();

/**
 * Reads any element of an item; other kinds of items give the properties that they share.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/calendaritem
 */
export const calendarItem = mapped(
	record<CalendarItemRecord>({
		't:ItemId': field('itemId', reference),
		't:Subject': field('subject', text),
		't:Sensitivity': field('sensitivity', text),
		't:Body': field('body', body),
		't:Preview': field('preview', text),
		't:Categories': field('categories', list({ 't:String': text })),
		't:Importance': field('importance', text),
		't:DateTimeCreated': field('dateTimeCreated', text),
		't:LastModifiedTime': field('lastModifiedTime', text),
		't:ReminderIsSet': field('reminderIsSet', boolean),
		't:ReminderMinutesBeforeStart': field('reminderMinutesBeforeStart', integer),
		't:HasAttachments': field('hasAttachments', boolean),
		't:UID': field('uid', text),
		't:RecurrenceId': field('recurrenceId', text),
		't:Start': field('start', text),
		't:End': field('end', text),
		't:OriginalStart': field('originalStart', text),
		't:IsAllDayEvent': field('isAllDayEvent', boolean),
		't:LegacyFreeBusyStatus': field('legacyFreeBusyStatus', text),
		't:Location': field('location', text),
		't:IsMeeting': field('isMeeting', boolean),
		't:IsCancelled': field('isCancelled', boolean),
		't:CalendarItemType': field('calendarItemType', text),
		't:MyResponseType': field('myResponseType', text),
		't:Organizer': field('organizer', organizer),
		't:RequiredAttendees': field('requiredAttendees', attendees),
		't:OptionalAttendees': field('optionalAttendees', attendees),
		't:Resources': field('resources', attendees),
		't:AppointmentReplyTime': field('appointmentReplyTime', text),
		't:Recurrence': field('recurrence', recurrence),
		't:LastOccurrence': field('lastOccurrence', occurrence),
		't:ModifiedOccurrences': field('modifiedOccurrences', modifiedOccurrences),
		't:DeletedOccurrences': field('deletedOccurrences', deletedOccurrences),
		't:StartTimeZone': field('startTimeZone', timeZoneDefinition),
		't:EndTimeZone': field('endTimeZone', timeZoneDefinition),
		't:StartTimeZoneId': field('startTimeZoneId', text),
		't:EndTimeZoneId': field('endTimeZoneId', text),
		't:JoinOnlineMeetingUrl': field('joinOnlineMeetingUrl', text),
		't:ExtendedProperty': into(extendedProperty, (item: CalendarItemRecord, property) => {
			(item.extendedProperties ??= []).push(property);
		}),
	}),
	(item, name) => {
		if (item.itemId) return item;
		throw new MalformedResponse(`${name} without id`);
	},
);
