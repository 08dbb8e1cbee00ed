import { findSlots } from '../../../exchange/calendars/availability/findSlots';
import { getFreeBusy } from '../../../exchange/calendars/availability/getFreeBusy';
import { findFreeRooms } from '../../../exchange/calendars/rooms/findFreeRooms';
import { getRoomLists, getRooms } from '../../../exchange/calendars/rooms/getRooms';
import { InvalidInput } from '../../../exchange/errors';
import { ServiceMailboxMissing } from '../../../exchange/ews/mailboxErrors';
import { GroupCut } from '../../../exchange/mailboxes/expandGroup';
import { Company } from '../../exchangeServer';
import { changedBody } from '../../exchangeServer/faults';
import { startConnected, type Connected } from '../../support/startConnected';
import { harsh } from './harsh';

const at = (name: string) => `${name}@enyoi.example`;

let connected: Connected;

beforeAll(async () => {
	const company = new Company();
	company.addServiceAccount();
	company.addPerson({ accountName: 'alice' });
	const rooms = { atrium: 'Atrium (8)', noord: 'Noord (20)', boardroom: 'Boardroom' };
	for (const [accountName, displayName] of Object.entries(rooms)) {
		company.addPerson({
			accountName,
			displayName,
			kind: 'room',
			office: `Floor of ${accountName}`,
		});
	}
	company.addPerson({ accountName: 'attic', displayName: 'Attic (2)', kind: 'room' });
	const book = (name: string, start: string, end: string) =>
		company.user(name).calendar.create({ subject: 'Booked', start, end });
	book('atrium', '2026-11-24T10:00', '2026-11-24T11:00');
	book('noord', '2026-12-01T09:30', '2026-12-01T10:30');
	book('noord', '2026-12-08T08:00', '2026-12-08T18:00');
	company.user('attic').share('default', 'None');
	const list = (name: string, ...members: string[]) =>
		company.addGroup({
			smtpAddress: at(name),
			displayName: name,
			members: members.map((member) => at(member)),
			roomList: true,
		});
	list('rooms-one', 'atrium', 'noord');
	list('rooms-two', 'noord', 'boardroom', 'attic');
	list('rooms-none');
	connected = await startConnected({ company, behaviours: harsh });
});

afterAll(async () => await connected?.close());

/** Tuesday, 10:00 to 11:00 in Berlin. */
const tuesday = { start: new Date('2026-11-24T09:00Z'), end: new Date('2026-11-24T10:00Z') };

describe('rooms', () => {
	it('are in lists', async () => {
		expect(await getRoomLists(connected.exchange)).toEqual([
			{ displayName: 'rooms-one', emailAddress: at('rooms-one') },
			{ displayName: 'rooms-two', emailAddress: at('rooms-two') },
			{ displayName: 'rooms-none', emailAddress: at('rooms-none') },
		]);
	});

	it('have seats and a place, as far as they are known, and come once', async () => {
		expect(await getRooms(connected.exchange)).toEqual([
			{
				displayName: 'Atrium (8)',
				emailAddress: at('atrium'),
				capacity: 8,
				location: 'Floor of atrium',
				lists: [at('rooms-one')],
			},
			{
				displayName: 'Attic (2)',
				emailAddress: at('attic'),
				capacity: 2,
				lists: [at('rooms-two')],
			},
			{
				displayName: 'Boardroom',
				emailAddress: at('boardroom'),
				location: 'Floor of boardroom',
				lists: [at('rooms-two')],
			},
			{
				displayName: 'Noord (20)',
				emailAddress: at('noord'),
				capacity: 20,
				location: 'Floor of noord',
				lists: [at('rooms-one'), at('rooms-two')],
			},
		]);
	});

	it('are those of a list, those that are named, and those with enough seats', async () => {
		const names = async (options: Parameters<typeof getRooms>[1]) =>
			(await getRooms(connected.exchange, { ...options, locations: false })).map(
				({ emailAddress }) => emailAddress.split('@')[0],
			);
		expect(await names({ list: at('rooms-one') })).toEqual(['atrium', 'noord']);
		expect(await names({ list: at('ROOMS-none') })).toEqual([]);
		expect(await names({ mailboxes: [at('boardroom')] })).toEqual(['boardroom']);
		expect(await getRooms(connected.exchange, { mailboxes: [` ${at('boardroom')} `] })).toEqual([
			{
				displayName: 'Boardroom',
				emailAddress: at('boardroom'),
				location: 'Floor of boardroom',
				lists: [],
			},
		]);
		expect(await names({ mailboxes: [at('atrium'), at('attic')], minCapacity: 8 })).toEqual([
			'atrium',
		]);
		expect(await getRooms(connected.exchange, { mailboxes: [at('atrium')] })).toMatchObject([
			{ displayName: 'Atrium (8)', capacity: 8 },
		]);
		expect(await names({ minCapacity: 8 })).toEqual(['atrium', 'noord']);
		expect(await names({ minCapacity: 8, includeUnknownCapacity: true })).toEqual([
			'atrium',
			'boardroom',
			'noord',
		]);
		expect(await names({ minCapacity: 10, capacities: { [at('Boardroom')]: 12 } })).toEqual([
			'boardroom',
			'noord',
		]);
	});

	it.each<[string, object]>([
		['list', { list: at('alice') }],
		['list', { list: at('nothing') }],
		['minCapacity', { minCapacity: 1.5 }],
		['mailboxes', { mailboxes: at('atrium') }],
		['locations', { locations: 'yes' }],
	])('are not looked for with %s as in %p', async (field, options) => {
		const error: unknown = await getRooms(connected.exchange, options).catch((one: unknown) => one);
		expect(error).toBeInstanceOf(InvalidInput);
		expect(error).toMatchObject({ field });
	});
});

