import type { ILoadOptionsFunctions } from 'n8n-workflow';
import * as events from '../../../../exchange/calendars/events/getEvents';
import * as connection from '../../../../exchange/connection';
import { ExchangeError } from '../../../../exchange/errors';
import { searchEvents } from '../../../../nodes/ExchangeCalendar/listSearch/searchEvents';
import { MemoryLibrary } from '../library';
import { alice } from './runCalendar';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/calendars/events/getEvents', () => ({ getEvents: jest.fn() }));

const getEvents = jest.mocked(events.getEvents);
let library: MemoryLibrary;

const editorWith = (mailbox: string) =>
	({
		getCurrentNodeParameter: (name: string) => (name === 'mailbox' ? mailbox : 'account'),
		getCredentials: async () => ({ server: 'mail.enyoi.example' }),
		getNode: () => ({ name: 'Exchange', type: 'exchangeCalendar' }),
		getTimezone: () => 'Europe/Berlin',
	}) as unknown as ILoadOptionsFunctions;

beforeEach(() => {
	library = new MemoryLibrary();
	jest.mocked(connection.connect).mockImplementation(library.connect);
	getEvents.mockReset().mockImplementation(async function* () {
		const event = { key: 'K', uid: `${alice}/K`, mailbox: alice };
		const start = { dateTime: '2026-12-08T10:00:00.0000000', timeZone: 'Europe/Berlin' };
		yield { ...event, masked: false, id: 'A=', subject: 'Review', start };
		yield { ...event, masked: true, id: 'B=', start, isAllDay: true };
		yield { ...event, masked: true };
		return { count: 3, isLimited: false };
	});
});

it('offers the events of the next weeks with their times', async () => {
	expect(await searchEvents.call(editorWith(` ${alice} `), ' review ')).toEqual({
		results: [
			{ name: '2026-12-08 10:00 Review', value: 'A=' },
			{ name: '2026-12-08 Private', value: 'B=' },
		],
	});
	expect(getEvents.mock.calls[0][1]).toMatchObject({
		mailbox: alice,
		search: 'review',
		timeZone: 'Europe/Berlin',
		limit: 100,
	});
	expect(library.closed).toBe(1);
});

it.each(['', '={{ $json.emailAddress }}'])('asks nobody for the mailbox "%s"', async (mailbox) => {
	expect(await searchEvents.call(editorWith(mailbox))).toEqual({ results: [] });
	expect(library.opened).toBe(0);
});

it('says why there is nothing to list', async () => {
	// eslint-disable-next-line require-yield
	getEvents.mockImplementation(async function* () {
		throw new ExchangeError('accessDenied', 'No right');
	});
	await expect(searchEvents.call(editorWith(alice))).rejects.toMatchObject({
		name: 'NodeApiError',
	});
});
