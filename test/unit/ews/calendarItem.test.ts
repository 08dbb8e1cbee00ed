import { findItem } from '../../../exchange/ews/operations/findItem';
import { getItem } from '../../../exchange/ews/operations/getItem';
import { getServerTimeZones } from '../../../exchange/ews/operations/getServerTimeZones';
import type { CalendarItemRecord } from '../../../exchange/ews/calendarItem';
import { loadEwsSchemas } from '../../exchangeServer/schemaValidation';
import { itemOf, zoneOf } from './recordOracle';
import { describeWith, schemaDirectory, schemas as schemasAtHand } from '../../requirements';
import { find, saxesTree } from '../xml/xmlTree';

/** XML without the line breaks and tabs that lay it out here. */
const lines = (parts: TemplateStringsArray, ...values: string[]): string =>
	String.raw({ raw: parts.map((part) => part.replace(/\n\t+/g, '')) }, ...values);

/** A zone as Exchange sends it in full: with daylight saving, before 2007 and since. */
const zone = lines`Id="W. Europe Standard Time" Name="(UTC+01:00) Amsterdam, Berlin">
	<t:Periods>
		<t:Period Bias="-PT60M" Name="Standard" Id="trule:Microsoft/Registry/W. Europe Standard Time/1-Standard"/>
		<t:Period Bias="-PT120M" Name="Daylight" Id="trule:Microsoft/Registry/W. Europe Standard Time/1-Daylight"/>
	</t:Periods>
	<t:TransitionsGroups>
		<t:TransitionsGroup Id="0">
			<t:RecurringDayTransition>
				<t:To Kind="Period">trule:Microsoft/Registry/W. Europe Standard Time/1-Daylight</t:To>
				<t:TimeOffset>PT2H</t:TimeOffset>
				<t:Month>3</t:Month>
				<t:DayOfWeek>Sunday</t:DayOfWeek>
				<t:Occurrence>-1</t:Occurrence>
			</t:RecurringDayTransition>
			<t:RecurringDateTransition>
				<t:To Kind="Period">trule:Microsoft/Registry/W. Europe Standard Time/1-Standard</t:To>
				<t:TimeOffset>PT3H</t:TimeOffset>
				<t:Month>10</t:Month>
				<t:Day>25</t:Day>
			</t:RecurringDateTransition>
		</t:TransitionsGroup>
		<t:TransitionsGroup Id="1">
			<t:Transition>
				<t:To Kind="Period">trule:Microsoft/Registry/W. Europe Standard Time/1-Standard</t:To>
			</t:Transition>
		</t:TransitionsGroup>
	</t:TransitionsGroups>
	<t:Transitions>
		<t:Transition>
			<t:To Kind="Group">1</t:To>
		</t:Transition>
		<t:AbsoluteDateTransition>
			<t:To Kind="Group">0</t:To>
			<t:DateTime>2007-01-01T00:00:00</t:DateTime>
		</t:AbsoluteDateTransition>
	</t:Transitions>`;

function occurrence(name: string, day: string): string {
	return lines`
		<t:${name}>
			<t:ItemId Id="occ-${day}" ChangeKey="ck-${day}"/>
			<t:Start>${day}T09:00:00Z</t:Start>
			<t:End>${day}T10:00:00Z</t:End>
			<t:OriginalStart>${day}T08:00:00Z</t:OriginalStart>
		</t:${name}>`;
}

function attendee(name: string, response: string): string {
	return lines`
		<t:Attendee>
			<t:Mailbox>
				<t:Name>${name}</t:Name>
				<t:EmailAddress>${name}@enyoi.example</t:EmailAddress>
				<t:RoutingType>SMTP</t:RoutingType>
				<t:MailboxType>Mailbox</t:MailboxType>
			</t:Mailbox>
			<t:ResponseType>${response}</t:ResponseType>
			<t:LastResponseTime>2026-01-02T03:04:05Z</t:LastResponseTime>
		</t:Attendee>`;
}

const extendedProperties = lines`
	<t:ExtendedProperty>
		<t:ExtendedFieldURI PropertySetId="c11ff724-aa03-4555-9952-8fa248a11c3e" PropertyName="source" PropertyType="String"/>
		<t:Value>hr &amp; co</t:Value>
	</t:ExtendedProperty>
	<t:ExtendedProperty>
		<t:ExtendedFieldURI DistinguishedPropertySetId="Appointment" PropertyId="33315" PropertyType="StringArray"/>
		<t:Values>
			<t:Value>a</t:Value>
			<t:Value/>
		</t:Values>
	</t:ExtendedProperty>`;

