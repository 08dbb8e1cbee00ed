import * as cancelling from '../../../../exchange/calendars/events/cancelEvent';
import type { ListedEvent } from '../../../../exchange/calendars/events/event';
import * as responding from '../../../../exchange/calendars/events/respondToEvent';
import * as connection from '../../../../exchange/connection';
import { MemoryLibrary } from '../library';
import { alice, locator, runCalendar } from './runCalendar';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/calendars/events/respondToEvent', () => ({
	respondToEvent: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/events/cancelEvent', () => ({ cancelEvent: jest.fn() }));

const respondToEvent = jest.mocked(responding.respondToEvent);
const cancelEvent = jest.mocked(cancelling.cancelEvent);

const invited: ListedEvent = {
	id: 'AAMk1=',
	subject: 'Review',
	key: 'K',
	uid: `${alice}/K`,
	mailbox: alice,
	masked: false,
};
const mailbox = locator(alice);
const event = locator('AAMk1=');

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	respondToEvent
		.mockReset()
		.mockResolvedValue({ action: 'responded', response: 'accept', event: invited });
	cancelEvent.mockReset().mockResolvedValue({ action: 'cancelled', id: 'AAMk1=', scope: 'series' });
});

describe('respond', () => {
	it.each([
		['Response', { response: '={{ $json.answer }}' }, 'one of accept, tentative, decline'],
		['Apply To', { scope: '={{ $json.part }}' }, 'one of named, occurrence, series'],
	])('answers nothing when the expression of %s gives nothing', async (label, given, allowed) => {
		const parameters = { mailbox, event, sendInvitations: 'all', ...given };
		const { error } = await runCalendar('event.respond', parameters);

		expect(error).toMatchObject({
			message: `${label} is missing for item 0`,
			description: `Give ${allowed} in ${label}, or check its expression: for this item it gives nothing.`,
		});
		expect(respondToEvent).not.toHaveBeenCalled();
	});

	it('answers without mail unless it is wanted', async () => {
		const { json } = await runCalendar('event.respond', { mailbox, event });

		expect(json[0]).toEqual([expect.objectContaining({ action: 'responded', response: 'accept' })]);
		expect(respondToEvent.mock.calls[0][1]).toMatchObject({
			response: 'accept',
			sendInvitations: 'none',
		});
	});

	it('declines one occurrence with words, after which it may be gone', async () => {
		respondToEvent.mockResolvedValue({ action: 'responded', response: 'decline' });
		const { json } = await runCalendar('event.respond', {
			mailbox,
			event,
			response: 'decline',
			scope: 'occurrence',
			sendInvitations: 'all',
			options: { message: 'Sorry' },
		});

		expect(respondToEvent.mock.calls[0][1]).toMatchObject({
			response: 'decline',
			scope: 'occurrence',
			sendInvitations: 'all',
			message: 'Sorry',
		});
		expect(json[0]).toEqual([{ action: 'responded', response: 'decline', mailbox: alice }]);
	});

	it('refuses an answer that is none', async () => {
		const { error } = await runCalendar('event.respond', { mailbox, event, response: 'maybe' });

		expect(error?.message).toBe('Response is "maybe", not one of accept, tentative, decline');
	});
});

describe('cancel', () => {
	it('cancels with words to who is mailed', async () => {
		const { json } = await runCalendar('event.cancel', {
			mailbox,
			event,
			sendInvitations: 'all',
			options: { message: 'Off' },
		});

		expect(cancelEvent.mock.calls[0][1]).toMatchObject({
			event: 'AAMk1=',
			sendInvitations: 'all',
			message: 'Off',
		});
		expect(json[0]).toEqual([
			{ action: 'cancelled', id: 'AAMk1=', scope: 'series', mailbox: alice },
		]);
	});
});
