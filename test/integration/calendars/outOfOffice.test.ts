import { getOutOfOffice } from '../../../exchange/calendars/outOfOffice/getOutOfOffice';
import { setOutOfOffice } from '../../../exchange/calendars/outOfOffice/setOutOfOffice';
import type { SetOutOfOfficeOptions } from '../../../exchange/calendars/outOfOffice/outOfOffice';
import { AutomaticRepliesDenied } from '../../../exchange/calendars/outOfOffice/errors';
import { changedBody } from '../../exchangeServer/faults';
import { startConnected, type Connected } from '../../support/startConnected';
import { harsh } from './harsh';

const mailbox = 'alice@enyoi.example';
const now = new Date('2026-11-26T08:00:00Z');
const start = new Date('2026-12-24T11:00:00Z');
const end = new Date('2027-01-04T07:00:00Z');

let connected: Connected;

beforeAll(async () => {
	connected = await startConnected({ now: () => now, behaviours: harsh });
});
afterAll(async () => await connected?.close());

beforeEach(() => {
	delete connected.company.mailboxOf(mailbox)!.outOfOffice;
});

const set = async (options: Partial<SetOutOfOfficeOptions>) =>
	await setOutOfOffice(connected.exchange, { mailbox, now, ...options });
const kept = () => connected.company.mailboxOf(mailbox)?.outOfOffice;

describe('automatic replies', () => {
	it('of somebody who never set any are off', async () => {
		expect(await getOutOfOffice(connected.exchange, { mailbox })).toEqual({
			mailbox,
			status: 'disabled',
			externalAudience: 'none',
			allowedExternalAudience: 'all',
			scheduledStartDateTime: { dateTime: '2026-11-26T08:00:00.0000000', timeZone: 'UTC' },
			scheduledEndDateTime: { dateTime: '2026-11-27T08:00:00.0000000', timeZone: 'UTC' },
			startUtc: '2026-11-26T08:00:00Z',
			endUtc: '2026-11-27T08:00:00Z',
			internalReplyMessage: '',
			externalReplyMessage: '',
			internalReplyText: '',
			externalReplyText: '',
		});
	});

	it('are set for a window of instants, shown in any zone', async () => {
		const after = await set({
			start,
			end,
			internalReply: 'Away & out\nuntil <January>',
			externalReply: { contentType: 'html', content: '<p>Closed</p>' },
			externalAudience: 'contactsOnly',
			timeZone: 'Europe/Berlin',
		});
		expect(after).toMatchObject({
			status: 'scheduled',
			externalAudience: 'contactsOnly',
			startUtc: '2026-12-24T11:00:00Z',
			endUtc: '2027-01-04T07:00:00Z',
			scheduledStartDateTime: {
				dateTime: '2026-12-24T12:00:00.0000000',
				timeZone: 'Europe/Berlin',
			},
			internalReplyText: 'Away & out\nuntil <January>',
			externalReplyMessage: '<p>Closed</p>',
			externalReplyText: 'Closed',
		});
		expect(kept()).toMatchObject({ state: 'Scheduled', start, end, externalAudience: 'Known' });
	});

	it('keep texts, window and audience when they are switched off and on again', async () => {
		const before = await set({
			start,
			end,
			internalReply: 'In',
			externalReply: 'Out',
			externalAudience: 'all',
		});
		expect(await set({ status: 'disabled' })).toEqual({ ...before, status: 'disabled' });
		expect(await set({ status: 'alwaysEnabled' })).toEqual({
			...before,
			status: 'alwaysEnabled',
		});
		expect(await set({ status: 'scheduled' })).toEqual(before);
	});

	it('change one part alone, with the language of a text', async () => {
		await set({ start, end, internalReply: 'In', externalReply: 'Out' });
		kept()!.internalReply.language = 'nl-NL';
		await set({ externalReply: 'Closed' });
		expect(kept()).toMatchObject({
			state: 'Scheduled',
			start,
			end,
			internalReply: { text: '<div>In</div>', language: 'nl-NL' },
			externalReply: { text: '<div>Closed</div>' },
		});
	});

	it('can be emptied', async () => {
		await set({ start, end, internalReply: 'In' });
		expect(await set({ internalReply: '' })).toMatchObject({ internalReplyMessage: '' });
	});

	it('that are longer than Exchange keeps are refused', async () => {
		const long = { contentType: 'html' as const, content: 'x'.repeat(128_000) };
		const after = await set({ status: 'alwaysEnabled', internalReply: long });
		expect(after.internalReplyMessage).toHaveLength(128_000);
		expect(after).not.toHaveProperty('keptDifferently');
		// The text becomes HTML, which is longer.
		await expect(set({ externalReply: long.content })).rejects.toMatchObject({
			code: 'input',
			field: 'externalReply',
			message: expect.stringContaining('128000'),
		});
	});

	it('that are kept otherwise are told', async () => {
		const cut = connected.server.faults.add({
			operation: ['GetUserOofSettings', 'GetUserOofSettingsRequest'],
			fault: changedBody('cut', (body) => body.replace(/(<t:Message>[^<]{60})[^<]*/g, '$1')),
		});
		const after = await set({ start, end, internalReply: 'In', externalReply: 'Out '.repeat(20) });
		cut.remove();
		expect(after).toMatchObject({ keptDifferently: ['externalReply'] });
	});

	it('are told to be the business of the owner alone where a delegate asks', async () => {
		const delegate = connected.reconnect({ mailboxAccess: 'delegate' });
		try {
			await expect(getOutOfOffice(delegate, { mailbox })).rejects.toThrow(AutomaticRepliesDenied);
			await expect(setOutOfOffice(delegate, { mailbox, status: 'disabled' })).rejects.toMatchObject(
				{ code: 'accessDenied', remedy: expect.stringMatching(/imperson/) },
			);
		} finally {
			await delegate.close();
		}
	});
});

