import * as freeRooms from '../../../../exchange/calendars/rooms/findFreeRooms';
import * as rooms from '../../../../exchange/calendars/rooms/getRooms';
import * as connection from '../../../../exchange/connection';
import { ExchangeError } from '../../../../exchange/errors';
import { ExchangeCalendar } from '../../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { toolOf } from '../../../support/toolOf';
import { MemoryLibrary } from '../library';
import { locator, runCalendar } from './runCalendar';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/calendars/rooms/getRooms', () => ({
	getRoomLists: jest.fn(),
	getRooms: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/rooms/findFreeRooms', () => ({
	findFreeRooms: jest.fn(),
}));

const findFreeRooms = jest.mocked(freeRooms.findFreeRooms);
const getRooms = jest.mocked(rooms.getRooms);

const time = { start: '2026-12-08T10:00:00', end: '2026-12-08T11:00:00' };

const named = (...names: string[]) =>
	names.map((name) => ({ displayName: name, emailAddress: `${name}@enyoi.example`, lists: [] }));

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	jest
		.mocked(rooms.getRoomLists)
		.mockReset()
		.mockResolvedValue(named('one', 'two', 'three'));
	getRooms.mockReset().mockResolvedValue(named('atrium', 'noord', 'attic'));
	findFreeRooms.mockReset().mockResolvedValue(
		named('atrium', 'noord').map((room) => ({
			...room,
			isFree: true,
			occurrences: 1,
			conflicts: [],
		})),
	);
});

it.each([
	['room.getLists', 'one'],
	['room.getMany', 'atrium'],
])('%s gives an item each, up to the limit', async (operation, first) => {
	const names = async (parameters: object) =>
		(await runCalendar(operation, { ...parameters })).json[0].map(({ displayName }) => displayName);

	expect(await names({})).toHaveLength(3);
	expect(await names({ limit: 1 })).toEqual([first]);
	expect(await names({ limit: 1, returnAll: true })).toHaveLength(3);
});

it.each(['getLists', 'getMany', 'findFree'])(
	'%s says to a model where the limit ends the list',
	async (operation) => {
		const parameters = { resource: 'room', operation, ...time };
		const answer = async (limit: number): Promise<object[]> =>
			JSON.parse(
				await toolOf(new ExchangeCalendar(), {
					credential: {},
					parameters: { ...parameters, limit },
				})(),
			);

		expect((await answer(1))[1]).toEqual({ hint: expect.stringMatching(/more than these 1/) });
		expect(await answer(50)).not.toContainEqual({ hint: expect.anything() });
	},
);

it.each(['room.__CUSTOM_API_CALL__', 'room.toString'])(
	'refuses %s, which is no operation',
	async (operation) => {
		const { error } = await runCalendar(operation, {});
		expect(error?.message).toMatch(/^Operation is ".*", which room does not have$/);
	},
);

it('refuses a limit that is none', async () => {
	const { error } = await runCalendar('room.getMany', { limit: 0 });
	expect(error?.message).toBe('Limit is 0, not a whole number from 1 on');
});

it('chooses rooms by list, size and address', async () => {
	await runCalendar('room.getMany', {
		roomList: locator('building@enyoi.example', 'list'),
		options: {
			minCapacity: 6,
			rooms: 'attic@enyoi.example\nnoord@enyoi.example',
			includeUnknownCapacity: true,
			locations: false,
		},
	});

	expect(getRooms.mock.calls[0][1]).toMatchObject({
		list: 'building@enyoi.example',
		mailboxes: ['attic@enyoi.example', 'noord@enyoi.example'],
		minCapacity: 6,
		includeUnknownCapacity: true,
		locations: false,
	});
});

describe('free rooms', () => {
	const asked = () => findFreeRooms.mock.calls[0][1];

	it('are searched for in the zone of the workflow', async () => {
		const { json } = await runCalendar('room.findFree', { ...time, minCapacity: 4 });

		expect(json[0].map(({ displayName }) => displayName)).toEqual(['atrium', 'noord']);
		expect(asked()).toMatchObject({
			start: new Date('2026-12-08T09:00Z'),
			end: new Date('2026-12-08T10:00Z'),
			minCapacity: 4,
			timeZone: 'Europe/Berlin',
		});
		expect(asked().recurrence).toBeUndefined();
	});

	it.each([
		['20261222T230000Z', '2026-12-22'],
		['20261222T010000Z', '2026-12-22'],
		['20261222T005959Z', '2026-12-21'],
		['20261222', '2026-12-22'],
	])('are searched for at every occurrence of a rule until %s', async (until, endDate) => {
		await runCalendar('room.findFree', {
			...time,
			options: { recurrence: `FREQ=WEEKLY;UNTIL=${until}`, timeZone: 'Asia/Tokyo' },
		});

		expect(asked()).toMatchObject({
			start: new Date('2026-12-08T01:00Z'),
			recurrence: {
				pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
				range: { type: 'endDate', startDate: '2026-12-08', endDate },
			},
		});
	});

	it('are searched for with a recurrence of Graph, from text or an expression', async () => {
		const recurrence = {
			pattern: { type: 'daily', interval: 1 },
			range: { type: 'numbered', startDate: '2026-12-08', numberOfOccurrences: 3 },
		};
		const items = [{ recurrence }];
		for (const given of [JSON.stringify(recurrence), '={{ $json.recurrence }}']) {
			findFreeRooms.mockClear();
			await runCalendar('room.findFree', { ...time, options: { recurrence: given } }, { items });
			expect(asked().recurrence).toEqual(recurrence);
		}
	});

	it.each([
		['EXDATE;TZID=Europe/Berlin:20261215T100000', ['2026-12-15T09:00:00.000Z']],
		[
			'EXDATE:20261215T090000Z,20261222T090000Z',
			['2026-12-15T09:00:00.000Z', '2026-12-22T09:00:00.000Z'],
		],
		['EXDATE;TZID=Europe/Berlin:20270406T100000', ['2027-04-06T08:00:00.000Z']],
		['EXDATE:20261215', ['2026-12-15T09:00:00.000Z']],
		['EXDATE:20261216T100000', []],
	])('are searched for without the occurrences that %s takes out', async (line, cancelled) => {
		const recurrence = `RRULE:FREQ=WEEKLY;COUNT=20\n${line}`;
		await runCalendar('room.findFree', { ...time, options: { recurrence } });

		expect(asked().cancelled?.map((one) => one.toISOString())).toEqual(cancelled);
		expect(asked().recurrence?.range).toMatchObject({ numberOfOccurrences: 20 });
	});

	it('refuse a rule that Exchange has nothing like', async () => {
		const { error } = await runCalendar('room.findFree', {
			...time,
			options: { recurrence: 'FREQ=SECONDLY' },
		});
		expect(error?.message).toMatch(/^Recurrence/);
	});

	it('have the reason where nothing is known of one', async () => {
		const [room] = named('attic');
		const error = new ExchangeError('accessDenied', 'Attic shows nothing');
		findFreeRooms.mockResolvedValue([
			{ ...room, isFree: false, occurrences: 1, conflicts: [], error },
		]);
		const { json } = await runCalendar('room.findFree', {
			...time,
			options: { includeTaken: true },
		});

		expect(asked().includeTaken).toBe(true);
		expect(json[0]).toEqual([
			expect.objectContaining({
				isFree: false,
				error: 'Attic shows nothing',
				details: expect.objectContaining({ code: 'accessDenied' }),
			}),
		]);
	});
});