describe('a room list of more than a hundred', () => {
	it('has all its rooms, each once', async () => {
		const company = new Company();
		company.addServiceAccount();
		const names = Array.from({ length: 103 }, (_, index) => `room${index}`);
		for (const accountName of names) company.addPerson({ accountName, kind: 'room' });
		const list = (name: string, members: string[]) =>
			company.addGroup({
				smtpAddress: at(name),
				displayName: name,
				members: members.map((member) => at(member)),
				roomList: true,
			});
		list('house', [...names, 'floor']);
		list('floor', []);
		const large = await startConnected({ company, behaviours: harsh });
		large.server.faults.add({
			operation: 'ExpandDL',
			count: 1,
			fault: changedBody('cut', (body) =>
				body.replace('IncludesLastItemInRange="true"', 'IncludesLastItemInRange="false"'),
			),
		});
		const cut = getRooms(large.exchange, { list: at('house'), locations: false });
		await expect(cut).rejects.toBeInstanceOf(GroupCut);
		const rooms = await getRooms(large.exchange, { locations: false });
		await large.close();
		expect(rooms.map(({ emailAddress }) => emailAddress).sort()).toEqual(
			names.map((name) => at(name)).sort(),
		);
		expect(rooms.every(({ lists }) => lists.length === 1)).toBe(true);
	});
});

describe('a service account without a mailbox', () => {
	let alone: Connected;
	beforeAll(async () => {
		const company = new Company();
		company.addServiceAccount({ mailbox: false });
		company.addPerson({ accountName: 'alice' });
		company.addPerson({ accountName: 'atrium', displayName: 'Atrium (8)', kind: 'room' });
		company.addGroup({
			smtpAddress: at('rooms'),
			displayName: 'rooms',
			members: [at('atrium')],
			roomList: true,
		});
		alone = await startConnected({ company, behaviours: harsh });
	});
	afterAll(async () => await alone?.close());

	it('finds rooms as somebody who has one', async () => {
		const onBehalfOf = at('alice');
		const { exchange } = alone;
		const rooms = [expect.objectContaining({ displayName: 'Atrium (8)' })];
		expect(await getRoomLists(exchange, { onBehalfOf })).toHaveLength(1);
		expect(await getRooms(exchange, { onBehalfOf })).toEqual(rooms);
		expect(await findFreeRooms(exchange, { ...tuesday, onBehalfOf })).toEqual(rooms);
		const found = await findSlots(exchange, {
			required: [at('alice')],
			start: new Date('2026-11-24T08:00Z'),
			end: new Date('2026-11-24T18:00Z'),
			durationMinutes: 60,
			rooms: {},
			onBehalfOf,
		});
		expect(found.slots[0].rooms).toEqual(rooms);
	});

	it('finds the members of a group as somebody who has one', async () => {
		const question = { mailboxes: [at('rooms')], ...tuesday, groups: 'members' as const };
		const asSomebody = await getFreeBusy(alone.exchange, { ...question, onBehalfOf: at('alice') });
		expect(asSomebody).toMatchObject([{ mailbox: at('atrium'), memberOf: at('rooms') }]);
		const [{ error }] = await getFreeBusy(alone.exchange, question);
		expect(error?.cause).toBeInstanceOf(ServiceMailboxMissing);
	});

	it('is told that it needs one, or Ask As', async () => {
		for (const asked of [
			async () => await getRoomLists(alone.exchange),
			async () => await getRooms(alone.exchange),
			async () => await findFreeRooms(alone.exchange, tuesday),
		]) {
			const error: unknown = await asked().catch((one: unknown) => one);
			expect(error).toBeInstanceOf(ServiceMailboxMissing);
			expect(error).toMatchObject({ remedy: expect.stringContaining('Ask As') });
		}
	});
});

