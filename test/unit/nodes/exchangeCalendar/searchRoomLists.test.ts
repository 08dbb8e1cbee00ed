import type { ILoadOptionsFunctions } from 'n8n-workflow';
import * as rooms from '../../../../exchange/calendars/rooms/getRooms';
import * as connection from '../../../../exchange/connection';
import { ExchangeError } from '../../../../exchange/errors';
import { searchRoomLists } from '../../../../nodes/ExchangeCalendar/listSearch/searchRoomLists';
import { MemoryLibrary } from '../library';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/calendars/rooms/getRooms', () => ({ getRoomLists: jest.fn() }));

let askAs: unknown;

const editor = {
	getCurrentNodeParameter: (name: string) => (name === 'options.onBehalfOf' ? askAs : 'account'),
	getCredentials: async () => ({ server: 'mail.enyoi.example' }),
	getNode: () => ({ name: 'Exchange', type: 'exchangeCalendar' }),
} as unknown as ILoadOptionsFunctions;

const getRoomLists = jest.mocked(rooms.getRoomLists);
let library: MemoryLibrary;

beforeEach(() => {
	askAs = undefined;
	library = new MemoryLibrary();
	jest.mocked(connection.connect).mockImplementation(library.connect);
	getRoomLists.mockReset().mockResolvedValue([
		{ displayName: 'Berlin', emailAddress: 'rooms-1@enyoi.example' },
		{ displayName: 'Amsterdam', emailAddress: 'rooms-2@enyoi.example' },
	]);
});

it('offers the room lists whose name or address contains what was typed', async () => {
	const values = async (filter?: string) =>
		(await searchRoomLists.call(editor, filter)).results.map(({ value }) => value);

	expect(await values()).toEqual(['rooms-1@enyoi.example', 'rooms-2@enyoi.example']);
	expect(await values(' LIN ')).toEqual(['rooms-1@enyoi.example']);
	expect(await values('rooms-2')).toEqual(['rooms-2@enyoi.example']);
	expect(library.closed).toBe(3);
});

it('asks as the mailbox of Ask As, unless that is an expression', async () => {
	for (askAs of ['alice@enyoi.example ', '={{ $json.who }}', ''])
		await searchRoomLists.call(editor);
	expect(getRoomLists.mock.calls.map(([, options]) => options)).toEqual([
		{ onBehalfOf: 'alice@enyoi.example' },
		{},
		{},
	]);
});

it('says why there is nothing to list', async () => {
	getRoomLists.mockRejectedValue(new ExchangeError('signIn', 'The password was refused'));
	await expect(searchRoomLists.call(editor)).rejects.toMatchObject({
		name: 'NodeApiError',
		message: 'The password was refused',
	});
});
