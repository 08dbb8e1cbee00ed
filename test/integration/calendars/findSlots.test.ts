import { findSlots, type FoundSlots } from '../../../exchange/calendars/availability/findSlots';
import type { FindSlotsOptions } from '../../../exchange/calendars/availability/slotOptions';
import { findFreeRooms } from '../../../exchange/calendars/rooms/findFreeRooms';
import { InvalidInput } from '../../../exchange/errors';
import { Company } from '../../exchangeServer';
import { changedBody, responseError } from '../../exchangeServer/faults';
import { startConnected, type Connected } from '../../support/startConnected';
import { harsh } from './harsh';

const at = (name: string) => `${name}@enyoi.example`;
const monday = { start: new Date('2026-11-23T00:00Z'), end: new Date('2026-11-24T00:00Z') };

let connected: Connected;
let company: Company;

async function slots(
	required: string[],
	options: Partial<FindSlotsOptions> = {},
): Promise<FoundSlots> {
	return await findSlots(connected.exchange, {
		required,
		...monday,
		durationMinutes: 60,
		...options,
	});
}

const startsOf = ({ slots: found }: FoundSlots) =>
	found.map(({ startUtc }) => startUtc.slice(11, 16));

beforeAll(async () => {
	company = new Company();
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob', 'carol', 'dave']) company.addPerson({ accountName });
	company.addPerson({ accountName: 'nancy', timeZone: 'Eastern Standard Time' });
	company.addPerson({ accountName: 'kenji', timeZone: 'Tokyo Standard Time' });
	const busy = (name: string, start: string, end: string) =>
		company.user(name).calendar.create({ subject: 'Busy', start, end });
	busy('alice', '2026-11-23T08:00', '2026-11-23T12:00');
	busy('bob', '2026-11-23T13:00', '2026-11-23T14:30');
	busy('dave', '2026-11-23T08:00', '2026-11-23T17:00');
	company.user('carol').share('default', 'None');
	company.addRoom('atrium', 'Atrium (8)');
	company.addRoom('noord', 'Noord (20)');
	company.addRoom('boardroom', 'Boardroom');
	busy('noord', '2026-11-23T12:00', '2026-11-23T15:30');
	company.addGroup({
		smtpAddress: at('rooms'),
		displayName: 'Rooms',
		members: [at('atrium'), at('noord'), at('boardroom')],
		roomList: true,
	});
	company.addGroup({
		smtpAddress: at('team'),
		displayName: 'Team',
		members: [at('alice'), at('bob')],
	});
	connected = await startConnected({
		company,
		behaviours: harsh,
	});
});

afterAll(async () => await connected?.close());

