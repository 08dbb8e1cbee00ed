import type { ExchangeServer } from '../../exchangeServer';
import {
	all,
	call,
	codes,
	createItem,
	getItem,
	ids,
	setField,
	startSmallExchange,
	text,
	updateItem,
} from './rawClient';

let server: ExchangeServer;
beforeEach(async () => {
	server = await startSmallExchange();
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const TIMES = '<t:Start>2026-11-24T09:00:00Z</t:Start><t:End>2026-11-24T10:00:00Z</t:End>';
const saved = (item: string) =>
	`<m:CreateItem MessageDisposition="SaveOnly"><m:Items>${item}</m:Items></m:CreateItem>`;

describe('what this server does not keep', () => {
	it.each([
		[
			'telephone numbers of a contact',
			saved(
				'<t:Contact><t:Subject>x</t:Subject><t:PhoneNumbers><t:Entry Key="MobilePhone">1</t:Entry></t:PhoneNumbers></t:Contact>',
			),
			[],
		],
		[
			'when a task is due',
			saved('<t:Task><t:Subject>x</t:Subject><t:DueDate>2026-11-24T09:00:00Z</t:DueDate></t:Task>'),
			[],
		],
		[
			'the headers of a message',
			saved(
				'<t:Message><t:Subject>x</t:Subject><t:InternetMessageHeaders><t:InternetMessageHeader HeaderName="X-A">b</t:InternetMessageHeader></t:InternetMessageHeaders></t:Message>',
			),
			['item:InternetMessageHeaders'],
		],
	])('is refused: %s', async (_, request, uris) => {
		const answer = await call(server, request);
		expect(codes(answer)).toEqual(['ErrorInvalidPropertySet']);
		expect(all(answer, 'FieldURI').map(({ attributes }) => attributes.FieldURI)).toEqual(uris);
	});

	const event = (...lines: string[]) =>
		['BEGIN:VEVENT', 'UID:1', 'DTSTART:20261124T090000Z', ...lines, 'END:VEVENT'].join('\r\n');
	it.each([
		['no iCalendar', 'BEGIN'],
		['no event', ''],
		['two events', event() + '\r\n' + event()],
		['an exception', event('RECURRENCE-ID:20261124T090000Z')],
		['an hourly rule', event('RRULE:FREQ=HOURLY')],
		['a rule of working days only', event('RRULE:FREQ=DAILY;BYDAY=MO,TU')],
		['a rule of two days of the month', event('RRULE:FREQ=MONTHLY;BYMONTHDAY=1,15')],
		['a rule of a day before the end of the month', event('RRULE:FREQ=MONTHLY;BYMONTHDAY=-2')],
		['a rule of two months', event('RRULE:FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1')],
		['a rule of a weekday of the year', event('RRULE:FREQ=YEARLY;BYDAY=20MO')],
		['a rule of hours', event('RRULE:FREQ=DAILY;BYHOUR=9,15')],
	])('is refused as iCalendar text: %s', async (what, text) => {
		const calendar = `BEGIN:VCALENDAR\r\n${text}\r\nEND:VCALENDAR\r\n`;
		const mime = Buffer.from(what === 'no iCalendar' ? text : calendar).toString('base64');
		const item = `<t:CalendarItem><t:MimeContent>${mime}</t:MimeContent></t:CalendarItem>`;
		expect(codes(await call(server, createItem(item)))).toEqual(['ErrorMimeContentInvalid']);
	});

	it('is refused of an item that is there: other iCalendar text', async () => {
		const { id } = server.company
			.user('alice')
			.calendar.create({ subject: 'Here', start: '2026-11-24T10:00' });
		const mime = setField('item:MimeContent', '<t:MimeContent>QkVHSU4=</t:MimeContent>');
		expect(codes(await call(server, updateItem(id, mime)))).toEqual(['ErrorInvalidPropertySet']);
	});

	it('is refused of an occurrence: its UID', async () => {
		const series = server.company.user('alice').calendar.create({
			subject: 'Series',
			start: '2026-11-24T10:00',
			recurrence: { pattern: { type: 'DailyRecurrence', interval: 1 } },
		});
		const { id } = server.company.user('alice').calendar.occurrence(series.id, 2);
		const update = updateItem(id, setField('calendar:UID', '<t:UID>other</t:UID>'));
		expect(codes(await call(server, update))).toEqual(['ErrorInvalidPropertySet']);
	});

	it('is refused: an answer to no invitation', async () => {
		const answer = await call(
			server,
			'<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items><t:AcceptItem/></m:Items></m:CreateItem>',
		);
		expect(codes(answer)).toEqual(['ErrorMissingInformationReferenceItemId']);
	});

	it('is refused: notifications that the server would send by itself', async () => {
		const subscribe =
			'<m:Subscribe><m:PushSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="calendar"/></t:FolderIds><t:EventTypes><t:EventType>NewMailEvent</t:EventType></t:EventTypes><t:StatusFrequency>1</t:StatusFrequency><t:URL>http://localhost/</t:URL></m:PushSubscriptionRequest></m:Subscribe>';
		expect(codes(await call(server, subscribe))).toEqual(['ErrorInvalidSubscriptionRequest']);
	});

	it('is refused: suggestions of times around another one', async () => {
		const request =
			'<m:GetUserAvailabilityRequest><t:TimeZone><t:Bias>0</t:Bias><t:StandardTime><t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>11</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:StandardTime><t:DaylightTime><t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>3</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:DaylightTime></t:TimeZone>' +
			'<m:MailboxDataArray><t:MailboxData><t:Email><t:Address>bob@enyoi.example</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData></m:MailboxDataArray>' +
			'<t:SuggestionsViewOptions><t:DetailedSuggestionsWindow><t:StartTime>2026-11-24T00:00:00</t:StartTime><t:EndTime>2026-11-25T00:00:00</t:EndTime></t:DetailedSuggestionsWindow><t:CurrentMeetingTime>2026-11-24T09:00:00</t:CurrentMeetingTime></t:SuggestionsViewOptions></m:GetUserAvailabilityRequest>';
		const [suggestions] = all(await call(server, request), 'SuggestionsResponse');
		expect(codes(suggestions)).toEqual(['ErrorInvalidRequest']);
	});
});

it('keeps what a client says of culture, reference, time in words, reminder and UID', async () => {
	const written =
		'<t:CalendarItem><t:Subject>x</t:Subject><t:InReplyTo>&lt;1@enyoi.example&gt;</t:InReplyTo><t:ReminderDueBy>2026-11-24T08:30:00Z</t:ReminderDueBy><t:ReminderIsSet>true</t:ReminderIsSet><t:Culture>de-DE</t:Culture>' +
		`${TIMES}<t:When>Dienstag</t:When></t:CalendarItem>`;
	const [id] = ids(await call(server, createItem(written)));
	const uid = setField('calendar:UID', '<t:UID>uid-1</t:UID>');
	expect(codes(await call(server, updateItem(id, uid)))).toEqual(['NoError']);
	const shape =
		'<t:BaseShape>AllProperties</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="calendar:When"/></t:AdditionalProperties>';
	const read = await call(server, getItem([id], shape));
	const kept = ['InReplyTo', 'ReminderDueBy', 'Culture', 'When', 'UID'];
	expect(kept.map((name) => text(read, name))).toEqual([
		'<1@enyoi.example>',
		'2026-11-24T08:30:00Z',
		'de-DE',
		'Dienstag',
		'uid-1',
	]);
});
