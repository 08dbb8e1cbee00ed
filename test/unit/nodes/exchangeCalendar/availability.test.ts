import * as slots from '../../../../exchange/calendars/availability/findSlots';
import type { FreeBusy } from '../../../../exchange/calendars/availability/freeBusy';
import * as freeBusy from '../../../../exchange/calendars/availability/getFreeBusy';
import * as connection from '../../../../exchange/connection';
import { ExchangeError, InvalidInput } from '../../../../exchange/errors';
import { MemoryLibrary } from '../library';
import { alice, locator, runCalendar } from './runCalendar';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/calendars/availability/getFreeBusy', () => ({
	getFreeBusy: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/availability/findSlots', () => ({
	findSlots: jest.fn(),
}));

const getFreeBusy = jest.mocked(freeBusy.getFreeBusy);
const findSlots = jest.mocked(slots.findSlots);

/** The failures of users, by the name that they are asked for. */
let failures: Map<string, ExchangeError>;

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	failures = new Map();
	getFreeBusy.mockReset().mockImplementation(async (_, { mailboxes }) =>
		mailboxes.map((user): FreeBusy => {
			const error = failures.get(user);
			return {
				user,
				mailbox: user,
				access: error ? 'none' : 'times',
				availabilityView: '',
				scheduleItems: [],
				...(error && { error }),
			};
		}),
	);
	findSlots.mockReset().mockResolvedValue({ slots: [], nearest: [], problems: [] });
});

const week = { start: '2026-12-07T00:00:00', end: '2026-12-11T00:00:00' };

describe('free and busy times', () => {
	it('of items that ask the same are asked for together, and handed out by item', async () => {
		const { json, outputs, error } = await runCalendar(
			'availability.getFreeBusy',
			{ mailboxes: '={{ $json.who }}', ...week },
			{ items: [{ who: 'alice, bob' }, { who: ['carol', 'bob'] }] },
		);

		expect(error).toBeUndefined();
		expect(getFreeBusy).toHaveBeenCalledTimes(1);
		expect(getFreeBusy.mock.calls[0][1]).toMatchObject({
			mailboxes: ['alice', 'bob', 'carol'],
			start: new Date('2026-12-06T23:00Z'),
			end: new Date('2026-12-10T23:00Z'),
		});
		expect(json[0].map(({ user }) => user)).toEqual(['alice', 'bob', 'carol', 'bob']);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 1, 1].map((item) => ({ item })),
		);
	});

	it('of items with the window that the panel fills in are asked for together', async () => {
		await runCalendar(
			'availability.getFreeBusy',
			{
				mailboxes: '={{ $json.who }}',
				start: '={{ $json.now }}',
				end: '={{ $json.later }}',
			},
			{
				items: Array.from({ length: 30 }, (_, index) => ({
					who: `person${index}`,
					now: `2026-12-07T08:59:59.${970 + index}Z`,
					later: `2026-12-14T08:59:59.${970 + index}Z`,
				})),
			},
		);

		expect(getFreeBusy).toHaveBeenCalledTimes(1);
	});

	it('of items that ask otherwise are asked for one after the other', async () => {
		await runCalendar(
			'availability.getFreeBusy',
			{ mailboxes: 'alice', ...week, options: { interval: '={{ $json.every }}' } },
			{ items: [{ every: 15 }, { every: '60' }] },
		);

		expect(getFreeBusy.mock.calls.map(([, { interval }]) => interval)).toEqual([15, 60]);
	});

	it('tell what is wrong with one person as a result, with the reason', async () => {
		failures.set('bob', new ExchangeError('accessDenied', 'No right to see the time of bob'));
		const { json, error } = await runCalendar('availability.getFreeBusy', {
			mailboxes: 'alice, bob',
			...week,
		});

		expect(error).toBeUndefined();
		expect(json[0]).toEqual([
			{ user: 'alice', mailbox: 'alice', access: 'times', availabilityView: '', scheduleItems: [] },
			expect.objectContaining({
				user: 'bob',
				access: 'none',
				error: 'No right to see the time of bob (bob)'.replace(' (bob)', ''),
				details: expect.objectContaining({ code: 'accessDenied' }),
			}),
		]);
	});

	it('go on after an item that can not be read', async () => {
		const { json } = await runCalendar(
			'availability.getFreeBusy',
			{ mailboxes: '={{ $json.who }}', ...week },
			{ items: [{ who: '' }, { who: 'bob' }], onError: 'continueErrorOutput' },
		);

		expect(json[0].map(({ user }) => user)).toEqual(['bob']);
		expect(json[1]).toEqual([
			expect.objectContaining({ error: 'Mailboxes is missing for item 0' }),
		]);
	});

	it('name the field as the panel does', async () => {
		getFreeBusy.mockRejectedValue(
			new InvalidInput('interval', 'interval is 4, not a whole number of minutes from 5 to 1440', {
				remedy: 'Give a whole number of minutes from 5 to 1440.',
			}),
		);
		const { error } = await runCalendar('availability.getFreeBusy', {
			mailboxes: 'alice',
			...week,
			options: { interval: 4 },
		});

		expect(error).toMatchObject({
			name: 'NodeOperationError',
			message: 'Interval (Minutes) is 4, not a whole number of minutes from 5 to 1440',
			description: 'Give a whole number of minutes from 5 to 1440.',
		});
	});
});