const master = lines`
	<t:CalendarItem>
		<t:ItemId Id="AAMk" ChangeKey="DwAA"/>
		<t:ParentFolderId Id="AQMk" ChangeKey="AQ"/>
		<t:ItemClass>IPM.Appointment</t:ItemClass>
		<t:Subject>Jour fixe &lt;Käse&gt; &#x19;😀</t:Subject>
		<t:Sensitivity>Private</t:Sensitivity>
		<t:Body BodyType="HTML" IsTruncated="false">&lt;p&gt;Hi&lt;/p&gt;&#xD;
</t:Body>
		<t:Size>1701</t:Size>
		<t:Categories>
			<t:String>Red</t:String>
			<t:String>A, B</t:String>
		</t:Categories>
		<t:Importance>High</t:Importance>
		<t:DateTimeCreated>2026-01-01T00:00:00Z</t:DateTimeCreated>
		<t:ReminderIsSet>true</t:ReminderIsSet>
		<t:ReminderMinutesBeforeStart>15</t:ReminderMinutesBeforeStart>
		<t:HasAttachments>false</t:HasAttachments>
		${extendedProperties}
		<t:LastModifiedTime>2026-01-03T00:00:00Z</t:LastModifiedTime>
		<t:WebClientReadFormQueryString>?ae=Item&amp;id=1</t:WebClientReadFormQueryString>
		<t:Preview>Hi</t:Preview>
		<t:UID>0400</t:UID>
		<t:RecurrenceId>2026-01-05T08:00:00Z</t:RecurrenceId>
		<t:DateTimeStamp>2026-01-04T00:00:00Z</t:DateTimeStamp>
		<t:Start>2026-01-05T08:00:00Z</t:Start>
		<t:End>2026-01-05T09:00:00Z</t:End>
		<t:OriginalStart>2026-01-05T08:00:00Z</t:OriginalStart>
		<t:IsAllDayEvent>false</t:IsAllDayEvent>
		<t:LegacyFreeBusyStatus>OOF</t:LegacyFreeBusyStatus>
		<t:Location>Raum 1</t:Location>
		<t:IsMeeting>true</t:IsMeeting>
		<t:IsCancelled>false</t:IsCancelled>
		<t:IsRecurring>false</t:IsRecurring>
		<t:MeetingRequestWasSent>true</t:MeetingRequestWasSent>
		<t:IsResponseRequested>true</t:IsResponseRequested>
		<t:CalendarItemType>RecurringMaster</t:CalendarItemType>
		<t:MyResponseType>Organizer</t:MyResponseType>
		<t:Organizer>
			<t:Mailbox>
				<t:Name>Alice</t:Name>
				<t:EmailAddress>/o=Enyoi/cn=alice</t:EmailAddress>
				<t:RoutingType>EX</t:RoutingType>
			</t:Mailbox>
		</t:Organizer>
		<t:RequiredAttendees>
			${attendee('bob', 'Accept')}
			${attendee('carol', 'Unknown')}
		</t:RequiredAttendees>
		<t:OptionalAttendees>
			${attendee('dave', 'Decline')}
		</t:OptionalAttendees>
		<t:Resources>
			${attendee('room1', 'Accept')}
		</t:Resources>
		<t:TimeZone>(UTC+01:00) Amsterdam</t:TimeZone>
		<t:AppointmentReplyTime>2026-01-04T00:00:00Z</t:AppointmentReplyTime>
		<t:AppointmentSequenceNumber>2</t:AppointmentSequenceNumber>
		<t:AppointmentState>1</t:AppointmentState>
		<t:Recurrence>
			<t:WeeklyRecurrence>
				<t:Interval>2</t:Interval>
				<t:DaysOfWeek>Monday Wednesday</t:DaysOfWeek>
				<t:FirstDayOfWeek>Monday</t:FirstDayOfWeek>
			</t:WeeklyRecurrence>
			<t:NumberedRecurrence>
				<t:StartDate>2026-01-05+01:00</t:StartDate>
				<t:NumberOfOccurrences>20</t:NumberOfOccurrences>
			</t:NumberedRecurrence>
		</t:Recurrence>
		${occurrence('FirstOccurrence', '2026-01-05')}
		${occurrence('LastOccurrence', '2026-06-10')}
		<t:ModifiedOccurrences>
			${occurrence('Occurrence', '2026-01-07')}
			${occurrence('Occurrence', '2026-02-02')}
		</t:ModifiedOccurrences>
		<t:DeletedOccurrences>
			<t:DeletedOccurrence>
				<t:Start>2026-01-19T08:00:00Z</t:Start>
			</t:DeletedOccurrence>
		</t:DeletedOccurrences>
		<t:StartTimeZone ${zone}</t:StartTimeZone>
		<t:EndTimeZone Id=""/>
		<t:IsOnlineMeeting>true</t:IsOnlineMeeting>
		<t:StartTimeZoneId>W. Europe Standard Time</t:StartTimeZoneId>
		<t:EndTimeZoneId>UTC</t:EndTimeZoneId>
		<t:JoinOnlineMeetingUrl>https://meet.enyoi.example/1</t:JoinOnlineMeetingUrl>
	</t:CalendarItem>`;

