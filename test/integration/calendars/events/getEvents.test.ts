import { getEvents } from '../../../../exchange/calendars/events/getEvents';
import type { GetEventsOptions, ListedEvents } from '../../../../exchange/calendars/events/options';
import type { ListedEvent } from '../../../../exchange/calendars/events/event';
import { getChanges } from '../../../../exchange/changes/getChanges';
import { Company } from '../../../exchangeServer';
import type { CompanyUser } from '../../../exchangeServer/company';
import { startConnected, type Connected } from '../../../support/startConnected';
import { harsh } from '../harsh';

const mailbox = 'alice@enyoi.example';
const now = new Date('2026-11-20T08:00:00Z');

let connected: Connected;
let alice: CompanyUser;

beforeEach(async () => {
	const company = new Company({ now: () => now });
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob']) company.addPerson({ accountName });
	alice = company.user('alice');
	connected = await startConnected({ company, behaviours: harsh });
});

afterEach(async () => {
	await connected.close();
	expect(connected.server.schemaViolations).toEqual([]);
});

async function list(
	options: Partial<GetEventsOptions> = {},
): Promise<{ events: ListedEvent[]; told: ListedEvents }> {
	const events: ListedEvent[] = [];
	const listing = getEvents(connected.exchange, {
		mailbox,
		start: new Date('2026-11-23T00:00:00Z'),
		end: new Date('2026-11-30T00:00:00Z'),
		...options,
	});
	for (;;) {
		const next = await listing.next();
		if (next.done) return { events, told: next.value };
		events.push(next.value);
	}
}

const subjects = ({ events }: { events: ListedEvent[] }) => events.map(({ subject }) => subject);

function standup() {
	return alice.calendar.create({
		subject: 'Stand-up',
		start: '2026-11-02T09:00',
		end: '2026-11-02T09:15',
		recurrence: { pattern: { type: 'DailyRecurrence', interval: 1 } },
	});
}

it('lists what touches the window, occurrences one by one, by start', async () => {
	const { calendar } = alice;
	const series = standup();
	calendar.occurrence(series.id, '2026-11-24').delete();
	calendar.occurrence(series.id, '2026-11-25').move({ start: '2026-11-25T08:00' });
	const all = calendar.create({
		subject: 'Trip',
		start: '2026-11-22',
		end: '2026-11-24',
		isAllDay: true,
	});
	calendar.create({ subject: 'Too early', start: '2026-11-22T10:00' });
	const found = await list();
	expect(found.events.map(({ subject, start }) => [subject, start?.dateTime.slice(0, 16)])).toEqual(
		[
			['Trip', '2026-11-22T00:00'],
			['Stand-up', '2026-11-23T08:00'],
			['Stand-up', '2026-11-25T07:00'],
			['Stand-up', '2026-11-26T08:00'],
			['Stand-up', '2026-11-27T08:00'],
			['Stand-up', '2026-11-28T08:00'],
			['Stand-up', '2026-11-29T08:00'],
		],
	);
	expect(found.told).toEqual({ count: 7, isLimited: false });
	expect(found.events[0]).toMatchObject({ id: all.id, mailbox, masked: false, isAllDay: true });
	expect(found.events[2]).toMatchObject({
		type: 'exception',
		seriesMasterId: series.id,
		originalStart: '2026-11-25T08:00:00Z',
		iCalUId: series.uid,
		key: `${series.uid}_2026-11-25T08:00:00Z`,
	});
	expect(found.events[3]).toMatchObject({
		type: 'occurrence',
		seriesMasterId: series.id,
		originalStart: '2026-11-26T08:00:00Z',
	});
});

it('tells the same as Get Changes', async () => {
	const series = standup();
	alice.calendar.occurrence(series.id, '2026-11-25').update({ subject: 'Retrospective' });
	alice.calendar.create({ subject: 'Doctor', start: '2026-11-24T11:00', sensitivity: 'Private' });
	alice.calendar.create({ subject: 'Review', start: '2026-11-24T14:00', attendees: ['bob'] });
	const changes = new Map<string, object>();
	for await (const change of getChanges(connected.exchange, {
		mailbox,
		now: new Date('2026-11-23T00:00:00Z'),
		pastDays: 0,
		futureDays: 7,
	})) {
		const { changeType, syncRun, ...event } = change;
		void [changeType, syncRun];
		changes.set(event.key, event);
	}
	const { events } = await list();
	expect(events).toHaveLength(9);
	for (const event of events) {
		const { responseStatus, changeKey, ...rest } = event;
		void [responseStatus, changeKey];
		expect(changes.get(event.key)).toMatchObject(rest);
	}
});

