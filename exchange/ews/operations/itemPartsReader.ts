import type {
	AttendeeRecord,
	BodyRecord,
	ExtendedPropertyRecord,
	ExtendedPropertyUri,
	ItemReference,
	MailboxRecord,
	OccurrenceRecord,
} from '../itemParts';
import { MalformedResponse } from '../errors';
import {
	fieldsOf,
	into,
	list,
	mapped,
	parseBoolean,
	parseInteger,
	record,
	text,
} from '../../xml/shapes';

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

export const attendees = list<AttendeeRecord>({
	't:Attendee': mapped(
		record<AttendeeRecord>({
			't:Mailbox': attendeeField('mailbox', mailbox),
			't:ResponseType': attendeeField('responseType', text),
			't:LastResponseTime': attendeeField('lastResponseTime', text),
			't:ProposedStart': attendeeField('proposedStart', text),
			't:ProposedEnd': attendeeField('proposedEnd', text),
		}),
		(found: Partial<AttendeeRecord>) => {
			found.mailbox ??= {};
			return found as AttendeeRecord;
		},
	),
});

export const organizer = mapped(
	record<{ mailbox?: MailboxRecord }>({
		't:Mailbox': fieldsOf<{ mailbox: MailboxRecord }>()('mailbox', mailbox),
	}),
	({ mailbox: found = {} }) => found,
);

export const occurrence = mapped(
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

/** Incomplete entries are left out: one bad entry must not cost the whole answer. */
export const modifiedOccurrences = mapped(list({ 't:Occurrence': occurrence }), (found) =>
	found.filter(({ id, start, end }) => id && start && end),
);
export const deletedOccurrences = mapped(
	list({ 't:DeletedOccurrence': deletedOccurrence }),
	(found) => found.filter(({ start }) => start),
);

export const body = record<BodyRecord>(
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
