import type { ILoadOptionsFunctions } from 'n8n-workflow';
import * as connection from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import * as library from '../../../exchange/mailboxes/resolveMailboxes';
import type { ResolvedMailbox } from '../../../exchange/mailboxes/resolvedMailbox';
import { searchCalendars } from '../../../nodes/shared/searchCalendars';
import { MemoryLibrary } from './library';

jest.mock('../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../exchange/mailboxes/resolveMailboxes', () => ({ resolveMailboxes: jest.fn() }));

const defaultCalendar = { name: 'Default Calendar', value: 'default' };

function editor(mailbox: unknown): ILoadOptionsFunctions {
	const parameters: Record<string, unknown> = { mailbox, authentication: 'account' };
	return {
		getCurrentNodeParameter: (name: string) => parameters[name],
		getCredentials: async () => ({ server: 'mail.enyoi.example' }),
		getNode: () => ({ name: 'Exchange', type: 'syncCalendarItems' }),
	} as unknown as ILoadOptionsFunctions;
}

function found(resolved: Partial<ResolvedMailbox>): void {
	jest.mocked(library.resolveMailboxes).mockImplementation(async function* () {
		yield { user: 'alice@enyoi.example', status: 'resolved', ...resolved };
	});
}

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	found({
		calendars: [
			{ id: 'A=', name: 'Calendar', isDefault: true, access: 'write' },
			{ id: 'B=', name: 'Holidays', isDefault: false, access: 'read' },
			{ id: 'b=', name: 'Projects', isDefault: false, access: 'write' },
		],
	});
});

it('lists the calendars of the mailbox, the default one first', async () => {
	expect(await searchCalendars.call(editor('alice@enyoi.example'))).toEqual({
		results: [
			defaultCalendar,
			{ name: 'Holidays (read only)', value: 'B=' },
			{ name: 'Projects', value: 'b=' },
		],
	});
});

it('filters by name', async () => {
	expect(await searchCalendars.call(editor('alice@enyoi.example'), 'proj')).toEqual({
		results: [{ name: 'Projects', value: 'b=' }],
	});
});

it.each([undefined, '', '={{ $json.emailAddress }}'])(
	'offers the default calendar while the mailbox is %j',
	async (mailbox) => {
		expect(await searchCalendars.call(editor(mailbox))).toEqual({ results: [defaultCalendar] });
	},
);

it('says why there is nothing to list', async () => {
	found({ status: 'notFound', message: 'Check the address.' });
	await expect(searchCalendars.call(editor('alice@enyoi.example'))).rejects.toMatchObject({
		name: 'NodeOperationError',
		message: expect.stringContaining('alice@enyoi.example'),
		description: 'Check the address.',
	});

	found({ status: 'accessDenied', error: new ExchangeError('accessDenied', 'No right') });
	await expect(searchCalendars.call(editor('alice@enyoi.example'))).rejects.toMatchObject({
		name: 'NodeApiError',
		message: 'No right',
	});
});
