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

it('a repeat with a client key shows nothing of an event that its owner made private', async () => {
	const create = async () =>
		await run('event.create', {
			mailbox: locator(at('carol')),
			subject: 'Slot',
			start: '2027-02-01T09:00:00',
			end: '2027-02-01T10:00:00',
			options: { clientKey: 'order-1' },
		});
	expect((await create()).json[0]).toMatchObject([{ action: 'created', subject: 'Slot' }]);
	const { calendar } = small.company.user('carol');
	const [{ id }] = calendar.items();
	calendar.update(id, { subject: 'Oncologist', location: 'Clinic', sensitivity: 'Private' });
	const { json, error } = await create();
	expect(error).toBeUndefined();
	expect(json[0]).toMatchObject([{ action: 'unchanged', masked: true, id }]);
	expect(JSON.stringify(json)).not.toMatch(/Oncologist|Clinic/);
});

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

describe('event', () => {
	const alice = { mailbox: locator(at('alice')) };
	const december = { start: '2026-12-01', end: '2026-12-31' };
	const subjectsOf = (name: string) =>
		small.company
			.user(name)
			.calendar.items()
			.map(({ subject }) => subject);

	it('is created, found, moved and deleted by what each operation gives the next', async () => {
		const created = await run('event.create', {
			...alice,
			subject: 'Planning',
			start: '2026-12-14T10:00:00',
			end: '2026-12-14T11:00:00',
			additionalFields: { location: 'Atrium', categories: 'Customer' },
		});
		expect(created.error).toBeUndefined();
		expect(created.json[0]).toMatchObject([
			{ action: 'created', subject: 'Planning', startUtc: '2026-12-14T09:00:00Z' },
		]);

		const found = await run('event.getMany', {
			...alice,
			...december,
			options: { search: 'planning', timeZone: 'Europe/Amsterdam' },
		});
		expect(found.json[0]).toMatchObject([
			{
				subject: 'Planning',
				start: { dateTime: '2026-12-14T10:00:00.0000000', timeZone: 'Europe/Amsterdam' },
				location: { displayName: 'Atrium' },
			},
		]);

		const event = locator('={{ $json }}');
		const moved = await run(
			'event.update',
			{ ...alice, event, updateFields: { start: '2026-12-17T15:00:00' } },
			{ items: found.json[0] },
		);
		expect(moved.error).toBeUndefined();
		expect(moved.json[0]).toMatchObject([
			{ action: 'updated', startUtc: '2026-12-17T14:00:00Z', endUtc: '2026-12-17T15:00:00Z' },
		]);
		expect(
			(await run('event.get', { ...alice, event }, { items: moved.json[0] })).json[0],
		).toMatchObject([{ subject: 'Planning', startUtc: '2026-12-17T14:00:00Z' }]);

		const deleted = await run('event.delete', { ...alice, event }, { items: moved.json[0] });
		expect(deleted.json[0]).toMatchObject([{ action: 'deleted' }]);
		expect(subjectsOf('alice')).not.toContain('Planning');
	});

	it('is made once for a client key, and of whole days when that is said', async () => {
		const create = async () =>
			await run('event.create', {
				...alice,
				subject: 'Leave',
				start: '2026-12-21T00:00:00',
				end: '2026-12-23T00:00:00',
				isAllDay: true,
				options: { clientKey: 'leave-1' },
			});
		const actions = [await create(), await create()].map(({ json }) => json[0][0]);

		expect(actions).toMatchObject([
			{ action: 'created', startDate: '2026-12-21', lastDate: '2026-12-23' },
			{ action: 'unchanged', startDate: '2026-12-21' },
		]);
		expect(subjectsOf('alice').filter((subject) => subject === 'Leave')).toHaveLength(1);
	});

	it('can be one occurrence of a series, which alone is changed and deleted', async () => {
		const created = await run('event.create', {
			mailbox: locator(at('carol')),
			subject: 'Stand-up',
			start: '2026-12-07T09:00:00',
			end: '2026-12-07T09:15:00',
			additionalFields: { recurrence: 'FREQ=WEEKLY;COUNT=3' },
		});
		expect(created.json[0]).toMatchObject([{ type: 'seriesMaster' }]);
		const carol = { mailbox: locator(at('carol')) };
		const list = async () =>
			(await run('event.getMany', { ...carol, ...december })).json[0].map(
				({ subject, startUtc, id }) => ({ subject, startUtc, id }),
			);
		const [, second, third] = await list();
		await run('event.update', {
			...carol,
			event: locator(String(second.id)),
			updateFields: { subject: 'Long stand-up' },
		});
		await run('event.delete', { ...carol, event: locator(String(third.id)) });

		expect(await list()).toMatchObject([
			{ subject: 'Stand-up', startUtc: '2026-12-07T08:00:00Z' },
			{ subject: 'Long stand-up', startUtc: '2026-12-14T08:00:00Z' },
		]);
	});

	it('goes out as an iCalendar file and in again', async () => {
		const carol = { mailbox: locator(at('carol')) };
		const window = { start: '2026-12-09', end: '2026-12-09' };
		const given = { subject: 'Überblick, Teil 2', start: '2026-12-09T10:00:00' };
		await run('event.create', {
			...carol,
			...given,
			end: '2026-12-09T11:30:00',
			additionalFields: { body: 'Agenda; alles', location: 'Atrium', showAs: 'oof' },
		});
		const out = await run('event.getMany', { ...carol, ...window, options: { asIcs: true } });
		const created = await run(
			'event.create',
			{ mailbox: locator(at('bob')), eventFrom: 'ics' },
			{ binaries: [out.outputs[0][0].binary] },
		);

		expect(created.error).toBeUndefined();
		expect(created.json[0]).toMatchObject([
			{
				action: 'created',
				subject: given.subject,
				startUtc: '2026-12-09T09:00:00Z',
				endUtc: '2026-12-09T10:30:00Z',
				location: { displayName: 'Atrium' },
				showAs: 'oof',
			},
		]);
		expect(created.json[0][0].id).not.toBe(out.json[0][0].id);
	});

	it('of others is answered, and an own one cancelled, without any mail', async () => {
		const { calendar } = small.company.user('carol');
		calendar.create({
			subject: 'Kick-off',
			start: '2026-12-28T10:00',
			end: '2026-12-28T11:00',
			attendees: ['alice'],
		});
		// The invitation itself was mailed by Carol.
		small.server.outbox.length = 0;
		const window = { start: '2026-12-28', end: '2026-12-28' };
		const [{ id }] = (await run('event.getMany', { ...alice, ...window })).json[0];
		const answered = await run('event.respond', { ...alice, event: locator(String(id)) });
		expect(answered.error).toBeUndefined();
		expect(answered.json[0]).toMatchObject([
			{ action: 'responded', response: 'accept', responseStatus: { response: 'accepted' } },
		]);

		const carol = { mailbox: locator(at('carol')) };
		const [own] = (await run('event.getMany', { ...carol, ...window })).json[0];
		const cancelled = await run('event.cancel', { ...carol, event: locator(String(own.id)) });
		expect(cancelled.json[0]).toMatchObject([{ action: 'cancelled' }]);
		expect(subjectsOf('carol')).not.toContain('Kick-off');
	});

	it('that is not there is said by the name in the panel', async () => {
		const { error } = await run('event.get', { ...alice, event: locator('no id!') });
		expect(error?.message).toMatch(/^Event is "no id!", not the id of an event/);
	});
});

