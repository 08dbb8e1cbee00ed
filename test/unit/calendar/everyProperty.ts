import type { CalendarItemRecord } from '../../../exchange/ews/calendarItem';

/** One property of a calendar item as Exchange sends it, and as it is read. */
export interface PropertySample<T = unknown> {
	/** The element, or elements, as Exchange sends them. */
	xml: string;
	/** The same, read. */
	value: T;
	/** A second value, which differs in all that a user can see of the property. */
	other: T;
	/** The name to ask for it by; absent where it comes unasked or has names of its own. */
	fieldUri?: string;
	/** Without these the event doesn't show the property. */
	beside?: Partial<CalendarItemRecord>;
}

const person = (name: string) =>
	`<t:Mailbox><t:Name>${name}</t:Name><t:EmailAddress>${name}@enyoi.example</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType></t:Mailbox>`;
const personRead = (name: string) => ({
	name,
	emailAddress: `${name}@enyoi.example`,
	routingType: 'SMTP',
	mailboxType: 'Mailbox',
});
const attendees = (name: string) =>
	`<t:Attendee>${person(name)}<t:ResponseType>Accept</t:ResponseType><t:LastResponseTime>2026-11-20T08:00:00Z</t:LastResponseTime></t:Attendee>`;
const attendeesRead = (name: string) => [
	{
		mailbox: personRead(name),
		responseType: 'Accept',
		lastResponseTime: '2026-11-20T08:00:00Z',
	},
];
const occurrence =
	'<t:ItemId Id="occ" ChangeKey="ck"/><t:Start>2026-12-02T10:00:00Z</t:Start><t:End>2026-12-02T11:00:00Z</t:End><t:OriginalStart>2026-12-02T09:00:00Z</t:OriginalStart>';
const occurrenceRead = {
	id: 'occ',
	changeKey: 'ck',
	start: '2026-12-02T10:00:00Z',
	end: '2026-12-02T11:00:00Z',
	originalStart: '2026-12-02T09:00:00Z',
};
const laterOccurrence = { ...occurrenceRead, start: '2026-12-02T12:00:00Z' };

/** An all-day series, which shows its zones in its dates. */
const days: Partial<CalendarItemRecord> = {
	isAllDayEvent: true,
	start: '2026-11-25T11:00:00Z',
	end: '2026-11-27T11:00:00Z',
	recurrence: {
		pattern: { kind: 'daily', interval: 7 },
		range: { kind: 'noEnd', startDate: '2026-11-25' },
	},
};