describe('two series of one UID', () => {
	const series = (subject: string, start: string, more: object = {}) =>
		alice.calendar.create({
			subject,
			start,
			recurrence: {
				pattern: { type: 'DailyRecurrence', interval: 1 },
				range: { type: 'NumberedRecurrence', numberOfOccurrences: 3 },
			},
			uid: 'same',
			...more,
		});
	const seriesOf = async () => {
		const { events } = await list();
		return events.map(({ subject, seriesMasterId }) => `${subject} ${seriesMasterId}`).sort();
	};
	const thrice = (subject: string, { id }: { id: string }) => Array(3).fill(`${subject} ${id}`);

	it.each([
		['at another time of the day', '2026-11-24T15:00'],
		['at the same times', '2026-11-24T09:00'],
		['on some of the days', '2026-11-26T09:00'],
		['on other days', '2026-11-27T09:00'],
	])('keep their own ids: %s', async (_when, start) => {
		const one = series('One', '2026-11-24T09:00');
		const two = series('Two', start);
		expect(await seriesOf()).toEqual([...thrice('One', one), ...thrice('Two', two)]);
	});

	it('keep their own ids where one has what the other lost or moved', async () => {
		const one = series('One', '2026-11-24T09:00');
		const two = series('Two', '2026-11-24T09:00');
		alice.calendar.occurrence(one.id, '2026-11-24').move({ start: '2026-11-28T10:00' });
		for (const day of ['2026-11-25', '2026-11-26']) alice.calendar.occurrence(one.id, day).delete();
		alice.calendar.occurrence(two.id, '2026-11-24').delete();
		expect(await seriesOf()).toEqual([`One ${one.id}`, `Two ${two.id}`, `Two ${two.id}`]);
	});
});

it('asks for each series once', async () => {
	standup();
	const found = await list();
	expect(new Set(found.events.map(({ seriesMasterId }) => seriesMasterId)).size).toBe(1);
	const items = connected.server.requests.filter(({ operation }) => operation === 'GetItem');
	expect(items).toHaveLength(2);
});

it('masks private events, and finds nothing by what it hides', async () => {
	const hidden = {
		subject: 'Doctor',
		start: '2026-11-24T11:00',
		sensitivity: 'Private' as const,
		categories: ['Health'],
		attendees: ['bob'],
	};
	alice.calendar.create(hidden);
	alice.calendar.create({ subject: 'Doctor Who', start: '2026-11-25T11:00' });
	const { events } = await list();
	expect(events[0]).toMatchObject({ masked: true, sensitivity: 'private', showAs: 'busy' });
	expect(JSON.stringify(events[0])).not.toMatch(/Doctor|Health|bob/);
	expect(subjects(await list({ search: 'doctor' }))).toEqual(['Doctor Who']);
	expect(subjects(await list({ category: 'health' }))).toEqual([]);
	expect(subjects(await list({ attendee: 'bob@enyoi.example' }))).toEqual([]);
	expect(subjects(await list({ search: 'doctor', privacy: 'full' }))).toEqual([
		'Doctor',
		'Doctor Who',
	]);
});

it('finds people by each address that the directory knows of them', async () => {
	const { company } = connected;
	company.addPerson({ accountName: 'carol', aliases: ['c.jones@enyoi.example'] });
	alice.calendar.create({ subject: 'With Carol', start: '2026-11-24T11:00', attendees: ['carol'] });
	alice.calendar.create({ subject: 'With Bob', start: '2026-11-24T12:00', attendees: ['bob'] });
	expect(subjects(await list({ attendee: 'C.Jones@enyoi.example' }))).toEqual(['With Carol']);
	expect(subjects(await list({ attendee: 'stranger@enyoi.example' }))).toEqual([]);
	expect(subjects(await list({ attendee: 'CAROL' }))).toEqual(['With Carol']);
});

