import { createEvent } from '../../../../exchange/calendars/events/createEvent';
import type { EventFields } from '../../../../exchange/calendars/events/event';
import type { CreateEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { Company } from '../../../exchangeServer';
import { httpStatus, resetAfterRunning, resetBeforeRunning } from '../../../exchangeServer/faults';
import type { CompanyUser } from '../../../exchangeServer/company';
import { startConnected, type Connected } from '../../../support/startConnected';
import { harsh } from '../harsh';

const mailbox = 'alice@enyoi.example';

let connected: Connected;
let alice: CompanyUser;

beforeEach(async () => {
	const company = new Company({ now: () => new Date('2026-11-20T08:00:00Z') });
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob']) company.addPerson({ accountName });
	company.addPerson({ accountName: 'atrium', kind: 'room' });
	alice = company.user('alice');
	connected = await startConnected({ company, behaviours: harsh });
});

afterEach(async () => {
	await connected.close();
	expect(connected.server.schemaViolations).toEqual([]);
});

const berlin = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' });
const review: EventFields = {
	subject: 'Review <b>&',
	start: berlin('2026-11-25T09:00:00'),
	end: berlin('2026-11-25T10:00:00'),
};

const create = async (event: EventFields, options: Partial<CreateEventOptions> = {}) =>
	await createEvent(connected.exchange, { mailbox, event, ...options });

it('makes no meeting of an event that nobody is invited to', async () => {
	const { event } = await create(review, { sendInvitations: 'all' });
	const changes = { subject: 'New', start: berlin('2026-11-25T11:00:00') };
	const options = { mailbox, event: event.id ?? '', changes, sendInvitations: 'all' } as const;
	await updateEvent(connected.exchange, options);
	expect(alice.calendar.items()).toMatchObject([{ subject: 'New', isMeeting: false }]);
	expect(connected.company.outbox).toEqual([]);
});

it('writes everything that an event has, and mails nobody', async () => {
	const { action, event } = await create(
		{
			...review,
			body: { contentType: 'html', content: '<p>Figures</p>' },
			location: 'Room 5',
			showAs: 'tentative',
			sensitivity: 'private',
			importance: 'high',
			categories: ['Finance', 'Board'],
			reminderMinutesBeforeStart: 30,
			attendees: [
				'bob@enyoi.example',
				{ emailAddress: { address: 'carol@other.example' }, type: 'optional' },
			],
			rooms: ['atrium@enyoi.example'],
			onlineMeeting: { joinUrl: 'https://meet.example/abc?x=1&y=2' },
			extendedProperties: [
				{
					uri: { distinguishedSetId: 'PublicStrings', name: 'order', type: 'String' },
					value: '4711',
				},
			],
		},
		{ includeBody: 'html', timeZone: 'Europe/Berlin' },
	);
	expect(action).toBe('created');
	expect(event).toMatchObject({
		mailbox,
		masked: false,
		type: 'singleInstance',
		subject: 'Review <b>&',
		start: { dateTime: '2026-11-25T09:00:00.0000000', timeZone: 'Europe/Berlin' },
		location: { displayName: 'Room 5' },
		showAs: 'tentative',
		sensitivity: 'private',
		importance: 'high',
		reminderMinutesBeforeStart: 30,
		isOrganizer: true,
	});
	expect(event.categories?.sort()).toEqual(['Board', 'Finance']);
	expect(event.body?.content).toContain('https://meet.example/abc?x=1&amp;y=2');
	expect(event.attendees?.map(({ emailAddress, type }) => [emailAddress.address, type])).toEqual([
		['bob@enyoi.example', 'required'],
		['carol@other.example', 'optional'],
		['atrium@enyoi.example', 'resource'],
	]);
	expect(connected.server.outbox).toEqual([]);
	expect(alice.calendar.items()).toHaveLength(1);
});

it('mails who is invited when that is asked for', async () => {
	await create({ ...review, attendees: ['bob@enyoi.example'] }, { sendInvitations: 'all' });
	expect(connected.server.outbox).toMatchObject([
		{ kind: 'MeetingRequest', to: ['bob@enyoi.example'] },
	]);
	expect(connected.company.user('bob').calendar.items()).toHaveLength(1);
});

it('writes a series with its cancelled and moved occurrences', async () => {
	const { event } = await create({
		...review,
		rrule: 'FREQ=WEEKLY;COUNT=4',
		exceptions: [
			{ originalStart: '2026-12-02T08:00:00Z', isCancelled: true },
			{
				originalStart: '2026-12-09T08:00:00Z',
				start: '2026-12-09T13:00:00Z',
				end: '2026-12-09T14:00:00Z',
				subject: 'Late review',
			},
		],
	});
	expect(event).toMatchObject({
		type: 'seriesMaster',
		cancelledOccurrences: ['2026-12-02T08:00:00Z'],
		recurrence: { range: { type: 'numbered', numberOfOccurrences: 4 } },
	});
	const shown = alice.calendar.view('2026-11-01', '2027-01-30');
	expect(shown.map(({ fields }) => [fields.subject, fields.start.toISOString()])).toEqual([
		['Review <b>&', '2026-11-25T08:00:00.000Z'],
		['Late review', '2026-12-09T13:00:00.000Z'],
		['Review <b>&', '2026-12-16T08:00:00.000Z'],
	]);
});

it('makes one event of several calls with the same key', async () => {
	const first = await create(review, { clientKey: 'order-4711' });
	const again = await create(review, { clientKey: 'order-4711' });
	const other = await create(review, { clientKey: 'Order-4711' });
	expect([first.action, again.action, other.action]).toEqual(['created', 'unchanged', 'created']);
	expect(again.event.id).toBe(first.event.id);
	const together = await Promise.all(
		[1, 2, 3].map(async () => await create(review, { clientKey: 'x' })),
	);
	expect(together.map(({ action }) => action).sort()).toEqual([
		'created',
		'unchanged',
		'unchanged',
	]);
	expect(alice.calendar.items()).toHaveLength(3);
});

it('makes one event of calls of two processes with the same key, and one more for neither', async () => {
	connected.server.faults.latencyMs = 2;
	// Calls of one process wait for each other where they go to the same server.
	const { exchange } = connected;
	const settings = { ...exchange.settings, ewsUrl: `${exchange.settings.ewsUrl}?` };
	const other = new Proxy(exchange, {
		get: (own, name) => (name === 'settings' ? settings : own[name as keyof typeof own]),
	});
	const both = await Promise.all(
		[exchange, other].map(
			async (one) =>
				await createEvent(one, {
					mailbox,
					event: { ...review, attendees: ['bob@enyoi.example'] },
					clientKey: 'order-4711',
					sendInvitations: 'all',
				}),
		),
	);
	const invitations = connected.company.user('bob').calendar.items();
	expect(invitations.filter(({ isCancelled }) => !isCancelled)).toHaveLength(1);
	const again = await create(review, { clientKey: 'order-4711' });
	const [left] = alice.calendar.items();
	expect(alice.calendar.items()).toHaveLength(1);
	expect(again).toMatchObject({ action: 'unchanged', event: { id: left.id } });
	expect(both.map(({ event }) => event.id)).toContain(left.id);
	const created = connected.server.requests.filter(({ operation }) => operation === 'CreateItem');
	expect(created).toHaveLength(2);
});

it.each([
	['the answer is lost', resetAfterRunning()],
	['the request is lost', resetBeforeRunning()],
	['a gateway answers in its place', httpStatus(502)],
])('makes one event when %s', async (_what, fault) => {
	connected.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
	const { action, event } = await create(
		{ ...review, attendees: ['bob@enyoi.example'] },
		{ sendInvitations: 'all' },
	);
	expect(action).toBe('created');
	expect(alice.calendar.items().map(({ id }) => id)).toEqual([event.id]);
	expect(connected.server.outbox).toHaveLength(1);
});

describe('a repeat for a series', () => {
	const series: EventFields = {
		...review,
		rrule: 'FREQ=DAILY;COUNT=5',
		attendees: ['bob@enyoi.example'],
		exceptions: [
			{ originalStart: '2026-11-26T08:00:00Z', isCancelled: true },
			{ originalStart: '2026-11-27T08:00:00Z', subject: 'Other' },
		],
	};
	const repeat = async () =>
		await create(series, { clientKey: 'daily', sendInvitations: 'all', includeBody: 'text' });
	const subjects = () =>
		alice.calendar.view('2026-11-01', '2027-01-30').map(({ fields }) => fields.subject);

	it('writes the occurrences that a creation which was cut off left out', async () => {
		const { faults } = connected.server;
		faults.add({ fault: httpStatus(403), operation: 'UpdateItem' });
		await expect(repeat()).rejects.toThrow();
		faults.clear();
		const [review1] = subjects();
		expect(await repeat()).toMatchObject({ action: 'unchanged' });
		expect(subjects()).toEqual([review1, 'Other', review1, review1]);
	});

	it('leaves what people made of it, and mails nobody', async () => {
		const { event } = await repeat();
		alice.calendar.occurrence(event.id!, 3).update({ subject: 'Changed by somebody' });
		const before = [subjects(), connected.server.outbox.length];
		expect(await repeat()).toMatchObject({ action: 'unchanged' });
		expect([subjects(), connected.server.outbox.length]).toEqual(before);
	});

	it('takes no occurrence out of a series that has other times by now', async () => {
		const { event } = await repeat();
		alice.calendar.update(event.id!, { end: '2026-11-25T11:00' });
		const [master] = alice.calendar.items();
		// What Outlook does with them then.
		master.exceptions.clear();
		master.deletedOccurrences.clear();
		expect(await repeat()).toMatchObject({ action: 'unchanged' });
		expect(subjects()).toEqual(Array(5).fill(review.subject));
	});
});

it.each(['omitted', 'masked', 'visible'] as const)(
	'makes no two private events of one key where a delegate sees them %s',
	async (privateItems) => {
		await connected.close();
		connected = await startConnected({
			company: connected.company,
			behaviours: { ...harsh, privateItems },
		});
		alice.share('default', 'Editor', 'calendar');
		const exchange = connected.reconnect({ mailboxAccess: 'delegate' });
		const event = { ...review, sensitivity: 'private' } as const;
		const make = async () => await createEvent(exchange, { mailbox, event, clientKey: 'secret' });
		try {
			for (let time = 1; time <= 2; time++) {
				if (privateItems === 'visible') await make();
				else await expect(make()).rejects.toMatchObject({ code: 'input', field: 'clientKey' });
			}
		} finally {
			await exchange.close();
		}
		expect(alice.calendar.items()).toHaveLength(privateItems === 'visible' ? 1 : 0);
	},
);

it('sends no private event twice that it would not find', async () => {
	alice.share('default', 'Editor', 'calendar');
	const exchange = connected.reconnect({ mailboxAccess: 'delegate' });
	connected.server.faults.add({ fault: resetAfterRunning(), operation: 'CreateItem', count: 1 });
	try {
		const event = { ...review, sensitivity: 'private' } as const;
		await expect(createEvent(exchange, { mailbox, event })).rejects.toThrow();
	} finally {
		await exchange.close();
	}
	expect(alice.calendar.items()).toHaveLength(1);
});

it.each<[string, EventFields, Partial<CreateEventOptions>]>([
	['start', { subject: 'x' }, {}],
	['end', { ...review, end: '2026-11-25T07:00:00Z' }, {}],
	['end', { start: '2026-11-25T07:00:00Z' }, {}],
	['attendees[0].emailAddress.address', { ...review, attendees: ['bob'] }, {}],
	[
		'attendees[0].emailAddress.address',
		{ ...review, attendees: [{ emailAddress: { name: 'Bob' } }] },
		{},
	],
	['rooms[0]', { ...review, rooms: ['Atrium'] }, {}],
	['onlineMeeting.joinUrl', { ...review, onlineMeeting: { joinUrl: 'javascript:x' } }, {}],
	['clientKey', review, { clientKey: '' }],
	['clientKey', review, { clientKey: 'x'.repeat(201) }],
	['sendInvitations', review, { sendInvitations: 'changed' as never }],
	['event', 'Lunch' as never, {}],
	['calendar', review, { calendar: 'Calendar' as never }],
	['start', { ...review, start: '2026-02-30T09:00:00Z' }, {}],
	[
		'recurrence.pattern.type',
		{ ...review, recurrence: { pattern: { type: 'hourly' } } as never },
		{},
	],
])('names %s when it is wrong', async (field, event, options) => {
	await expect(create(event, options)).rejects.toMatchObject({ code: 'input', field });
	expect(alice.calendar.items()).toEqual([]);
});