/** Every property; one without a sample does not compile. */
export const everyProperty: {
	[K in keyof CalendarItemRecord]-?: PropertySample<NonNullable<CalendarItemRecord[K]>>;
} = {
	parentFolderId: {
		xml: '<t:ParentFolderId Id="folder" ChangeKey="fk"/>',
		value: { id: 'folder', changeKey: 'fk' },
		other: { id: 'another', changeKey: 'fk' },
		fieldUri: 'item:ParentFolderId',
	},
	itemClass: {
		xml: '<t:ItemClass>IPM.Appointment</t:ItemClass>',
		value: 'IPM.Appointment',
		other: 'IPM.Appointment.Leave',
		fieldUri: 'item:ItemClass',
	},
	itemId: {
		xml: '<t:ItemId Id="AAMk=" ChangeKey="DwAA"/>',
		value: { id: 'AAMk=', changeKey: 'DwAA' },
		other: { id: 'BBMk=', changeKey: 'EwAA' },
	},
	subject: {
		xml: '<t:Subject>Jour fixe &amp; Käse 😀</t:Subject>',
		value: 'Jour fixe & Käse 😀',
		other: 'Jour fixe',
		fieldUri: 'item:Subject',
	},
	sensitivity: {
		xml: '<t:Sensitivity>Personal</t:Sensitivity>',
		value: 'Personal',
		other: 'Normal',
		fieldUri: 'item:Sensitivity',
	},
	body: {
		xml: '<t:Body BodyType="HTML" IsTruncated="false">&lt;p&gt;Hi&lt;/p&gt;</t:Body>',
		value: { type: 'HTML', text: '<p>Hi</p>', isTruncated: false },
		other: { type: 'Text', text: 'Hi', isTruncated: false },
		fieldUri: 'item:Body',
	},
	preview: {
		xml: '<t:Preview>Hi</t:Preview>',
		value: 'Hi',
		other: 'Hello',
		fieldUri: 'item:Preview',
	},
	categories: {
		xml: '<t:Categories><t:String>Red</t:String><t:String>A, B</t:String></t:Categories>',
		value: ['Red', 'A, B'],
		other: ['Red'],
		fieldUri: 'item:Categories',
	},
	importance: {
		xml: '<t:Importance>High</t:Importance>',
		value: 'High',
		other: 'Low',
		fieldUri: 'item:Importance',
	},
	dateTimeCreated: {
		xml: '<t:DateTimeCreated>2026-01-01T00:00:00Z</t:DateTimeCreated>',
		value: '2026-01-01T00:00:00Z',
		other: '2026-01-02T00:00:00Z',
		fieldUri: 'item:DateTimeCreated',
	},
	lastModifiedTime: {
		xml: '<t:LastModifiedTime>2026-01-03T00:00:00Z</t:LastModifiedTime>',
		value: '2026-01-03T00:00:00Z',
		other: '2026-01-04T00:00:00Z',
		fieldUri: 'item:LastModifiedTime',
	},
	reminderIsSet: {
		xml: '<t:ReminderIsSet>true</t:ReminderIsSet>',
		value: true,
		other: false,
		fieldUri: 'item:ReminderIsSet',
	},
	reminderMinutesBeforeStart: {
		xml: '<t:ReminderMinutesBeforeStart>15</t:ReminderMinutesBeforeStart>',
		value: 15,
		other: 0,
		fieldUri: 'item:ReminderMinutesBeforeStart',
	},
	hasAttachments: {
		xml: '<t:HasAttachments>true</t:HasAttachments>',
		value: true,
		other: false,
		fieldUri: 'item:HasAttachments',
	},
	uid: {
		xml: '<t:UID>040000008200E0</t:UID>',
		value: '040000008200E0',
		other: '040000008200E1',
		fieldUri: 'calendar:UID',
	},
	recurrenceId: {
		xml: '<t:RecurrenceId>2026-11-25T08:00:00Z</t:RecurrenceId>',
		value: '2026-11-25T08:00:00Z',
		other: '2026-11-26T08:00:00Z',
		fieldUri: 'calendar:RecurrenceId',
		beside: { calendarItemType: 'Single' },
	},
	start: {
		xml: '<t:Start>2026-11-25T09:00:00Z</t:Start>',
		value: '2026-11-25T09:00:00Z',
		other: '2026-11-25T09:30:00Z',
		fieldUri: 'calendar:Start',
		beside: { end: '2026-11-25T10:00:00Z' },
	},
	end: {
		xml: '<t:End>2026-11-25T10:00:00Z</t:End>',
		value: '2026-11-25T10:00:00Z',
		other: '2026-11-25T10:30:00Z',
		fieldUri: 'calendar:End',
		beside: { start: '2026-11-25T09:00:00Z' },
	},
	originalStart: {
		xml: '<t:OriginalStart>2026-11-25T08:00:00Z</t:OriginalStart>',
		value: '2026-11-25T08:00:00Z',
		other: '2026-11-24T08:00:00Z',
		fieldUri: 'calendar:OriginalStart',
		beside: { calendarItemType: 'Exception' },
	},
	isAllDayEvent: {
		xml: '<t:IsAllDayEvent>true</t:IsAllDayEvent>',
		value: true,
		other: false,
		fieldUri: 'calendar:IsAllDayEvent',
		beside: { start: '2026-11-25T09:00:00Z', end: '2026-11-25T10:00:00Z' },
	},
	legacyFreeBusyStatus: {
		xml: '<t:LegacyFreeBusyStatus>OOF</t:LegacyFreeBusyStatus>',
		value: 'OOF',
		other: 'Busy',
		fieldUri: 'calendar:LegacyFreeBusyStatus',
	},
	location: {
		xml: '<t:Location>Room 1</t:Location>',
		value: 'Room 1',
		other: 'Room 2',
		fieldUri: 'calendar:Location',
	},
	isMeeting: {
		xml: '<t:IsMeeting>true</t:IsMeeting>',
		value: true,
		other: false,
		fieldUri: 'calendar:IsMeeting',
	},
	isCancelled: {
		xml: '<t:IsCancelled>true</t:IsCancelled>',
		value: true,
		other: false,
		fieldUri: 'calendar:IsCancelled',
	},
	calendarItemType: {
		xml: '<t:CalendarItemType>Single</t:CalendarItemType>',
		value: 'Single',
		other: 'RecurringMaster',
		fieldUri: 'calendar:CalendarItemType',
		beside: { recurrenceId: '2026-11-25T08:00:00Z' },
	},
	myResponseType: {
		xml: '<t:MyResponseType>Organizer</t:MyResponseType>',
		value: 'Organizer',
		other: 'Tentative',
		fieldUri: 'calendar:MyResponseType',
	},
	organizer: {
		xml: `<t:Organizer>${person('alice')}</t:Organizer>`,
		value: personRead('alice'),
		other: personRead('bob'),
		fieldUri: 'calendar:Organizer',
	},
	requiredAttendees: {
		xml: `<t:RequiredAttendees>${attendees('alice')}</t:RequiredAttendees>`,
		value: attendeesRead('alice'),
		other: attendeesRead('bob'),
		fieldUri: 'calendar:RequiredAttendees',
	},
	optionalAttendees: {
		xml: `<t:OptionalAttendees>${attendees('alice')}</t:OptionalAttendees>`,
		value: attendeesRead('alice'),
		other: attendeesRead('bob'),
		fieldUri: 'calendar:OptionalAttendees',
	},
	resources: {
		xml: `<t:Resources>${attendees('room')}</t:Resources>`,
		value: attendeesRead('room'),
		other: attendeesRead('hall'),
		fieldUri: 'calendar:Resources',
	},
	appointmentReplyTime: {
		xml: '<t:AppointmentReplyTime>2026-11-20T07:00:00Z</t:AppointmentReplyTime>',
		value: '2026-11-20T07:00:00Z',
		other: '2026-11-20T07:30:00Z',
		fieldUri: 'calendar:AppointmentReplyTime',
		beside: { myResponseType: 'Accept' },
	},
	recurrence: {
		xml: '<t:Recurrence><t:WeeklyRecurrence><t:Interval>2</t:Interval><t:DaysOfWeek>Monday</t:DaysOfWeek></t:WeeklyRecurrence><t:NoEndRecurrence><t:StartDate>2026-01-05</t:StartDate></t:NoEndRecurrence></t:Recurrence>',
		value: {
			pattern: { kind: 'weekly', interval: 2, daysOfWeek: ['Monday'] },
			range: { kind: 'noEnd', startDate: '2026-01-05' },
		},
		other: {
			pattern: { kind: 'daily', interval: 1 },
			range: { kind: 'noEnd', startDate: '2026-01-05' },
		},
		fieldUri: 'calendar:Recurrence',
	},
	lastOccurrence: {
		xml: `<t:LastOccurrence>${occurrence}</t:LastOccurrence>`,
		value: occurrenceRead,
		other: laterOccurrence,
		fieldUri: 'calendar:LastOccurrence',
	},
	modifiedOccurrences: {
		xml: `<t:ModifiedOccurrences><t:Occurrence>${occurrence}</t:Occurrence></t:ModifiedOccurrences>`,
		value: [occurrenceRead],
		other: [laterOccurrence],
		fieldUri: 'calendar:ModifiedOccurrences',
	},
	deletedOccurrences: {
		xml: '<t:DeletedOccurrences><t:DeletedOccurrence><t:Start>2026-12-09T09:00:00Z</t:Start></t:DeletedOccurrence></t:DeletedOccurrences>',
		value: [{ start: '2026-12-09T09:00:00Z' }],
		other: [{ start: '2026-12-16T09:00:00Z' }],
		fieldUri: 'calendar:DeletedOccurrences',
	},
	startTimeZone: {
		xml: '<t:StartTimeZone Id="Tokyo Standard Time" Name="Tokyo"/>',
		value: { id: 'Tokyo Standard Time', name: 'Tokyo' },
		other: { id: 'Pacific Standard Time' },
		fieldUri: 'calendar:StartTimeZone',
		beside: days,
	},
	endTimeZone: {
		xml: '<t:EndTimeZone Id="Tokyo Standard Time" Name="Tokyo"/>',
		value: { id: 'Tokyo Standard Time', name: 'Tokyo' },
		other: { id: 'Pacific Standard Time' },
		fieldUri: 'calendar:EndTimeZone',
		beside: days,
	},
	startTimeZoneId: {
		xml: '<t:StartTimeZoneId>Tokyo Standard Time</t:StartTimeZoneId>',
		value: 'Tokyo Standard Time',
		other: 'Pacific Standard Time',
		fieldUri: 'calendar:StartTimeZoneId',
		beside: days,
	},
	endTimeZoneId: {
		xml: '<t:EndTimeZoneId>Tokyo Standard Time</t:EndTimeZoneId>',
		value: 'Tokyo Standard Time',
		other: 'Pacific Standard Time',
		fieldUri: 'calendar:EndTimeZoneId',
		beside: days,
	},
	joinOnlineMeetingUrl: {
		xml: '<t:JoinOnlineMeetingUrl>https://meet.enyoi.example/1</t:JoinOnlineMeetingUrl>',
		value: 'https://meet.enyoi.example/1',
		other: 'https://meet.enyoi.example/2',
		fieldUri: 'calendar:JoinOnlineMeetingUrl',
	},
	extendedProperties: {
		xml: '<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId="c11ff724-aa03-4555-9952-8fa248a11c3e" PropertyName="source" PropertyType="String"/><t:Value>hr</t:Value></t:ExtendedProperty>',
		value: [
			{
				uri: { setId: 'c11ff724-aa03-4555-9952-8fa248a11c3e', name: 'source', type: 'String' },
				value: 'hr',
			},
		],
		other: [],
	},
};

export const propertyNames = Object.keys(everyProperty) as Array<keyof CalendarItemRecord>;

/** An item with the first value of each property. */
export const wholeItem: CalendarItemRecord = Object.assign(
	{ itemId: everyProperty.itemId.value },
	...propertyNames.map((name) => ({ [name]: everyProperty[name].value })),
);
