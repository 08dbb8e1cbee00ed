import { startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import type { CalendarItem } from '../../exchangeServer/contracts';
import { describeWith, schemaDirectory, schemas } from '../../requirements';
import { DavMail, davmail } from './client';

/** Clients send the rules of the zones that they name. */
const BERLIN = [
	'BEGIN:VTIMEZONE',
	'TZID:Europe/Berlin',
	'BEGIN:DAYLIGHT',
	'TZOFFSETFROM:+0100',
	'TZOFFSETTO:+0200',
	'DTSTART:19700329T020000',
	'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
	'END:DAYLIGHT',
	'BEGIN:STANDARD',
	'TZOFFSETFROM:+0200',
	'TZOFFSETTO:+0100',
	'DTSTART:19701025T030000',
	'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
	'END:STANDARD',
	'END:VTIMEZONE',
];

/** DavMail, which others wrote against real servers, shows the calendar to a client of CalDAV. */
describeWith([davmail, schemas], 'DavMail on the test Exchange', () => {
	let server: ExchangeServer;
	let gateway: DavMail;
	const mine = () => server.company.user('alice').calendar;
	const item = (subject: string) =>
		mine()
			.items()
			.find((one) => one.subject === subject) as CalendarItem;

	beforeAll(async () => {
		server = await startExchangeServer({ schemas: schemaDirectory });
		const { account, password } = server.company.user('alice');
		const user = `${account.domain}\\${account.accountName}`;
		gateway = await DavMail.start(server.url, { user, password });
	}, 120_000);

	afterAll(async () => {
		await gateway?.close();
		await server.close();
		expect(server.schemaViolations).toEqual([]);
	});

	const folder = '/users/alice@enyoi.example/calendar';
	const put = async (name: string, ...lines: string[]) => {
		const event = [
			'BEGIN:VCALENDAR',
			'VERSION:2.0',
			'PRODID:-//a client of CalDAV//EN',
			...BERLIN,
			'BEGIN:VEVENT',
			`UID:${name}`,
			'DTSTAMP:20270101T000000Z',
			...lines,
			'END:VEVENT',
			'END:VCALENDAR',
			'',
		].join('\r\n');
		const type = { 'Content-Type': 'text/calendar; charset=utf-8' };
		return (await gateway.send('PUT', `${folder}/${name}.ics`, event, type)).status;
	};
	const berlin = (name: string, time: string) => `${name};TZID=Europe/Berlin:${time}`;

	it('finds the calendar, and a mark that moves with what is in it', async () => {
		const asked =
			'<d:propfind xmlns:d="DAV:" xmlns:cs="http://calendarserver.org/ns/"><d:prop><d:displayname/><d:resourcetype/><cs:getctag/></d:prop></d:propfind>';
		const { status, body } = await gateway.send('PROPFIND', `${folder}/`, asked, { Depth: '0' });
		expect(status).toBe(207);
		expect(body).toContain('<D:displayname>Calendar</D:displayname>');
		expect(body).toContain('<C:calendar/>');
		const [, mark] = /getctag[^>]*>([^<]*)</.exec(body)!;
		expect(Buffer.from(mark, 'base64').toString()).toMatch(/^\d{4}-\d\d-\d\dT/);
	}, 60_000);

	it('reads every event, the exceptions of series too', async () => {
		const asked =
			'<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter></c:filter></c:calendar-query>';
		const { body } = await gateway.send('REPORT', `${folder}/`, asked, { Depth: '1' });
		const items = mine().items();
		const exceptions = items.reduce((count, one) => count + one.exceptions.size, 0);
		expect(body.split('BEGIN:VEVENT')).toHaveLength(items.length + exceptions + 1);
		for (const { uid } of items) expect(body).toContain(`UID:${uid}`);
	}, 120_000);

	it('creates an event, changes it and deletes it', async () => {
		const created = await put(
			'single-1',
			'SUMMARY:Made over CalDAV',
			berlin('DTSTART', '20270302T090000'),
			berlin('DTEND', '20270302T103000'),
			'LOCATION:Room 1',
			'DESCRIPTION:First line\\nsecond line',
			'CATEGORIES:Red',
			'CLASS:PRIVATE',
		);
		expect(created).toBe(201);
		expect(item('Made over CalDAV')).toMatchObject({
			uid: 'single-1',
			start: new Date('2027-03-02T08:00:00Z'),
			end: new Date('2027-03-02T09:30:00Z'),
			location: 'Room 1',
			sensitivity: 'Private',
			categories: ['Red'],
			body: { text: expect.stringContaining('second line') as string },
		});
		const changed = await put(
			'single-1',
			'SUMMARY:Renamed over CalDAV',
			berlin('DTSTART', '20270302T100000'),
			berlin('DTEND', '20270302T113000'),
			'LOCATION:Room 2',
		);
		expect(changed).toBe(200);
		expect(item('Renamed over CalDAV')).toMatchObject({
			start: new Date('2027-03-02T09:00:00Z'),
			location: 'Room 2',
			body: { text: '' },
		});
		expect((await gateway.send('DELETE', `${folder}/single-1.ics`)).status).toBeLessThan(300);
		expect(item('Renamed over CalDAV')).toBeUndefined();
	}, 60_000);

	it('creates a series over the change of the clocks, without one of it', async () => {
		const created = await put(
			'weekly-1',
			'SUMMARY:Weekly over CalDAV',
			berlin('DTSTART', '20270302T110000'),
			berlin('DTEND', '20270302T113000'),
			'RRULE:FREQ=WEEKLY;COUNT=6;BYDAY=TU',
			berlin('EXDATE', '20270316T110000'),
		);
		expect(created).toBe(201);
		expect(item('Weekly over CalDAV')).toMatchObject({
			recurrence: {
				pattern: { type: 'WeeklyRecurrence', interval: 1, days: ['Tuesday'] },
				range: { type: 'NumberedRecurrence', startDate: '2027-03-02', numberOfOccurrences: 6 },
			},
			deletedOccurrences: new Set([Date.parse('2027-03-16T10:00:00Z')]),
		});
		const starts = mine()
			.view('2027-03-01T00:00', '2027-05-01T00:00')
			.filter(({ fields }) => fields.subject === 'Weekly over CalDAV')
			.map(({ fields }) => fields.start.toISOString().slice(5, 16));
		expect(starts).toEqual([
			'03-02T10:00',
			'03-09T10:00',
			'03-23T10:00',
			'03-30T09:00',
			'04-06T09:00',
		]);
	}, 60_000);

	it('creates an event of whole days', async () => {
		const days = ['DTSTART;VALUE=DATE:20270405', 'DTEND;VALUE=DATE:20270407'];
		expect(await put('days-1', 'SUMMARY:Days', ...days, 'TRANSP:TRANSPARENT')).toBe(201);
		expect(item('Days')).toMatchObject({
			isAllDay: true,
			showAs: 'Free',
			start: new Date('2027-04-04T22:00:00Z'),
			end: new Date('2027-04-06T22:00:00Z'),
		});
	}, 60_000);

	it('invites to a meeting', async () => {
		const created = await put(
			'meeting-1',
			'SUMMARY:Meeting over CalDAV',
			// A Sunday, on which nobody has anything else.
			berlin('DTSTART', '20270307T090000'),
			berlin('DTEND', '20270307T100000'),
			'ORGANIZER:mailto:alice@enyoi.example',
			'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@enyoi.example',
		);
		expect(created).toBe(201);
		expect(item('Meeting over CalDAV').attendees).toMatchObject([
			{ emailAddress: 'bob@enyoi.example' },
		]);
		expect(server.outbox).toMatchObject([{ kind: 'MeetingRequest', to: ['bob@enyoi.example'] }]);
	}, 60_000);

	it('shows when somebody is busy', async () => {
		const asked = [
			'BEGIN:VCALENDAR',
			'VERSION:2.0',
			'METHOD:REQUEST',
			'BEGIN:VFREEBUSY',
			'UID:busy-1',
			'DTSTAMP:20270101T000000Z',
			'DTSTART:20270307T000000Z',
			'DTEND:20270308T000000Z',
			'ORGANIZER:mailto:alice@enyoi.example',
			'ATTENDEE:mailto:bob@enyoi.example',
			'END:VFREEBUSY',
			'END:VCALENDAR',
			'',
		].join('\r\n');
		const type = { 'Content-Type': 'text/calendar; charset=utf-8' };
		const outbox = '/users/alice@enyoi.example/outbox/';
		const { body } = await gateway.send('POST', outbox, asked, type);
		expect(body).toMatch(/FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270307T080000Z\/20270307T090000Z/);
	}, 60_000);
});
