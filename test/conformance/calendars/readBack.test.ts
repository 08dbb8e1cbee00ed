import * as library from '../../../exchange';
import type { EventFields } from '../../../exchange/calendars/events/event';
import { Company } from '../../exchangeServer';
import { describeWith, schemas } from '../../requirements';
import { startConnected, type Connected } from '../../support/startConnected';
import { exchangelib, runExchangelib } from '../exchangelib/client';

interface ReadMailbox {
	items: Record<string, Record<string, unknown>>;
	starts: Array<[string, string]>;
	trash: string[];
	calendars: Record<string, Record<string, string>>;
	outOfOffice: Record<string, string>;
}

const [alice, bob, atrium] = ['alice', 'bob', 'atrium'].map((name) => `${name}@enyoi.example`);
const berlin = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' });
const at = (date: string, from = '09:00', to = '10:00') => ({
	start: berlin(`${date}T${from}:00`),
	end: berlin(`${date}T${to}:00`),
});

let connected: Connected;
let read: Record<string, ReadMailbox>;

/** What each operation writes, in one calendar. */
async function writeEverything(): Promise<void> {
	const { exchange } = connected;
	const mailbox = alice;
	const create = async (event: EventFields, more: object = {}) =>
		(await library.createEvent(exchange, { mailbox, event, ...more })).event.id!;
	const nth = async (id: string, number: number) => {
		const window = { start: new Date('2027-01-01'), end: new Date('2027-12-31') };
		const found: string[] = [];
		for await (const event of library.getEvents(exchange, { mailbox, ...window })) {
			if (event.seriesMasterId === id) found.push(event.id!);
		}
		return found[number - 1];
	};
	await create({
		subject: 'Created <budget> & "plannen" 日本',
		...at('2027-03-02'),
		body: { contentType: 'text', content: 'one\n<two> & three' },
		location: 'Room 5',
		showAs: 'tentative',
		sensitivity: 'confidential',
		importance: 'high',
		categories: ['Red', 'Blue'],
		attendees: [bob, { emailAddress: { address: 'carol@other.example' }, type: 'optional' }],
		rooms: [atrium],
	});
	const changed = await create({ subject: 'Before', ...at('2027-03-03'), location: 'Room 1' });
	const changes = { subject: 'After', start: '2027-03-04T12:00:00Z', location: '' };
	await library.updateEvent(exchange, { mailbox, event: changed, changes });
	const days = { start: '2027-03-29', end: '2027-03-31', isAllDay: true };
	await create({ subject: 'Days', ...days }, { inputTimeZone: 'Europe/Amsterdam' });

	const weekly = { ...at('2027-03-09', '15:00', '15:30'), rrule: 'FREQ=WEEKLY;COUNT=6' };
	const split = await create({ subject: 'Split', ...weekly });
	const content = Buffer.from('Agenda ü');
	await library.addAttachment(exchange, { mailbox, eventId: split, name: 'Agenda.txt', content });
	await library.updateEvent(exchange, {
		mailbox,
		event: await nth(split, 4),
		scope: 'thisAndFollowing',
		changes: { subject: 'Split later', ...at('2027-03-30', '16:00', '16:30') },
	});
	const cut = await create({ subject: 'Cut', ...weekly });
	const second = await nth(cut, 2);
	await library.updateEvent(exchange, { mailbox, event: second, changes: { subject: 'Other' } });
	await library.deleteEvent(exchange, { mailbox, event: await nth(cut, 3) });
	// The third one of those that are left.
	const ended = await nth(cut, 3);
	await library.deleteEvent(exchange, { mailbox, event: ended, scope: 'thisAndFollowing' });

	await library.deleteEvent(exchange, {
		mailbox,
		event: await create({ subject: 'Deleted', ...at('2027-03-05') }),
	});
	const ics = library.eventToIcs(await library.getEvent(exchange, { mailbox, event: changed }));
	const { iCalUId, organizer, ...copy } = library.eventFromIcs(ics);
	void [iCalUId, organizer];
	await create({ ...copy, subject: 'From iCalendar' });
	const files = await create({ subject: 'Files', ...at('2027-03-08') });
	const file = { mailbox, eventId: files, content };
	await library.addAttachment(exchange, { ...file, name: 'Stays.txt' });
	const { id: attachmentId } = await library.addAttachment(exchange, { ...file, name: 'Goes.txt' });
	await library.deleteAttachment(exchange, { mailbox, eventId: files, attachmentId });

	const invite = { sendInvitations: 'all' };
	await create({ subject: 'Meeting', ...at('2027-04-01'), attendees: [bob] }, invite);
	await create({ subject: 'Off', ...at('2027-04-02'), attendees: [bob] }, invite).then(
		async (event) =>
			await library.cancelEvent(exchange, { mailbox, event, sendInvitations: 'all' }),
	);
	const window = { start: new Date('2027-04-01'), end: new Date('2027-04-02') };
	for await (const { id } of library.getEvents(exchange, { mailbox: bob, ...window })) {
		const response = { response: 'accept', sendInvitations: 'all' } as const;
		await library.respondToEvent(exchange, { mailbox: bob, event: id!, ...response });
	}

	const project = await library.createCalendar(exchange, { mailbox, name: 'Project' });
	const calendar = { id: project.id };
	await library.renameCalendar(exchange, { mailbox, calendar, name: 'Project Noord' });
	const user = { mailbox, calendar, user: bob, level: 'Reviewer' } as const;
	await library.setCalendarPermission(exchange, user);
	const gone = await library.createCalendar(exchange, { mailbox, name: 'Gone' });
	await library.deleteCalendar(exchange, { mailbox, calendar: { id: gone.id } });
	await library.setOutOfOffice(exchange, {
		mailbox,
		start: new Date('2027-07-05T06:00:00Z'),
		end: new Date('2027-07-19T06:00:00Z'),
		internalReply: 'Back on <Monday> & well',
		externalReply: { contentType: 'html', content: '<b>Away</b>' },
		externalAudience: 'all',
		now: connected.company.store.now(),
	});
}