it('searches bodies where they are read', async () => {
	const body = { type: 'HTML' as const, text: '<p>The <b>quarter</b>ly figures</p>' };
	alice.calendar.create({ subject: 'Review', start: '2026-11-24T11:00', body });
	expect(subjects(await list({ search: 'quarterly' }))).toEqual([]);
	const { events } = await list({ search: 'quarterly', includeBody: 'html' });
	expect(events).toHaveLength(1);
	expect(events[0].body?.content).toContain('figures');
});

it('searches HTML bodies as they are shown', async () => {
	const text =
		'<html><head><style type="text/css"> P {margin-top:0;} </style></head><body>The R&amp;D budget</body></html>';
	alice.calendar.create({
		subject: 'Review',
		start: '2026-11-24T11:00',
		body: { type: 'HTML', text },
	});
	const found = async (search: string) => subjects(await list({ search, includeBody: 'html' }));
	expect(await found('R&D')).toEqual(['Review']);
	expect(await found('margin')).toEqual([]);
});

it('ends at the limit, and reads no more than it needs', async () => {
	standup();
	const found = await list({ limit: 2, end: new Date('2027-11-20T00:00:00Z') });
	expect(found.events).toHaveLength(2);
	expect(found.told).toEqual({ count: 2, isLimited: true });
	const items = connected.server.requests.filter(({ operation }) => operation === 'GetItem');
	expect(items.length).toBeLessThanOrEqual(4);
	expect((await list({ limit: 7 })).told).toEqual({ count: 7, isLimited: false });
});

it('gives what spans several years once, in windows that the server takes', async () => {
	alice.calendar.create({
		subject: 'Contract',
		start: '2024-06-01T00:00',
		end: '2028-06-01T00:00',
	});
	alice.calendar.create({
		subject: 'Birthday',
		start: '2020-03-01',
		isAllDay: true,
		recurrence: { pattern: { type: 'AbsoluteYearlyRecurrence', month: 3, dayOfMonth: 1 } },
	});
	const found = await list({
		start: new Date('2024-01-01T00:00:00Z'),
		end: new Date('2031-01-01T00:00:00Z'),
	});
	expect(subjects(found)).toEqual(['Birthday', 'Contract', ...Array<string>(6).fill('Birthday')]);
});

it('tells what could not be read, and gives the others', async () => {
	const broken = alice.calendar.create({ subject: 'Broken', start: '2026-11-24T11:00' });
	alice.calendar.create({ subject: 'Sound', start: '2026-11-24T12:00' });
	connected.server.behaviours.poisonItems = 'itemError';
	alice.calendar.poison(broken.id);
	const found = await list();
	expect(subjects(found)).toEqual(['Sound']);
	expect(found.told.unreadable).toEqual([{ id: broken.id, reason: 'ErrorInternalServerError' }]);
});

it.each([
	['end', { end: new Date('2026-11-01T00:00:00Z') }],
	['start', { start: '2026-11-01' as never }],
	['limit', { limit: 0 }],
	['search', { search: 5 as never }],
	['category', { category: ' ' }],
	['privacy', { privacy: 'none' as never }],
	['timeZone', { timeZone: 'Mars/Olympus' }],
	['mailbox', { mailbox: '' }],
])('names %s when it is wrong', async (field, options) => {
	await expect(list(options)).rejects.toMatchObject({ code: 'input', field });
});

it('names a folder that is no calendar', async () => {
	const inbox = alice.mailbox.distinguished.get('inbox')!;
	await expect(list({ calendar: { id: inbox.id } })).rejects.toMatchObject({
		code: 'input',
		field: 'calendar',
	});
});

// The other two ways to cut a view are those of getChanges' tests.
it.each(['cutUnmarked'] as const)(
	'gives each of very many once where a view is %s',
	async (calendarViewLimit) => {
		await connected.close();
		const { company } = connected;
		const behaviours = { ...harsh, calendarViewLimit };
		// Two thousand items are too many to validate.
		connected = await startConnected({ company, behaviours, schemas: undefined });
		for (let hour = 0; hour < 1100; hour++) {
			const start = new Date(Date.UTC(2026, 10, 23) + hour * 300_000);
			alice.calendar.create({ subject: `E${hour}`, start, end: new Date(+start + 300_000) });
		}
		const found = await list();
		expect(subjects(found)).toEqual(Array.from({ length: 1100 }, (_, hour) => `E${hour}`));
	},
);
