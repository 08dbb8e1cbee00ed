/** The plain operations of Exchange Calendar against the test Exchange in its harshest form. */
import type { INodeParameters } from 'n8n-workflow';
import { ExchangeCalendar } from '../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';
import { harsh } from '../calendars/harsh';
import { startCompany, type SmallCompany } from './company';

const at = (name: string) => `${name}@enyoi.example`;
const locator = (value: string) => ({ __rl: true, mode: 'id', value });

let small: SmallCompany;

beforeAll(async () => {
	small = await startCompany(harsh);
	const { company } = small;
	company.addPerson({ accountName: 'atrium', displayName: 'Atrium (8)', kind: 'room' });
	company.addPerson({ accountName: 'attic', displayName: 'Attic (2)', kind: 'room' });
	company.addGroup({
		smtpAddress: at('rooms'),
		displayName: 'Rooms',
		members: [at('atrium'), at('attic')],
		roomList: true,
	});
	const book = (name: string, subject: string, start: string, end: string) =>
		company.user(name).calendar.create({ subject, start, end });
	book('alice', 'Review', '2026-12-08T10:00', '2026-12-08T11:00');
	book('bob', 'Talk', '2026-12-08T13:00', '2026-12-08T14:00');
	book('attic', 'Booked', '2026-12-08T09:00', '2026-12-08T17:00');
});

afterAll(async () => {
	expect(small.server.schemaViolations).toEqual([]);
	expect(small.server.outbox).toEqual([]);
	await small.server.close();
});

async function run(
	operation: string,
	parameters: INodeParameters,
	more: Partial<NodeRunOptions> = {},
): Promise<NodeRun> {
	const [resource, name] = operation.split('.');
	return await runNode(new ExchangeCalendar(), {
		credential: small.credential,
		timeZone: 'Europe/Amsterdam',
		parameters: { resource, operation: name, ...parameters },
		...more,
	});
}

const tuesday = { start: '2026-12-08T09:00:00', end: '2026-12-08T17:00:00' };

describe('availability', () => {
	it('tells the times of people in many items with one request', async () => {
		small.operations();
		const items = ['alice', 'bob', 'nobody'].map((name) => ({ emailAddress: at(name) }));
		const { json, error } = await run(
			'availability.getFreeBusy',
			{ mailboxes: '={{ $json.emailAddress }}', ...tuesday },
			{ items },
		);

		expect(error).toBeUndefined();
		expect(small.operations()).toEqual(['GetUserAvailability']);
		expect(json[0]).toMatchObject([
			{
				mailbox: at('alice'),
				scheduleItems: [{ startUtc: '2026-12-08T09:00:00Z', endUtc: '2026-12-08T10:00:00Z' }],
			},
			{ mailbox: at('bob'), scheduleItems: [{ startUtc: '2026-12-08T12:00:00Z' }] },
			{ mailbox: at('nobody'), access: 'none', error: expect.stringContaining(at('nobody')) },
		]);
	});

	it('proposes times at which all can come and a room is free', async () => {
		const { json, error } = await run('availability.findSlots', {
			required: `${at('alice')}, ${at('bob')}`,
			...tuesday,
			durationMinutes: 120,
			withRoom: true,
			roomList: locator(at('rooms')),
			minCapacity: 2,
		});

		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject([
			{
				found: expect.any(Number),
				slots: expect.arrayContaining([
					expect.objectContaining({
						start: { dateTime: '2026-12-08T11:00:00.0000000', timeZone: 'Europe/Amsterdam' },
						startUtc: '2026-12-08T10:00:00Z',
						missing: [],
						rooms: [expect.objectContaining({ emailAddress: at('atrium') })],
					}),
				]),
			},
		]);
	});

	it('says who is missing where no time fits', async () => {
		const { json } = await run('availability.findSlots', {
			required: `${at('alice')}, ${at('bob')}`,
			start: '2026-12-08T10:00:00',
			end: '2026-12-08T11:00:00',
		});

		expect(json[0]).toMatchObject([
			{ found: 0, slots: [], nearest: [{ missing: [{ mailbox: at('alice') }] }] },
		]);
	});
});

describe('room', () => {
	it('lists room lists, rooms and those that are free', async () => {
		expect((await run('room.getLists', {})).json[0]).toEqual([
			{ displayName: 'Rooms', emailAddress: at('rooms') },
		]);
		expect((await run('room.getMany', { roomList: locator(at('rooms')) })).json[0]).toMatchObject([
			{ displayName: 'Atrium (8)', capacity: 8 },
			{ displayName: 'Attic (2)', capacity: 2 },
		]);
		expect((await run('room.findFree', { ...tuesday })).json[0]).toMatchObject([
			{ displayName: 'Atrium (8)', isFree: true },
		]);
	});

	it('refuses a list that is none by the name in the panel', async () => {
		const { error } = await run('room.getMany', { roomList: locator(at('alice')) });

		expect(error?.message).toBe(`${at('alice')} is not a room list (Room List)`);
	});
});

describe('out of office', () => {
	it('is set for a time, and switched off again', async () => {
		const alice = { mailbox: locator(at('alice')) };
		const set = await run('outOfOffice.set', {
			...alice,
			status: 'scheduled',
			start: '2036-12-07',
			end: '2036-12-11',
			internalReply: 'Away until Friday',
		});
		expect(set.error).toBeUndefined();
		expect((await run('outOfOffice.get', alice)).json[0]).toMatchObject([
			{
				mailbox: at('alice'),
				status: 'scheduled',
				startUtc: '2036-12-06T23:00:00Z',
				endUtc: '2036-12-11T23:00:00Z',
				internalReplyText: 'Away until Friday',
			},
		]);
		const off = await run('outOfOffice.set', { ...alice, status: 'disabled' });
		expect(off.json[0]).toMatchObject([
			{ status: 'disabled', internalReplyText: 'Away until Friday' },
		]);
	});
});

describe('calendar', () => {
	it('lists the calendars of each mailbox, and names one that is not there', async () => {
		small.company.user('bob').addCalendar('Holidays');
		const items = ['bob', 'nobody', 'carol'].map((name) => ({ emailAddress: at(name) }));
		const { json, outputs } = await run(
			'calendar.getMany',
			{ mailbox: { __rl: true, mode: 'address', value: '={{ $json.emailAddress }}' } },
			{ items, onError: 'continueErrorOutput' },
		);

		expect(json[0].map(({ name, isDefault, mailbox }) => [name, isDefault, mailbox])).toEqual([
			['Calendar', true, at('bob')],
			['Holidays', false, at('bob')],
			['Calendar', true, at('carol')],
		]);
		expect(json[1]).toEqual([
			expect.objectContaining({ error: expect.stringContaining(at('nobody')) }),
		]);
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});
});