describeWith([exchangelib, schemas], 'what Exchange Calendar writes, read by exchangelib', () => {
	beforeAll(async () => {
		const company = new Company({ now: () => new Date('2026-11-20T08:00:00Z') });
		company.addServiceAccount();
		for (const accountName of ['alice', 'bob']) company.addPerson({ accountName });
		company.addPerson({ accountName: 'atrium', kind: 'room' });
		connected = await startConnected({ company });
		await writeEverything();
		const { user, password } = company.serviceAccount;
		const settings = { endpoint: connected.server.url, user, password, address: alice };
		const script = '../calendars/read_calendars.py';
		const addresses = [alice, bob];
		read = await runExchangelib('', { ...settings, addresses }, script);
	}, 60_000);
	afterAll(async () => await connected?.close());

	const item = (subject: string, mailbox = alice) => read[mailbox].items[subject];

	it('an event has every field', () => {
		expect(item('Created <budget> & "plannen" 日本')).toMatchObject({
			text_body: expect.stringMatching(/^one\r?\n<two> & three\s*$/),
			start: '2027-03-02T08:00:00Z',
			end: '2027-03-02T09:00:00Z',
			location: 'Room 5',
			legacy_free_busy_status: 'Tentative',
			sensitivity: 'Confidential',
			importance: 'High',
			categories: ['Blue', 'Red'],
			required: [[bob, 'Unknown']],
			optional: [['carol@other.example', 'Unknown']],
			resources: [[atrium, 'Unknown']],
		});
		expect(item('Days')).toMatchObject({
			is_all_day: true,
			start: '2027-03-29',
			// exchangelib names the last day, not the one after it.
			end: '2027-03-30',
		});
	});

	it('an event that was changed, one from an iCalendar file, and one that was deleted', () => {
		const after = { start: '2027-03-04T12:00:00Z', end: '2027-03-04T13:00:00Z', location: null };
		expect(item('After')).toMatchObject(after);
		expect(item('From iCalendar')).toMatchObject(after);
		expect(item('Before')).toBeUndefined();
		expect(item('Deleted')).toBeUndefined();
		expect(read[alice].trash).toContain('Deleted');
	});

	it('a series that was split, on both sides of the change of the clocks', () => {
		const of = (name: string) =>
			read[alice].starts.flatMap(([subject, start]) => (subject === name ? [start] : []));
		expect(of('Split')).toEqual(['09', '16', '23'].map((day) => `2027-03-${day}T14:00:00Z`));
		expect(of('Split later')).toEqual([
			'2027-03-30T14:00:00Z',
			'2027-04-06T14:00:00Z',
			'2027-04-13T14:00:00Z',
		]);
		for (const subject of ['Split', 'Split later']) {
			expect(item(subject).files).toEqual([['Agenda.txt', 'Agenda ü']]);
		}
	});

	it('a series of which one occurrence was changed, one deleted, and the rest cut off', () => {
		expect(item('Cut')).toMatchObject({
			deleted: ['2027-03-23T14:00:00Z'],
			modified: [['2027-03-16T14:00:00Z', 'Other']],
		});
		expect(read[alice].starts).toEqual(
			expect.arrayContaining([
				['Cut', '2027-03-09T14:00:00Z'],
				['Other', '2027-03-16T14:00:00Z'],
			]),
		);
		expect(read[alice].starts.filter(([subject]) => subject === 'Cut')).toHaveLength(1);
	});

	it('files that were added, and one that was taken out again', () => {
		expect(item('Files').files).toEqual([['Stays.txt', 'Agenda ü']]);
	});

	it('a meeting, its answer, and one that was cancelled', () => {
		expect(item('Meeting').required).toEqual([[bob, 'Accept']]);
		expect(item('Meeting', bob)).toMatchObject({ my_response_type: 'Accept' });
		expect(item('Off')).toBeUndefined();
		expect(item('Canceled: Off', bob)).toMatchObject({ is_cancelled: true });
	});

	it('calendars with their permissions, and automatic replies', () => {
		const { calendars, outOfOffice } = read[alice];
		expect(calendars).toEqual({ 'Project Noord': expect.objectContaining({ [bob]: 'Reviewer' }) });
		expect(outOfOffice).toMatchObject({
			state: 'Scheduled',
			audience: 'All',
			start: '2027-07-05T06:00:00Z',
			end: '2027-07-19T06:00:00Z',
			internal: expect.stringContaining('Back on &lt;Monday&gt; &amp; well'),
			external: expect.stringContaining('<b>Away</b>'),
		});
	});
});