describe('slots', () => {
	const asked = () => findSlots.mock.calls[0][1];

	it('come in one item with all proposals', async () => {
		const slot = { startUtc: '2026-12-07T09:00:00Z', rooms: [] } as never;
		findSlots.mockResolvedValue({ slots: [slot, slot], nearest: [], problems: [] });
		const { json } = await runCalendar('availability.findSlots', { required: 'alice', ...week });

		expect(json[0]).toEqual([{ found: 2, slots: [slot, slot], problems: [] }]);
	});

	it('say what comes nearest where none fits, and of whom nothing is known', async () => {
		const near = { startUtc: '2026-12-07T09:00:00Z', missing: [{ mailbox: 'bob' }] } as never;
		const error = new ExchangeError('mailboxUnavailable', 'There is no mailbox carol');
		findSlots.mockResolvedValue({
			slots: [],
			nearest: [near],
			problems: [{ user: 'carol', mailbox: 'carol', error }],
		});
		const { json } = await runCalendar('availability.findSlots', { required: 'alice', ...week });

		expect(json[0]).toEqual([
			{
				found: 0,
				slots: [],
				nearest: [near],
				problems: [expect.objectContaining({ user: 'carol', error: 'There is no mailbox carol' })],
			},
		]);
	});

	it('are searched for with all that the panel says', async () => {
		await runCalendar('availability.findSlots', {
			required: 'alice; bob',
			durationMinutes: 45,
			...week,
			withRoom: true,
			roomList: locator('rooms@enyoi.example', 'address'),
			minCapacity: 8,
			options: {
				optional: 'carol',
				stepMinutes: 15,
				bufferBeforeMinutes: 5,
				bufferAfterMinutes: 10,
				workingHours: 'required',
				defaultDays: ['monday', 'tuesday'],
				defaultHours: '9:00 - 17:30',
				tentativeIsFree: true,
				maxProposals: 3,
				spread: 'oneADay',
				onBehalfOf: alice,
				capacities: '{ "atrium@enyoi.example": 8 }',
			},
		});

		expect(asked()).toMatchObject({
			required: ['alice', 'bob'],
			optional: ['carol'],
			durationMinutes: 45,
			stepMinutes: 15,
			bufferBeforeMinutes: 5,
			bufferAfterMinutes: 10,
			workingHours: 'required',
			defaultWorkingHours: {
				daysOfWeek: ['monday', 'tuesday'],
				startTime: '9:00',
				endTime: '17:30',
			},
			rooms: {
				list: 'rooms@enyoi.example',
				minCapacity: 8,
				capacities: { 'atrium@enyoi.example': 8 },
			},
			tentativeIsFree: true,
			maxProposals: 3,
			spread: 'oneADay',
			onBehalfOf: alice,
			timeZone: 'Europe/Berlin',
		});
	});

	it('need no room unless one is wanted', async () => {
		await runCalendar('availability.findSlots', { required: 'alice', ...week });

		expect(asked().rooms).toBeUndefined();
		expect(asked()).toMatchObject({ durationMinutes: 60 });
	});

	it.each([
		['Default Hours', { defaultHours: 'all day' }, /Default Hours is "all day", not two times/],
		[
			'Working Hours',
			{ workingHours: 'mine' },
			/Working Hours is "mine", not one of required, ignored/,
		],
		['Room Capacities', { capacities: '[8]' }, /Room Capacities is "\[8\]", not an object in JSON/],
	])('refuse %s that can not be used', async (_, options, message) => {
		const { error } = await runCalendar('availability.findSlots', {
			required: 'alice',
			...week,
			withRoom: true,
			options,
		});

		expect(error?.message).toMatch(message);
		expect(findSlots).not.toHaveBeenCalled();
	});

	it('name the room list as the panel does', async () => {
		findSlots.mockRejectedValue(
			new InvalidInput('list', 'floor@enyoi.example is not a room list', { remedy: 'Choose one.' }),
		);
		const { error } = await runCalendar('availability.findSlots', { required: 'alice', ...week });

		expect(error?.message).toBe('floor@enyoi.example is not a room list (Room List)');
	});
});