function response(operation: string, content: string): string {
	return lines`
		<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
			<s:Body>
				<m:${operation}Response xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">
					<m:ResponseMessages>
						<m:${operation}ResponseMessage ResponseClass="Success">
							<m:ResponseCode>NoError</m:ResponseCode>
							${content}
						</m:${operation}ResponseMessage>
					</m:ResponseMessages>
				</m:${operation}Response>
			</s:Body>
		</s:Envelope>`;
}

function readItem(item: string): CalendarItemRecord {
	const reader = getItem.response({ ids: [{ occurrenceId: 'x' }], shape: { base: 'IdOnly' } });
	reader.feed(Buffer.from(response('GetItem', `<m:Items>${item}</m:Items>`)));
	reader.end();
	const [result] = reader.result();
	if (!result.ok) throw new Error('not ok');
	return result.item;
}

it('every property of a calendar item is read', () => {
	const xml = response('GetItem', `<m:Items>${master}</m:Items>`).replaceAll('&#x19;', '');
	const oracle = itemOf(find(saxesTree(xml), 't:CalendarItem')!);
	const item = readItem(master);
	expect(item).toEqual(oracle);
	// A new property: recordOracle.ts reads it too, the item above has it, and this number grows.
	expect(Object.values(item).filter((value) => value !== undefined)).toHaveLength(41);
	expect(item).toMatchObject({
		subject: 'Jour fixe <Käse> 😀',
		body: { type: 'HTML', text: '<p>Hi</p>\r\n', isTruncated: false },
		categories: ['Red', 'A, B'],
		reminderMinutesBeforeStart: 15,
		organizer: { name: 'Alice', emailAddress: '/o=Enyoi/cn=alice', routingType: 'EX' },
		recurrence: {
			pattern: {
				kind: 'weekly',
				interval: 2,
				daysOfWeek: ['Monday', 'Wednesday'],
				firstDayOfWeek: 'Monday',
			},
			range: { kind: 'numbered', startDate: '2026-01-05+01:00', numberOfOccurrences: 20 },
		},
		modifiedOccurrences: [
			{
				id: 'occ-2026-01-07',
				changeKey: 'ck-2026-01-07',
				start: '2026-01-07T09:00:00Z',
				end: '2026-01-07T10:00:00Z',
				originalStart: '2026-01-07T08:00:00Z',
			},
			expect.anything(),
		],
		deletedOccurrences: [{ start: '2026-01-19T08:00:00Z' }],
		endTimeZone: { id: '' },
		extendedProperties: [
			{
				uri: {
					setId: 'c11ff724-aa03-4555-9952-8fa248a11c3e',
					name: 'source',
					type: 'String',
				},
				value: 'hr & co',
			},
			{
				uri: { distinguishedSetId: 'Appointment', id: 33315, type: 'StringArray' },
				values: ['a', ''],
			},
		],
	});
});

describeWith(schemasAtHand, 'the schema of Exchange SE', () => {
	it('allows what the example sends', async () => {
		const schemas = await loadEwsSchemas(schemaDirectory);
		const xml = response('GetItem', `<m:Items>${master}</m:Items>`);
		expect(schemas.validate(xml)).toEqual([]);
		await schemas.close();
	});
});