describe('slots', () => {
	it('are in the working hours of each, by their own zone', async () => {
		const found = await slots([at('bob'), at('nancy')], { timeZone: 'Europe/Berlin' });
		expect(found.slots.map(({ start, end }) => [start, end])).toEqual([
			[
				{ dateTime: '2026-11-23T14:30:00.0000000', timeZone: 'Europe/Berlin' },
				{ dateTime: '2026-11-23T15:30:00.0000000', timeZone: 'Europe/Berlin' },
			],
			[
				{ dateTime: '2026-11-23T15:30:00.0000000', timeZone: 'Europe/Berlin' },
				{ dateTime: '2026-11-23T16:30:00.0000000', timeZone: 'Europe/Berlin' },
			],
		]);
		expect(found).toMatchObject({ nearest: [], problems: [] });
	});

	it('have a room that shows digits alone, which is no group', async () => {
		const rules = [
			connected.server.faults.add({
				operation: ['GetUserAvailability', 'GetUserAvailabilityRequest'],
				fault: changedBody('digits alone', (body) =>
					body.replace(
						/<t:FreeBusyViewType>\w+<\/t:FreeBusyViewType>(<t:MergedFreeBusy>\d*<\/t:MergedFreeBusy>)((?!<\/m:FreeBusyView>).)*<\/m:FreeBusyView>(?!.*<\/m:FreeBusyView>)/s,
						'<t:FreeBusyViewType>MergedOnly</t:FreeBusyViewType>$1</m:FreeBusyView>',
					),
				),
			}),
			connected.server.faults.add({
				operation: 'ExpandDL',
				fault: responseError('ErrorNameResolutionNoMailbox'),
			}),
		];
		const found = await slots([at('bob')], { rooms: { mailboxes: [at('atrium')] } });
		for (const rule of rules) rule.remove();
		expect(found.problems).toEqual([]);
		expect(found.slots[0].rooms).toMatchObject([{ emailAddress: at('atrium') }]);
	});

	it('leave out nobody of a group, and prefer those at which optional people can come', async () => {
		const found = await slots([at('team')], { optional: [at('nancy')], maxProposals: 4 });
		expect(startsOf(found)).toEqual(['13:30', '14:30', '11:00']);
		expect(found.slots[2].missing).toEqual([
			{ mailbox: at('nancy'), isRequired: false, reason: 'outsideWorkingHours' },
		]);
	});

	it('count who is required and optional once, as required', async () => {
		const { nearest } = await slots([at('dave')], { optional: [at('team'), at('DAVE')] });
		expect(nearest[0].missing).toEqual([{ mailbox: at('dave'), isRequired: true, reason: 'busy' }]);
	});

	it('say who is missing where none fits', async () => {
		const found = await slots([at('kenji'), at('nancy')], { maxProposals: 1 });
		expect(found.slots).toEqual([]);
		expect(found.nearest).toHaveLength(1);
		expect(found.nearest[0].missing).toHaveLength(1);
		expect(found.nearest[0].missing[0]).toMatchObject({ reason: 'outsideWorkingHours' });
	});

	it('leave out nobody of a group of which Exchange shows nothing', async () => {
		const rule = connected.server.faults.add({
			operation: ['GetUserAvailability', 'GetUserAvailabilityRequest'],
			fault: changedBody('nothing of groups', (body) =>
				body.replace(
					/<t:FreeBusyViewType>MergedOnly<\/t:FreeBusyViewType>.*?<\/m:FreeBusyView>/gs,
					'<t:FreeBusyViewType>None</t:FreeBusyViewType></m:FreeBusyView>',
				),
			),
		});
		const found = await slots([at('team')]);
		rule.remove();
		expect(startsOf(found)).toEqual(['11:00', '13:30', '14:30']);
		expect(found.problems).toEqual([]);
	});

	it('have no room of which Exchange shows nothing, and say so', async () => {
		company.user('boardroom').share('default', 'None');
		const found = await slots([at('bob')], { rooms: { mailboxes: [at('boardroom')] } });
		company.user('boardroom').share('default', 'FreeBusyTimeOnly');
		expect(found.slots).toEqual([]);
		expect(found.nearest.flatMap(({ rooms }) => rooms)).toEqual([]);
		expect(found.problems).toMatchObject([
			{ mailbox: at('boardroom'), error: { code: 'accessDenied' } },
		]);
	});

	it('have no room of which Exchange says that nothing is known', async () => {
		const rule = connected.server.faults.add({
			operation: ['GetUserAvailability', 'GetUserAvailabilityRequest'],
			fault: changedBody('no data', (body) =>
				body.replace(
					/<t:FreeBusyViewType>\w+<\/t:FreeBusyViewType><t:MergedFreeBusy>(\d*)<\/t:MergedFreeBusy>((?!<\/m:FreeBusyView>).)*<\/m:FreeBusyView>(?!.*<\/m:FreeBusyView>)/s,
					(_all, digits: string) =>
						`<t:FreeBusyViewType>MergedOnly</t:FreeBusyViewType><t:MergedFreeBusy>${'4'.repeat(digits.length)}</t:MergedFreeBusy></m:FreeBusyView>`,
				),
			),
		});
		const rooms = { mailboxes: [at('boardroom')] };
		const found = await slots([at('bob')], { rooms });
		const free = await findFreeRooms(connected.exchange, { ...rooms, ...monday });
		rule.remove();
		expect([found.slots, free]).toEqual([[], []]);
		expect(found.nearest.flatMap(({ rooms: offered }) => offered)).toEqual([]);
	});

	it('go on without those of whom nothing is known, and say why', async () => {
		const found = await slots([at('alice'), at('carol'), at('nobody')], { maxProposals: 1 });
		expect(startsOf(found)).toEqual(['11:00']);
		expect(found.slots[0].unknown).toEqual([at('carol'), at('nobody')]);
		expect(found.problems.map(({ mailbox, error }) => [mailbox, error.code])).toEqual([
			[at('carol'), 'accessDenied'],
			[at('nobody'), 'mailboxUnavailable'],
		]);
	});

	it('name the option that an address which is none comes from', async () => {
		const { problems } = await slots(['a b'], {
			optional: ['c d'],
			rooms: { mailboxes: ['e f'] },
		});
		expect(problems.map(({ user, error }) => [user, error.field])).toEqual([
			['a b', 'required'],
			['c d', 'optional'],
			['e f', 'rooms.mailboxes'],
		]);
	});

	it('keep buffers free that reach beyond the window', async () => {
		const window = { start: new Date('2026-11-23T11:00Z'), end: new Date('2026-11-23T12:30Z') };
		const buffered = { ...window, bufferBeforeMinutes: 15 };
		expect(startsOf(await slots([at('alice')], { ...window, maxProposals: 1 }))).toEqual(['11:00']);
		expect(startsOf(await slots([at('alice')], buffered))).toEqual(['11:30']);
	});

	it('have a room with enough seats, the smallest that is free first', async () => {
		const team = [at('team')];
		const withRoom = await slots(team, { rooms: { list: at('rooms'), minCapacity: 4 } });
		expect(withRoom.slots.map(({ rooms }) => rooms.map(({ displayName }) => displayName))).toEqual([
			['Atrium (8)'],
			['Atrium (8)'],
			['Atrium (8)', 'Noord (20)'],
		]);
		const large = await slots(team, { rooms: { minCapacity: 12 } });
		expect(startsOf(large)).toEqual(['14:30']);
		expect(large.slots[0].rooms).toEqual([
			{
				displayName: 'Noord (20)',
				emailAddress: at('noord'),
				capacity: 20,
				lists: [at('rooms')],
			},
		]);
		const given = { minCapacity: 30, capacities: { [at('boardroom')]: 40 } };
		expect((await slots(team, { rooms: given })).slots[0].rooms).toMatchObject([{ capacity: 40 }]);
		expect((await slots(team, { rooms: { minCapacity: 100 } })).slots).toEqual([]);
	});

	it('are at any time where working hours are ignored', async () => {
		const found = await slots([at('kenji'), at('nancy')], {
			workingHours: 'ignored',
			maxProposals: 1,
		});
		expect(startsOf(found)).toEqual(['00:00']);
	});

	it('take the default hours for those who have set none', async () => {
		connected.server.behaviours.mailboxTimeZone = 'unknown';
		const own = await slots([at('kenji')], { timeZone: 'Europe/Berlin', maxProposals: 1 });
		expect(startsOf(own)).toEqual(['07:00']);
		const given = await slots([at('kenji')], {
			defaultWorkingHours: {
				daysOfWeek: ['monday'],
				startTime: '20:00',
				endTime: '22:00',
				timeZone: 'UTC',
			},
			maxProposals: 1,
		});
		connected.server.behaviours.mailboxTimeZone = 'asConfigured';
		expect(startsOf(given)).toEqual(['20:00']);
	});
});

