import type { ILoadOptionsFunctions } from 'n8n-workflow';
import * as connection from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import * as directory from '../../../exchange/mailboxes/directory';
import { searchMailboxes } from '../../../nodes/shared/searchMailboxes';
import { MemoryLibrary } from './library';

jest.mock('../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../exchange/mailboxes/directory', () => ({ searchDirectory: jest.fn() }));

const editor = {
	getCurrentNodeParameter: () => 'account',
	getCredentials: async () => ({ server: 'mail.enyoi.example' }),
	getNode: () => ({ name: 'Exchange', type: 'syncCalendarItems' }),
} as unknown as ILoadOptionsFunctions;

let library: MemoryLibrary;

beforeEach(() => {
	library = new MemoryLibrary();
	jest.mocked(connection.connect).mockImplementation(library.connect);
	jest.mocked(directory.searchDirectory).mockReset();
});

it('offers the mailboxes that the directory finds, and nothing else', async () => {
	jest.mocked(directory.searchDirectory).mockResolvedValue([
		{ displayName: 'Alice', emailAddress: 'alice@enyoi.example', mailboxType: 'mailbox' },
		{ displayName: 'All', emailAddress: 'all@enyoi.example', mailboxType: 'publicDL' },
		{ emailAddress: 'al@enyoi.example', mailboxType: 'mailbox' },
	]);

	expect(await searchMailboxes.call(editor, ' al ')).toEqual({
		results: [
			{ name: 'Alice (alice@enyoi.example)', value: 'alice@enyoi.example' },
			{ name: 'al@enyoi.example', value: 'al@enyoi.example' },
		],
	});
	expect(jest.mocked(directory.searchDirectory).mock.calls[0][1]).toBe('al');
	expect(library.closed).toBe(1);
});

it('asks nobody before something is typed', async () => {
	expect(await searchMailboxes.call(editor, '')).toEqual({ results: [] });
	expect(library.opened).toBe(0);
});

it('says why there is nothing to list', async () => {
	jest
		.mocked(directory.searchDirectory)
		.mockRejectedValue(new ExchangeError('signIn', 'The password was refused'));
	await expect(searchMailboxes.call(editor, 'al')).rejects.toMatchObject({
		name: 'NodeApiError',
		message: 'The password was refused',
	});
});