describe('attachment', () => {
	it('goes in and out as binary data, and away again', async () => {
		const bob = { mailbox: locator(at('bob')) };
		const [{ id }] = (
			await run('event.getMany', { ...bob, start: '2026-12-08', end: '2026-12-08' })
		).json[0];
		const content = Buffer.from('Agenda: everything');
		const added = await run(
			'attachment.add',
			{ ...bob, event: locator(String(id)) },
			{
				binaries: [
					{
						data: {
							data: content.toString('base64'),
							mimeType: 'text/plain',
							fileName: 'agenda.txt',
						},
					},
				],
			},
		);
		expect(added.error).toBeUndefined();
		expect(added.json[0]).toMatchObject([{ action: 'added', kind: 'file', name: 'agenda.txt' }]);

		const listed = await run('attachment.getMany', { ...bob, event: locator(String(id)) });
		expect(listed.json[0]).toMatchObject([{ name: 'agenda.txt', eventId: id }]);
		const { outputs } = await run('attachment.download', bob, { items: listed.json[0] });
		expect(outputs[0][0].binary?.data).toMatchObject({
			data: content.toString('base64'),
			fileName: 'agenda.txt',
			mimeType: 'text/plain',
		});
		const deleted = await run('attachment.delete', bob, { items: listed.json[0] });
		expect(deleted.json[0]).toMatchObject([{ action: 'deleted', eventId: id }]);
		const event = locator(String(id));
		expect((await run('attachment.getMany', { ...bob, event })).json[0]).toEqual([]);
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

	it('is created, renamed, shared and deleted', async () => {
		const bob = { mailbox: locator(at('bob')) };
		const created = await run('calendar.create', { ...bob, name: 'Travel' });
		expect(created.error).toBeUndefined();
		const calendar = locator(String(created.json[0][0].id));
		expect(
			(await run('calendar.rename', { ...bob, calendar, name: 'Trips' })).json[0],
		).toMatchObject([{ action: 'renamed', name: 'Trips' }]);
		const shared = await run('calendar.setPermission', {
			...bob,
			calendar,
			user: at('alice'),
			level: 'Reviewer',
		});
		expect(shared.json[0]).toContainEqual(
			expect.objectContaining({ user: at('alice'), level: 'Reviewer' }),
		);
		expect((await run('calendar.delete', { ...bob, calendar })).json[0]).toMatchObject([
			{ action: 'deleted', name: 'Trips', itemCount: 0 },
		]);
	});
});