describe('free rooms', () => {
	it('are those that nobody has booked, the smallest first', async () => {
		const found = await findFreeRooms(connected.exchange, tuesday);
		expect(found.map(({ displayName, isFree }) => [displayName, isFree])).toEqual([
			['Noord (20)', true],
			['Boardroom', true],
		]);
		const touching = { start: new Date('2026-11-24T10:00Z'), end: new Date('2026-11-24T10:01Z') };
		const [first] = await findFreeRooms(connected.exchange, touching);
		expect(first).toMatchObject({ displayName: 'Atrium (8)', occurrences: 1, conflicts: [] });
	});

	it('say when the others are taken, or why nothing is known of them', async () => {
		const found = await findFreeRooms(connected.exchange, { ...tuesday, includeTaken: true });
		expect(found.slice(2)).toEqual([
			expect.objectContaining({
				displayName: 'Attic (2)',
				isFree: false,
				conflicts: [],
				error: expect.objectContaining({ code: 'accessDenied' }),
			}),
			expect.objectContaining({
				displayName: 'Atrium (8)',
				isFree: false,
				conflicts: [
					{ startUtc: '2026-11-24T09:00:00Z', endUtc: '2026-11-24T10:00:00Z', status: 'busy' },
				],
			}),
		]);
	});

	it('are free at every occurrence of a series, whose clock time stays in its zone', async () => {
		const options = {
			...tuesday,
			timeZone: 'Europe/Berlin',
			recurrence: {
				pattern: { type: 'weekly' as const, interval: 1, daysOfWeek: ['tuesday' as const] },
				range: { type: 'numbered' as const, startDate: '2026-11-24', numberOfOccurrences: 30 },
			},
			includeTaken: true,
		};
		const found = await findFreeRooms(connected.exchange, options);
		expect(found[0]).toMatchObject({ displayName: 'Boardroom', isFree: true, occurrences: 30 });
		const noord = found.find(({ displayName }) => displayName === 'Noord (20)');
		expect(noord).toMatchObject({
			isFree: false,
			conflicts: [
				{ startUtc: '2026-12-01T09:00:00Z', endUtc: '2026-12-01T10:00:00Z' },
				{ startUtc: '2026-12-08T09:00:00Z', endUtc: '2026-12-08T10:00:00Z' },
			],
		});
		const held = await findFreeRooms(connected.exchange, {
			...options,
			start: new Date(options.start.getTime() + 123),
			cancelled: [new Date('2026-12-01T09:00Z'), new Date('2026-12-08T09:00Z')],
		});
		expect(held.find(({ displayName }) => displayName === 'Noord (20)')).toMatchObject({
			isFree: true,
			occurrences: 28,
		});
		const summer = connected.company.user('boardroom').calendar.create({
			subject: 'Booked',
			start: '2027-04-06T10:30',
			end: '2027-04-06T10:45',
		});
		const later = await findFreeRooms(connected.exchange, options);
		connected.company.user('boardroom').calendar.delete(summer.id);
		expect(later.find(({ displayName }) => displayName === 'Boardroom')?.conflicts).toEqual([
			{ startUtc: '2027-04-06T08:00:00Z', endUtc: '2027-04-06T09:00:00Z', status: 'busy' },
		]);
	});

	it('go by the zone that the recurrence itself names', async () => {
		const [noord] = await findFreeRooms(connected.exchange, {
			mailboxes: [at('noord')],
			includeTaken: true,
			// 10:00 in Berlin in summer; the second one is in winter, an hour later in UTC.
			start: new Date('2026-10-20T08:00Z'),
			end: new Date('2026-10-20T08:15Z'),
			timeZone: 'UTC',
			recurrence: {
				pattern: { type: 'weekly', interval: 6, daysOfWeek: ['tuesday'] },
				range: {
					type: 'numbered',
					startDate: '2026-10-20',
					numberOfOccurrences: 2,
					recurrenceTimeZone: 'Europe/Berlin',
				},
			},
		});
		expect(noord.conflicts).toEqual([
			{ startUtc: '2026-12-01T09:00:00Z', endUtc: '2026-12-01T09:15:00Z', status: 'busy' },
		]);
	});

	it.each<[string, object]>([
		['end', { end: tuesday.start }],
		['end', { end: new Date('2027-02-24T09:00Z') }],
		['start', { start: 'tomorrow' }],
		['recurrence.pattern.type', { recurrence: { pattern: { type: 'hourly' } } }],
		['timeZone', { timeZone: 'Amsterdam' }],
		[
			'recurrence.range.recurrenceTimeZone',
			{ recurrence: { pattern: { type: 'daily' }, range: { recurrenceTimeZone: 'Amsterdam' } } },
		],
	])('are not looked for with %s as in %p', async (field, wrong) => {
		const error: unknown = await findFreeRooms(connected.exchange, {
			...tuesday,
			...wrong,
		}).catch((one: unknown) => one);
		expect(error).toBeInstanceOf(InvalidInput);
		expect(error).toMatchObject({ field });
	});
});
