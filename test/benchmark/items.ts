/** Calendar items as an Exchange sends them, rendered once so that serving them costs nothing. */
import { createHash } from 'node:crypto';

const day = 24 * 3600_000;
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];

export interface RenderedItem {
	id: string;
	changeKey: string;
	/** One `t:Create` of SyncFolderItems with ids alone. */
	idOnly: Buffer;
	/** The item as GetItem sends it: about 1 KB of body, five attendees, one in ten recurring. */
	full: Buffer;
}

/** Renders item number `index` of a calendar whose items are spread over a year around `now`. */
export function renderItem(index: number, count: number, now: Date): RenderedItem {
	const id = `AAMkAD${digest(`item ${index}`, 108)}AAA=`;
	const changeKey = `DwAAABYAAAC${digest(`key ${index}`, 27)}`;
	const recurring = index % 10 === 9;
	const start = new Date(
		Math.floor((now.getTime() - 25 * day + (index / count) * 360 * day) / 1800_000) * 1800_000,
	);
	const end = new Date(start.getTime() + 3600_000);
	return {
		id,
		changeKey,
		idOnly: Buffer.from(
			`<t:Create><t:CalendarItem><t:ItemId Id="${id}" ChangeKey="${changeKey}"/></t:CalendarItem></t:Create>`,
		),
		full: Buffer.from(fullItem(index, id, changeKey, start, end, recurring)),
	};
}

function fullItem(
	index: number,
	id: string,
	changeKey: string,
	start: Date,
	end: Date,
	recurring: boolean,
): string {
	// As Outlook makes them: a fixed head, the time of making, eight zero bytes and random ones.
	const random = createHash('sha256').update(`uid ${index}`).digest('hex').toUpperCase();
	const uid = `040000008200E00074C5B7101A82E00800000000${random.slice(0, 8)}DA01DC01000000000000000010000000${random.slice(32)}`;
	const startDate = start.toISOString().slice(0, 10);
	const attendees = Array.from({ length: 5 }, (_, number) => attendee(index * 5 + number)).join('');
	return (
		`<t:CalendarItem><t:ItemId Id="${id}" ChangeKey="${changeKey}"/>` +
		`<t:ParentFolderId Id="AAMkAD${digest('folder', 108)}AAA=" ChangeKey="AgAAAA=="/>` +
		'<t:ItemClass>IPM.Appointment</t:ItemClass>' +
		`<t:Subject>Overleg ${index} &amp; planning – afdeling Zuid</t:Subject><t:Sensitivity>Normal</t:Sensitivity>` +
		`<t:Body BodyType="Text">${body(index)}</t:Body>` +
		`<t:DateTimeReceived>2026-10-01T09:00:00Z</t:DateTimeReceived><t:Size>7345</t:Size>` +
		'<t:Categories><t:String>Blauw</t:String><t:String>Project</t:String></t:Categories>' +
		'<t:Importance>Normal</t:Importance><t:IsSubmitted>false</t:IsSubmitted><t:IsDraft>false</t:IsDraft>' +
		'<t:IsFromMe>false</t:IsFromMe><t:IsResend>false</t:IsResend><t:IsUnmodified>false</t:IsUnmodified>' +
		'<t:DateTimeSent>2026-10-01T09:00:00Z</t:DateTimeSent><t:DateTimeCreated>2026-10-01T09:00:00Z</t:DateTimeCreated>' +
		`<t:ReminderDueBy>${instant(start)}</t:ReminderDueBy><t:ReminderIsSet>true</t:ReminderIsSet>` +
		'<t:ReminderMinutesBeforeStart>15</t:ReminderMinutesBeforeStart><t:DisplayCc/><t:DisplayTo>Iedereen</t:DisplayTo>' +
		'<t:HasAttachments>false</t:HasAttachments><t:Culture>nl-NL</t:Culture>' +
		'<t:LastModifiedName>Alice de Vries</t:LastModifiedName><t:LastModifiedTime>2026-10-02T09:00:00Z</t:LastModifiedTime>' +
		`<t:UID>${uid}</t:UID><t:DateTimeStamp>2026-10-01T09:00:00Z</t:DateTimeStamp>` +
		`<t:Start>${instant(start)}</t:Start><t:End>${instant(end)}</t:End><t:IsAllDayEvent>false</t:IsAllDayEvent>` +
		'<t:LegacyFreeBusyStatus>Busy</t:LegacyFreeBusyStatus><t:Location>Vergaderzaal 3</t:Location>' +
		`<t:IsMeeting>true</t:IsMeeting><t:IsCancelled>false</t:IsCancelled><t:IsRecurring>${recurring}</t:IsRecurring>` +
		'<t:MeetingRequestWasSent>true</t:MeetingRequestWasSent><t:IsResponseRequested>true</t:IsResponseRequested>' +
		`<t:CalendarItemType>${recurring ? 'RecurringMaster' : 'Single'}</t:CalendarItemType>` +
		'<t:MyResponseType>Organizer</t:MyResponseType>' +
		'<t:Organizer><t:Mailbox><t:Name>Alice de Vries</t:Name><t:EmailAddress>alice@enyoi.example</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType></t:Mailbox></t:Organizer>' +
		`<t:RequiredAttendees>${attendees}</t:RequiredAttendees>` +
		`<t:Duration>PT1H</t:Duration><t:TimeZone>(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna</t:TimeZone>` +
		'<t:AppointmentSequenceNumber>0</t:AppointmentSequenceNumber><t:AppointmentState>1</t:AppointmentState>' +
		(recurring
			? `<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>${weekdays[index % 5]}</t:DaysOfWeek></t:WeeklyRecurrence><t:NumberedRecurrence><t:StartDate>${startDate}Z</t:StartDate><t:NumberOfOccurrences>4</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>`
			: '') +
		'<t:StartTimeZone Id="W. Europe Standard Time" Name="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"/>' +
		'<t:EndTimeZone Id="W. Europe Standard Time" Name="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"/>' +
		'<t:ConferenceType>0</t:ConferenceType><t:AllowNewTimeProposal>true</t:AllowNewTimeProposal>' +
		'</t:CalendarItem>'
	);
}

function attendee(number: number): string {
	return (
		`<t:Attendee><t:Mailbox><t:Name>Deelnemer ${number}</t:Name><t:EmailAddress>deelnemer${number}@enyoi.example</t:EmailAddress>` +
		'<t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType></t:Mailbox>' +
		'<t:ResponseType>Accept</t:ResponseType><t:LastResponseTime>2026-10-01T10:00:00Z</t:LastResponseTime></t:Attendee>'
	);
}

function body(index: number): string {
	let text = '';
	for (let line = 0; text.length < 1000; line++) {
		text += `Punt ${line} van overleg ${index}: ${digest(`${index}/${line}`, 40)} &lt;bespreken&gt;&#xD;\n`;
	}
	return text;
}

function instant(date: Date): string {
	return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function digest(seed: string, length: number): string {
	let text = '';
	for (let round = 0; text.length < length; round++) {
		text += createHash('sha256').update(`${seed}/${round}`).digest('base64').replace(/[=]/g, '');
	}
	return text.slice(0, length);
}
