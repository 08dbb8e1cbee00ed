import * as getting from '../../../../exchange/calendars/outOfOffice/getOutOfOffice';
import type { OutOfOffice } from '../../../../exchange/calendars/outOfOffice/outOfOffice';
import * as setting from '../../../../exchange/calendars/outOfOffice/setOutOfOffice';
import * as connection from '../../../../exchange/connection';
import { ExchangeError, InvalidInput } from '../../../../exchange/errors';
import { MemoryLibrary } from '../library';
import { alice, locator, runCalendar } from './runCalendar';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/calendars/outOfOffice/getOutOfOffice', () => ({
	getOutOfOffice: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/outOfOffice/setOutOfOffice', () => ({
	setOutOfOffice: jest.fn(),
}));

const getOutOfOffice = jest.mocked(getting.getOutOfOffice);
const setOutOfOffice = jest.mocked(setting.setOutOfOffice);
const settings = { mailbox: alice, status: 'disabled' } as OutOfOffice;

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	getOutOfOffice.mockReset().mockResolvedValue(settings);
	setOutOfOffice.mockReset().mockResolvedValue(settings);
});

const set = async (parameters: object, more = {}) =>
	await runCalendar('outOfOffice.set', { mailbox: locator(alice), ...parameters }, more);
const asked = () => setOutOfOffice.mock.calls[0][1];

it('is told for each mailbox', async () => {
	const { json } = await runCalendar('outOfOffice.get', {
		mailbox: locator(alice),
		options: { timeZone: 'Asia/Tokyo' },
	});

	expect(json[0]).toEqual([settings]);
	expect(getOutOfOffice.mock.calls[0][1]).toMatchObject({
		mailbox: alice,
		timeZone: 'Asia/Tokyo',
	});
});

it('is on from Start to End, the last day included', async () => {
	await set({
		start: '2026-12-07',
		end: '2026-12-11',
		internalReply: 'Away',
		externalReply: '<b>Away</b>',
		options: { externalAudience: 'contactsOnly', replyType: 'html' },
	});

	expect(asked()).toMatchObject({
		mailbox: alice,
		status: 'scheduled',
		start: new Date('2026-12-06T23:00Z'),
		end: new Date('2026-12-11T23:00Z'),
		internalReply: { contentType: 'html', content: 'Away' },
		externalReply: { contentType: 'html', content: '<b>Away</b>' },
		externalAudience: 'contactsOnly',
	});
});

it('is not told as set when the expression of Status gives nothing', async () => {
	const times = { start: '2026-12-07', end: '2026-12-11' };
	const status = '={{ $json.status }}';
	const { error } = await set({ status, ...times, internalReply: 'Away' });

	expect(error?.message).toBe('Status is missing for item 0');
	expect(setOutOfOffice).not.toHaveBeenCalled();
});

it('says so when nobody gets the external reply', async () => {
	const hints = async (parameters: object, now: Partial<OutOfOffice>) => {
		setOutOfOffice.mockResolvedValue({ ...settings, status: 'alwaysEnabled', ...now });
		return (await set({ status: 'alwaysEnabled', ...parameters })).hints;
	};
	const reply = { externalReply: 'Away' };

	expect(await hints(reply, { externalAudience: 'none' })).toMatchObject([
		{ message: expect.stringMatching(/Nobody gets the external reply.*External Audience/) },
	]);
	expect(await hints(reply, { externalAudience: 'all' })).toEqual([]);
	expect(await hints({}, { externalAudience: 'none' })).toEqual([]);
});

it('keeps the texts that are not given, and all when it is switched off', async () => {
	await set({ status: 'alwaysEnabled', internalReply: '' });
	expect(asked()).toMatchObject({ status: 'alwaysEnabled', internalReply: undefined });
	setOutOfOffice.mockClear();
	// By an expression, so that n8n does not know which fields are hidden.
	const items = [{ status: 'disabled' }];
	const off = { status: '={{ $json.status }}', internalReply: 'Away', start: 'nonsense' };
	await set({ ...off, end: 'nonsense' }, { items });
	expect(asked()).toMatchObject({ status: 'disabled', internalReply: undefined });
	expect(asked().start).toBeUndefined();
});

it('changes nothing when one item can not be read and the node stops at errors', async () => {
	const items = [{ who: alice }, { who: 'nobody at all' }];
	const parameters = { mailbox: locator('={{ $json.who }}'), status: 'disabled' };
	const { error } = await set(parameters, { items });

	expect(error?.message).toMatch(/^Mailbox is "nobody at all", not an email address/);
	expect(setOutOfOffice).not.toHaveBeenCalled();
});

it('goes on after an item that fails, with the error beside it', async () => {
	setOutOfOffice.mockRejectedValueOnce(new ExchangeError('accessDenied', 'No right'));
	const { json, outputs } = await set(
		{ status: 'disabled' },
		{ items: [{}, {}], onError: 'continueErrorOutput' },
	);

	expect(json[0]).toEqual([settings]);
	expect(outputs[0][0].pairedItem).toEqual({ item: 1 });
	expect(json[1]).toEqual([expect.objectContaining({ error: expect.stringMatching(/^No right/) })]);
});

it('names the field of an error as the panel does', async () => {
	setOutOfOffice.mockRejectedValue(new InvalidInput('end', 'end is in the past'));
	const { error } = await set({ start: '2020-01-01', end: '2020-01-02' });

	expect(error?.message).toBe('End is in the past');
});
