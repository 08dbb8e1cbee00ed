import type { ExchangeServer } from '../../exchangeServer';
import { call, getItem, ids, startSmallExchange, text } from './rawClient';

let server: ExchangeServer;
beforeEach(async () => {
	server = await startSmallExchange({ now: () => new Date('2026-11-25T09:00:00Z') });
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const WITH_MIME =
	'<t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>';
async function contentOf(id: string, shape = WITH_MIME): Promise<string> {
	const content = text(await call(server, getItem([id], shape)), 'MimeContent');
	return Buffer.from(content ?? '', 'base64').toString('utf8');
}
const unfolded = (calendar: string) => calendar.replace(/\r\n /g, '').split('\r\n');

it('shows a series as iCalendar text, with its exceptions and the rules of its zone', async () => {
	const { calendar } = server.company.user('alice');
	const series = calendar.create({
		subject: `Kantoor; "noord", ${'é'.repeat(60)}`,
		location: 'Zaal 1',
		start: '2026-11-24T10:00',
		recurrence: {
			pattern: {
				type: 'WeeklyRecurrence',
				interval: 2,
				days: ['Tuesday'],
				firstDayOfWeek: 'Monday',
			},
			range: { type: 'NumberedRecurrence', numberOfOccurrences: 4 },
		},
	});
	calendar.occurrence(series.id, 2).update({ subject: 'Other' });
	calendar.occurrence(series.id, 3).delete();
	const content = await contentOf(series.id);
	for (const line of content.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThan(76);
	const lines = unfolded(content);
	expect(lines).toEqual(
		expect.arrayContaining([
			'BEGIN:VCALENDAR',
			'TZID:W. Europe Standard Time',
			'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
			'TZOFFSETFROM:+0200',
			'TZOFFSETTO:+0100',
			`SUMMARY;LANGUAGE=en-US:Kantoor\\; "noord"\\, ${'é'.repeat(60)}`,
			'LOCATION:Zaal 1',
			'DTSTART;TZID=W. Europe Standard Time:20261124T100000',
			'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=MO;COUNT=4',
			'EXDATE;TZID=W. Europe Standard Time:20261222T100000',
			'RECURRENCE-ID;TZID=W. Europe Standard Time:20261208T100000',
			'SUMMARY;LANGUAGE=en-US:Other',
		]),
	);
	expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
});

it('shows it where it is named, and not unasked', async () => {
	const { id } = server.company
		.user('alice')
		.calendar.create({ subject: 'Day off', start: '2026-11-24', isAllDay: true });
	const named =
		'<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="item:MimeContent"/></t:AdditionalProperties>';
	const lines = unfolded(await contentOf(id, named));
	expect(lines).toContain('DTSTART;VALUE=DATE:20261124');
	expect(lines).toContain('DTEND;VALUE=DATE:20261125');
	expect(lines.some((line) => line.startsWith('DESCRIPTION'))).toBe(false);
	expect(await contentOf(id, '<t:BaseShape>AllProperties</t:BaseShape>')).toBe('');
});

it('shows a message as text of the internet', async () => {
	const [id] = ids(
		await call(
			server,
			'<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message><t:Subject>Grüße</t:Subject><t:Body BodyType="Text">Hé</t:Body>' +
				'<t:ToRecipients><t:Mailbox><t:Name>Bob</t:Name><t:EmailAddress>bob@enyoi.example</t:EmailAddress></t:Mailbox></t:ToRecipients></t:Message></m:Items></m:CreateItem>',
		),
	);
	const [head, body] = (await contentOf(id)).split('\r\n\r\n');
	expect(head.split('\r\n')).toEqual([
		'From: Alice Jansen <alice@enyoi.example>',
		'To: Bob <bob@enyoi.example>',
		`Subject: =?utf-8?B?${Buffer.from('Grüße').toString('base64')}?=`,
		'Date: Wed, 25 Nov 2026 09:00:00 +0000',
		'MIME-Version: 1.0',
		'Content-Type: text/plain; charset="utf-8"',
		'Content-Transfer-Encoding: base64',
	]);
	expect(Buffer.from(body, 'base64').toString()).toBe('Hé');
});