describe('options that can not be used', () => {
	it.each<[string, Record<string, unknown>]>([
		['required', { required: 'alice' }],
		['optional', { optional: [''] }],
		['end', { end: new Date('2027-11-23T00:00Z') }],
		['durationMinutes', { durationMinutes: 0 }],
		['durationMinutes', { end: new Date('2026-11-23T00:30Z') }],
		['stepMinutes', { stepMinutes: 1 }],
		['bufferAfterMinutes', { bufferAfterMinutes: -5 }],
		['workingHours', { workingHours: 'sometimes' }],
		['defaultWorkingHours.daysOfWeek', { defaultWorkingHours: { daysOfWeek: ['someday'] } }],
		[
			'defaultWorkingHours.startTime',
			{ defaultWorkingHours: { daysOfWeek: ['monday'], startTime: '8' } },
		],
		[
			'defaultWorkingHours.timeZone',
			{
				defaultWorkingHours: {
					daysOfWeek: ['monday'],
					startTime: '08:00',
					endTime: '17:00',
					timeZone: 'Here',
				},
			},
		],
		['spread', { spread: 'far' }],
		['maxProposals', { maxProposals: 1000 }],
		['rooms.minCapacity', { rooms: { minCapacity: 0 } }],
		[`rooms.capacities.${at('atrium')}`, { rooms: { capacities: { [at('atrium')]: 'many' } } }],
		['list', { rooms: { list: at('team') } }],
	])('%s: %p', async (field, wrong) => {
		const options = { required: [at('alice')], ...monday, durationMinutes: 60, ...wrong };
		const error: unknown = await findSlots(
			connected.exchange,
			options as unknown as FindSlotsOptions,
		).catch((one: unknown) => one);
		expect(error).toBeInstanceOf(InvalidInput);
		expect(error).toMatchObject({ field });
	});
});