it.each([
	[
		'<t:DailyRecurrence><t:Interval>3</t:Interval></t:DailyRecurrence><t:NoEndRecurrence><t:StartDate>2016-03-15Z</t:StartDate></t:NoEndRecurrence>',
		{ pattern: { kind: 'daily', interval: 3 }, range: { kind: 'noEnd', startDate: '2016-03-15Z' } },
	],
	[
		'<t:AbsoluteMonthlyRecurrence><t:Interval>1</t:Interval><t:DayOfMonth>31</t:DayOfMonth></t:AbsoluteMonthlyRecurrence><t:EndDateRecurrence><t:StartDate>2014-03-08-08:00</t:StartDate><t:EndDate>2015-03-08-08:00</t:EndDate></t:EndDateRecurrence>',
		{
			pattern: { kind: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
			range: { kind: 'endDate', startDate: '2014-03-08-08:00', endDate: '2015-03-08-08:00' },
		},
	],
	[
		'<t:RelativeMonthlyRecurrence><t:Interval>2</t:Interval><t:DaysOfWeek>Weekday</t:DaysOfWeek><t:DayOfWeekIndex>Last</t:DayOfWeekIndex></t:RelativeMonthlyRecurrence><t:NoEndRecurrence><t:StartDate>2016-03-15</t:StartDate></t:NoEndRecurrence>',
		{
			pattern: { kind: 'relativeMonthly', interval: 2, daysOfWeek: 'Weekday', index: 'Last' },
			range: { kind: 'noEnd', startDate: '2016-03-15' },
		},
	],
	[
		'<t:AbsoluteYearlyRecurrence><t:DayOfMonth>29</t:DayOfMonth><t:Month>February</t:Month></t:AbsoluteYearlyRecurrence><t:NoEndRecurrence><t:StartDate>2016-03-15</t:StartDate></t:NoEndRecurrence>',
		{
			pattern: { kind: 'absoluteYearly', dayOfMonth: 29, month: 'February' },
			range: { kind: 'noEnd', startDate: '2016-03-15' },
		},
	],
	[
		'<t:RelativeYearlyRecurrence><t:DaysOfWeek>Monday</t:DaysOfWeek><t:DayOfWeekIndex>First</t:DayOfWeekIndex><t:Month>May</t:Month></t:RelativeYearlyRecurrence><t:NoEndRecurrence><t:StartDate>2016-03-15</t:StartDate></t:NoEndRecurrence>',
		{
			pattern: { kind: 'relativeYearly', daysOfWeek: 'Monday', index: 'First', month: 'May' },
			range: { kind: 'noEnd', startDate: '2016-03-15' },
		},
	],
])('a recurrence: %s', (markup, expected) => {
	const item = readItem(
		`<t:CalendarItem><t:ItemId Id="1" ChangeKey="c"/><t:Recurrence>${markup}</t:Recurrence></t:CalendarItem>`,
	);
	expect(item.recurrence).toEqual(expected);
});

it.each([
	[1_525_252_321, 15],
	[1_525_252_320, 1_525_252_320],
	[0, 0],
])(
	'a reminder %d minutes before is one of %d minutes: one number is a word of Outlook',
	(sent, minutes) => {
		const markup = `<t:ItemId Id="1"/><t:ReminderMinutesBeforeStart>${sent}</t:ReminderMinutesBeforeStart>`;
		const { reminderMinutesBeforeStart } = readItem(`<t:CalendarItem>${markup}</t:CalendarItem>`);
		expect(reminderMinutesBeforeStart).toBe(minutes);
	},
);

it('a value that is none is an error, not a guess', () => {
	const item = (markup: string) => () => readItem(`<t:CalendarItem>${markup}</t:CalendarItem>`);
	expect(item('<t:IsMeeting>maybe</t:IsMeeting>')).toThrow('t:IsMeeting');
	expect(item('<t:ReminderMinutesBeforeStart>1e3</t:ReminderMinutesBeforeStart>')).toThrow(
		't:ReminderMinutesBeforeStart',
	);
	expect(item('<t:ReminderMinutesBeforeStart/>')).toThrow('t:ReminderMinutesBeforeStart');
});

it('time zones are read with their rules', () => {
	const xml = response(
		'GetServerTimeZones',
		`<m:TimeZoneDefinitions><t:TimeZoneDefinition ${zone}</t:TimeZoneDefinition><t:TimeZoneDefinition Id="UTC" Name="UTC"/></m:TimeZoneDefinitions>`,
	);
	const reader = getServerTimeZones.response({});
	reader.feed(Buffer.from(xml));
	reader.end();
	const zones = reader.result();
	expect(zones).toEqual(find(saxesTree(xml), 'm:TimeZoneDefinitions')!.children.map(zoneOf));
	expect(zones[0].definition!.groups[0].transitions).toEqual([
		expect.objectContaining({ kind: 'day', month: 3, dayOfWeek: 'Sunday', occurrence: -1 }),
		expect.objectContaining({ kind: 'date', month: 10, day: 25, timeOffset: 'PT3H' }),
	]);
});

it('a page of a folder says where the next one starts', () => {
	const reader = findItem.response({
		folder: { distinguished: 'calendar' },
		offset: 0,
		pageSize: 1,
		shape: { base: 'IdOnly' },
	});
	const items = `<t:Items>${master}<t:Message><t:ItemId Id="2" ChangeKey="c"/></t:Message></t:Items>`;
	reader.feed(
		Buffer.from(
			response(
				'FindItem',
				`<m:RootFolder IndexedPagingOffset="2" TotalItemsInView="7" IncludesLastItemInRange="false">${items}</m:RootFolder>`,
			),
		),
	);
	reader.end();
	expect(reader.result()).toMatchObject({
		nextOffset: 2,
		totalItemsInView: 7,
		includesLastItemInRange: false,
		items: [{ itemId: { id: 'AAMk' } }, { itemId: { id: '2' } }],
	});
});