describe('bad input', () => {
	it.each<[string, Partial<SetOutOfOfficeOptions>, string]>([
		['mailbox', { mailbox: '' }, 'alice@enyoi.com'],
		['end', { start }, 'both ends'],
		['start', { end }, 'both ends'],
		['end', { start: end, end: start }, 'a week after'],
		['end', { start, end: start }, 'a week after'],
		['end', { start: new Date('2020-01-01Z'), end: new Date('2020-01-02Z') }, 'lies ahead'],
		['start', { start: '2026-12-24' as never, end }, 'new Date('],
		['status', { start, end, status: 'disabled' }, 'scheduled'],
		['status', { status: 'on' as never }, 'alwaysEnabled'],
		['externalAudience', { externalAudience: 'known' as never }, 'contactsOnly'],
		['internalReply', { internalReply: { content: 'x' } as never }, 'contentType'],
		['externalReply', { externalReply: 7 as never }, 'a text'],
		['timeZone', { timeZone: 'Mars/Base' }, 'Europe/Berlin'],
	])('names %s', async (field, options, words) => {
		await expect(set(options)).rejects.toMatchObject({
			code: 'input',
			field,
			remedy: expect.stringContaining(words),
		});
		expect(kept()).toBeUndefined();
	});

	it('a text that XML can not hold is refused before anything is sent', async () => {
		const before = connected.server.requests.length;
		const internalReply = { contentType: 'html' as const, content: '<p>Away\u0001</p>' };
		await expect(set({ internalReply })).rejects.toMatchObject({
			code: 'input',
			field: 'internalReply',
		});
		expect(connected.server.requests).toHaveLength(before);
	});

	it('a window that the server does not tell is no schedule', async () => {
		const rule = connected.server.faults.add({
			operation: ['GetUserOofSettings', 'GetUserOofSettingsRequest'],
			fault: changedBody('no window', (body) => body.replace(/<t:Duration>.*?<\/t:Duration>/s, '')),
		});
		await expect(set({ status: 'scheduled' })).rejects.toMatchObject({
			code: 'input',
			field: 'start',
		});
		rule.remove();
	});

	it('a window that is over is no schedule', async () => {
		await set({ start, end, internalReply: 'In' });
		await set({ status: 'disabled' });
		await expect(set({ status: 'scheduled', now: new Date('2027-02-01Z') })).rejects.toMatchObject({
			code: 'input',
			field: 'end',
		});
	});
});
