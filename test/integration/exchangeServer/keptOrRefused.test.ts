import type { ExchangeServer } from '../../exchangeServer';
import type { XmlNode } from '../../exchangeServer/xml/node';
import {
	all,
	call,
	codes,
	createItem,
	getItem,
	ids,
	setField,
	startSmallExchange,
	updateItem,
} from './rawClient';

let server: ExchangeServer;
beforeAll(async () => {
	server = await startSmallExchange();
});
afterAll(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const person = '<t:Mailbox><t:EmailAddress>bob@enyoi.example</t:EmailAddress></t:Mailbox>';
const time = '2026-11-24T08:30:00Z';

/** What an event can have by the schema, in its order; for each a value that is not the one by default. */
const VALUES: Array<[uri: string, value: string]> = [
	['item:ItemClass', 'IPM.Appointment.Contoso'],
	['item:Subject', 'Other'],
	['item:Sensitivity', 'Personal'],
	['item:Body', '<t:Body BodyType="Text">Words</t:Body>'],
	['item:DateTimeReceived', time],
	['item:Size', '77'],
	[
		'item:Categories',
		'<t:Categories><t:String>Red</t:String><t:String>Blue</t:String></t:Categories>',
	],
	['item:Importance', 'High'],
	['item:InReplyTo', '&lt;1@enyoi.example&gt;'],
	['item:IsSubmitted', 'true'],
	['item:IsDraft', 'true'],
	['item:IsFromMe', 'true'],
	['item:IsResend', 'true'],
	['item:IsUnmodified', 'true'],
	[
		'item:InternetMessageHeaders',
		'<t:InternetMessageHeaders><t:InternetMessageHeader HeaderName="X-A">b</t:InternetMessageHeader></t:InternetMessageHeaders>',
	],
	['item:DateTimeSent', time],
	['item:DateTimeCreated', time],
	['item:ReminderDueBy', time],
	['item:ReminderMinutesBeforeStart', '42'],
	['item:DisplayCc', 'Bob'],
	['item:DisplayTo', 'Bob'],
	['item:HasAttachments', 'true'],
	['item:Culture', 'de-DE'],
	['item:LastModifiedName', 'Bob'],
	['item:LastModifiedTime', time],
	['item:IsAssociated', 'true'],
	['item:WebClientReadFormQueryString', 'https://mail.enyoi.example/'],
	['item:Flag', '<t:Flag><t:FlagStatus>Flagged</t:FlagStatus></t:Flag>'],
	['item:StoreEntryId', 'AAAA'],
	['item:Preview', 'Words'],
	['item:TextBody', '<t:TextBody BodyType="Text">Words</t:TextBody>'],
	['calendar:UID', 'uid-of-ours'],
	['calendar:RecurrenceId', time],
	['calendar:DateTimeStamp', time],
	['calendar:OriginalStart', time],
	['calendar:LegacyFreeBusyStatus', 'OOF'],
	['calendar:Location', 'Attic'],
	['calendar:When', 'On Tuesday'],
	['calendar:IsMeeting', 'true'],
	['calendar:IsCancelled', 'true'],
	['calendar:IsRecurring', 'true'],
	['calendar:MeetingRequestWasSent', 'true'],
	['calendar:IsResponseRequested', 'false'],
	['calendar:MyResponseType', 'Decline'],
	['calendar:Organizer', `<t:Organizer>${person}</t:Organizer>`],
	[
		'calendar:RequiredAttendees',
		`<t:RequiredAttendees><t:Attendee>${person}</t:Attendee></t:RequiredAttendees>`,
	],
	['calendar:ConflictingMeetingCount', '3'],
	['calendar:Duration', 'PT2H'],
	['calendar:TimeZone', 'Tokyo Standard Time'],
	['calendar:AppointmentReplyTime', time],
	['calendar:AppointmentSequenceNumber', '7'],
	['calendar:AppointmentState', '4'],
	[
		'calendar:Recurrence',
		'<t:Recurrence><t:DailyRecurrence><t:Interval>2</t:Interval></t:DailyRecurrence><t:NumberedRecurrence><t:StartDate>2026-11-24</t:StartDate><t:NumberOfOccurrences>3</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>',
	],
	['calendar:StartTimeZone', '<t:StartTimeZone Id="Tokyo Standard Time"/>'],
	['calendar:EndTimeZone', '<t:EndTimeZone Id="Tokyo Standard Time"/>'],
	['calendar:ConferenceType', '2'],
	['calendar:AllowNewTimeProposal', 'false'],
	['calendar:IsOnlineMeeting', 'true'],
	['calendar:MeetingWorkspaceUrl', 'https://work.example/'],
	['calendar:NetShowUrl', 'https://show.example/'],
	[
		'calendar:EnhancedLocation',
		'<t:EnhancedLocation><t:DisplayName>Attic</t:DisplayName><t:Annotation>Third door</t:Annotation></t:EnhancedLocation>',
	],
	['calendar:StartWallClock', '2026-11-24T08:30:00'],
	['calendar:StartTimeZoneId', 'Tokyo Standard Time'],
	['calendar:EndTimeZoneId', 'Tokyo Standard Time'],
	['calendar:JoinOnlineMeetingUrl', 'https://join.example/'],
	['calendar:IsOrganizer', 'false'],
];

/** All that an element says, but for the names of the elements. */
function said(node: XmlNode): string {
	const { Id = '' } = node.attributes;
	return [Id, node.text.trim(), ...node.children.map(said)].filter((part) => part !== '').join(' ');
}

async function readBack(id: string, uri: string): Promise<string | undefined> {
	const shape = `<t:BaseShape>IdOnly</t:BaseShape><t:BodyType>Text</t:BodyType><t:AdditionalProperties><t:FieldURI FieldURI="${uri}"/></t:AdditionalProperties>`;
	const [found] = all(await call(server, getItem([id], shape)), uri.split(':')[1]);
	return found && said(found);
}

describe.each(VALUES)('%s', (uri, value) => {
	const name = uri.split(':')[1];
	const xml = value.startsWith('<t:') ? value : `<t:${name}>${value}</t:${name}>`;
	const isFrom = (answer: XmlNode) => all(answer, 'FieldURI')[0]?.attributes.FieldURI;
	const words = value
		.replace(/<t:\w+ Id="([^"]*)"[^>]*>/g, ' $1 ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.trim()
		.split(/\s+/);
	const expectKept = async (id: string) => {
		const read = await readBack(id, uri);
		for (const word of words) expect(read).toContain(word);
	};

	it('of a new event is kept or refused', async () => {
		const own: Array<[string, string]> = [
			['item:Subject', '<t:Subject>x</t:Subject>'],
			['item:ReminderIsSet', '<t:ReminderIsSet>true</t:ReminderIsSet>'],
			['calendar:Start', '<t:Start>2026-11-24T09:00:00Z</t:Start>'],
			['calendar:End', '<t:End>2026-11-24T10:00:00Z</t:End>'],
		];
		const elements = [...own.filter(([one]) => one !== uri), [uri, xml] as [string, string]];
		elements.sort(([a], [b]) => placeOf(a) - placeOf(b));
		const item = `<t:CalendarItem>${elements.map(([, one]) => one).join('')}</t:CalendarItem>`;
		const answer = await call(server, createItem(item));
		const [code] = codes(answer);
		if (code === 'NoError') await expectKept(ids(answer)[0]);
		else expect([code, isFrom(answer)]).toEqual(['ErrorInvalidPropertySet', uri]);
	});

	it('of one that is there is kept or refused', async () => {
		const { id } = server.company
			.user('alice')
			.calendar.create({ subject: 'Here', start: '2026-11-24T10:00', reminderMinutes: 15 });
		const answer = await call(server, updateItem(id, setField(uri, xml)));
		const [code] = codes(answer);
		if (code === 'NoError') await expectKept(id);
		else expect([code, isFrom(answer)]).toEqual(['ErrorInvalidPropertySet', uri]);
	});
});

/** Order of the schema. */
function placeOf(uri: string): number {
	const after: Record<string, string> = {
		'item:ReminderIsSet': 'item:ReminderDueBy',
		'calendar:Start': 'calendar:DateTimeStamp',
		'calendar:End': 'calendar:DateTimeStamp',
	};
	const own = VALUES.findIndex(([one]) => one === uri);
	if (own >= 0) return own;
	const before = VALUES.findIndex(([one]) => one === after[uri]);
	return before + (uri === 'calendar:End' ? 0.6 : 0.5);
}
