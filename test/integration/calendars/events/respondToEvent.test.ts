import { cancelEvent } from '../../../../exchange/calendars/events/cancelEvent';
import type {
	CancelEventOptions,
	RespondToEventOptions,
} from '../../../../exchange/calendars/events/options';
import { respondToEvent } from '../../../../exchange/calendars/events/respondToEvent';
import {
	resetAfterRunning,
	resetBeforeRunning,
	responseError,
} from '../../../exchangeServer/faults';
import type { Fault } from '../../../exchangeServer/faults/fault';
import { send } from '../../../exchangeServer/faults/http';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

// The server has ended by then.
jest.mock('../../../../exchange/push/carryOut/writeBatch', () => ({
	...jest.requireActual<object>('../../../../exchange/push/carryOut/writeBatch'),
	waitForLostRequest: async () => {},
}));

let world: EventWorld;

beforeEach(async () => (world = await eventWorld()));
afterEach(async () => await closeWorld(world));

const respond = async (
	event: RespondToEventOptions['event'],
	response: RespondToEventOptions['response'],
	options: Partial<RespondToEventOptions> = {},
) => await respondToEvent(world.connected.exchange, { mailbox, event, response, ...options });
const cancel = async (
	event: CancelEventOptions['event'],
	options: Partial<CancelEventOptions> = {},
) => await cancelEvent(world.connected.exchange, { mailbox, event, ...options });

/** A meeting of bob's to which alice is invited; the message about it has left. */
function invitation(more: object = {}) {
	const meeting = world.bob.calendar.create({
		subject: 'Review',
		start: '2026-10-07T12:00',
		attendees: ['alice'],
		...more,
	});
	world.connected.server.outbox.length = 0;
	return { meeting, copy: world.alice.calendar.items()[0] };
}

/** The request to answer gets lost, and something happens meanwhile. */
function loseRequest(meanwhile: () => void): void {
	const reset = resetBeforeRunning();
	const fault: Fault = {
		...reset,
		respond: async (...asked) => {
			meanwhile();
			await reset.respond!(...asked);
		},
	};
	world.connected.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
}

const responses = () =>
	world.connected.server.outbox.filter(({ kind }) => kind === 'MeetingResponse');

describe.each(['deleteAndCreate', 'inPlace'] as const)('an answer, %s', (acceptance) => {
	beforeEach(() => {
		world.connected.server.behaviours.acceptance = acceptance;
	});

	it.each([
		['accept', 'accepted', 'Accept', 'busy'],
		['tentative', 'tentativelyAccepted', 'Tentative', 'tentative'],
	] as const)('%s is noted, and mailed to nobody', async (response, told, noted, showAs) => {
		const { copy } = invitation();
		const { event, ...rest } = await respond(copy.id, response);
		expect(rest).toEqual({ action: 'responded', response });
		expect(event).toMatchObject({ responseStatus: { response: told }, showAs, subject: 'Review' });
		expect(world.alice.calendar.items()).toMatchObject([{ id: event?.id, myResponseType: noted }]);
		expect(world.connected.server.outbox).toEqual([]);
	});

	it.each(['accept', 'tentative', 'decline'] as const)(
		'%s leaves no draft that somebody may send',
		async (response) => {
			await respond(invitation().copy.id, response);
			expect(world.alice.itemsIn('drafts')).toEqual([]);
			expect(world.alice.itemsIn('deleteditems')).toContainEqual(
				expect.objectContaining({ element: 'MeetingResponse' }),
			);
			expect(world.connected.server.outbox).toEqual([]);
		},
	);

	it('is given though its draft stays', async () => {
		const { faults } = world.connected.server;
		faults.add({ fault: responseError('ErrorAccessDenied'), operation: 'DeleteItem' });
		const { event } = await respond(invitation().copy.id, 'accept');
		expect(event).toMatchObject({ responseStatus: { response: 'accepted' } });
	});

	it('that is sent keeps its copy', async () => {
		await respond(invitation().copy.id, 'accept', { sendInvitations: 'all' });
		expect(world.alice.itemsIn('sentitems')).toMatchObject([{ element: 'MeetingResponse' }]);
	});

	it('goes to the organizer with a message when that is asked for', async () => {
		const { copy, meeting } = invitation();
		const message = 'I <will> be late';
		await respond(copy.id, 'accept', { sendInvitations: 'all', message });
		expect(world.connected.server.outbox).toMatchObject([
			{ kind: 'MeetingResponse', to: ['bob@enyoi.example'], response: 'Accept', text: message },
		]);
		expect(world.bob.calendar.get(meeting.id).attendees[0].response).toBe('Accept');
	});

	it('that declines takes the meeting out of the calendar', async () => {
		const { copy } = invitation();
		expect(await respond(copy.id, 'decline')).toEqual({ action: 'responded', response: 'decline' });
		expect(world.alice.calendar.items()).toEqual([]);
	});

	it.each([
		['answer', resetAfterRunning(), 'accept'],
		['request', resetBeforeRunning(), 'accept'],
		['answer', resetAfterRunning(), 'decline'],
		['request', resetBeforeRunning(), 'decline'],
	] as const)('is mailed once when the %s is lost: %#', async (_what, fault, response) => {
		const { copy } = invitation();
		world.connected.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
		const { event } = await respond(copy.id, response, { sendInvitations: 'all' });
		expect(world.connected.server.outbox).toHaveLength(1);
		expect(event === undefined).toBe(response === 'decline');
		expect(world.alice.calendar.items()).toHaveLength(response === 'decline' ? 0 : 1);
	});

	it.each([
		['answer', resetAfterRunning()],
		['request', resetBeforeRunning()],
	])('that was given before is mailed once more when the %s is lost', async (_what, fault) => {
		const { copy } = invitation();
		Object.assign(copy, {
			myResponseType: 'Accept',
			appointmentReplyTime: new Date('2026-09-30T08:00:00Z'),
		});
		world.connected.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
		const { event } = await respond(copy.id, 'accept', { sendInvitations: 'all' });
		expect(world.connected.server.outbox).toHaveLength(1);
		expect(event).toMatchObject({ responseStatus: { time: '2026-10-01T08:00:00Z' } });
	});

	it('is mailed once when the request is lost while the organizer changes the meeting', async () => {
		const { copy, meeting } = invitation();
		loseRequest(() => void world.bob.calendar.update(meeting.id, { location: 'Roof' }));
		const { event } = await respond(copy.id, 'accept', { sendInvitations: 'all' });
		expect(event).toMatchObject({ location: { displayName: 'Roof' } });
		expect(responses()).toHaveLength(1);
	});

	it.each([
		['the event is gone', (id: string) => world.alice.calendar.delete(id)],
		[
			'somebody answers otherwise',
			(id: string) => {
				const appointmentReplyTime = new Date('2026-10-01T08:00:01Z');
				const other = { myResponseType: 'Tentative', appointmentReplyTime };
				Object.assign(world.alice.calendar.get(id), other);
			},
		],
	])('is neither told nor sent again when the request is lost and %s', async (_when, happens) => {
		const { copy } = invitation();
		loseRequest(() => void happens(copy.id));
		const answer = respond(copy.id, 'accept', { sendInvitations: 'all' });
		await expect(answer).rejects.toMatchObject({ code: 'unreachable', outcome: 'unknown' });
		expect(responses()).toEqual([]);
	});

	it('counts for one occurrence, or for all of a series', async () => {
		tuesdays(world.bob, { attendees: ['alice'] });
		const [copy] = world.alice.calendar.items();
		const second = { seriesMasterId: copy.id, originalStart: '2026-10-13T08:00:00Z' };
		const { event } = await respond(second, 'tentative');
		expect(event).toMatchObject({
			type: 'exception',
			originalStart: '2026-10-13T08:00:00Z',
			responseStatus: { response: 'tentativelyAccepted' },
		});
		await respond({ seriesMasterId: copy.id, originalStart: '2026-10-20T08:00:00Z' }, 'decline');
		expect(shown(world.alice)).toHaveLength(7);
		const third = world.alice.calendar.occurrence(copy.id, 4);
		const whole = await respond(third.id, 'accept', { scope: 'series' });
		expect(whole.event).toMatchObject({
			type: 'seriesMaster',
			responseStatus: { response: 'accepted' },
		});
		expect(world.alice.calendar.items()).toHaveLength(1);
	});
});

it('an answer that arrives late is told, and not sent again', async () => {
	const { copy } = invitation();
	const { faults } = world.connected.server;
	let arrive = async () => {};
	const late = resetBeforeRunning();
	const fault: Fault = {
		...late,
		respond: async (exchange, answer, call) => {
			arrive = async () => void (await answer());
			await late.respond!(exchange, answer, call);
		},
	};
	faults.add({ fault, operation: 'CreateItem', count: 1 });
	const first: Fault = {
		name: 'theLateOneFirst',
		carriesOut: true,
		respond: async ({ response }, answer) => {
			await arrive();
			send(response, await answer());
		},
	};
	faults.add({ fault: first, operation: 'CreateItem', count: 1 });
	const { event } = await respond(copy.id, 'accept', { sendInvitations: 'all' });
	expect(event).toMatchObject({ responseStatus: { response: 'accepted' } });
	expect(responses()).toHaveLength(1);
});

it('to one occurrence is told as it is, where Exchange notes the others as tentative', async () => {
	world.connected.server.behaviours.occurrenceAnswers = 'othersTentative';
	tuesdays(world.bob, { attendees: ['alice'] });
	const [{ id }] = world.alice.calendar.items();
	const answer = async (day: string, response: 'accept' | 'tentative') => {
		const reference = { seriesMasterId: id, originalStart: `2026-10-${day}T08:00:00Z` };
		return (await respond(reference, response)).event?.responseStatus?.response;
	};
	expect(await answer('13', 'accept')).toBe('accepted');
	expect(await answer('20', 'tentative')).toBe('tentativelyAccepted');
	expect(await answer('06', 'accept')).toBe('accepted');
	expect(world.alice.calendar.get(id).myResponseType).toBe('Tentative');
});

it('nothing is sent for an answer that is noted already', async () => {
	const { copy } = invitation();
	const { event } = await respond(copy.id, 'accept');
	const before = world.connected.server.requests.length;
	expect((await respond(event!, 'accept')).event?.id).toBe(event?.id);
	const operations = world.connected.server.requests.slice(before);
	expect(operations.map(({ operation }) => operation)).not.toContain('CreateItem');
});

it('own appointments, own meetings and cancelled ones are not answered', async () => {
	const { calendar } = world.alice;
	const own = calendar.create({ subject: 'Lunch', start: '2026-10-07T12:00' });
	const meeting = calendar.create({ subject: 'M', start: '2026-10-08T12:00', attendees: ['bob'] });
	for (const { id } of [own, meeting]) {
		await expect(respond(id, 'accept')).rejects.toMatchObject({ code: 'input', field: 'event' });
	}
	const { meeting: theirs } = invitation();
	const copy = calendar.items().find(({ subject }) => subject === 'Review');
	world.bob.calendar.delete(theirs.id);
	await expect(respond(copy!.id, 'decline')).rejects.toThrow(/cancelled/);
});

it.each([
	['response', { response: undefined as never }],
	['response', { response: 'maybe' as never }],
	['scope', { scope: 'thisAndFollowing' as never }],
	['message', { message: 'Nobody reads this' }],
	['sendInvitations', { sendInvitations: 'changed' as never }],
])('names %s of an answer when it is wrong', async (field, options) => {
	await expect(respond('AAMk', 'accept', options)).rejects.toMatchObject({ code: 'input', field });
});

describe('a cancelled meeting', () => {
	it('leaves the calendar, and nobody is mailed unless that is asked for', async () => {
		const { calendar } = world.alice;
		const meeting = calendar.create({
			subject: 'M',
			start: '2026-10-08T12:00',
			attendees: ['bob'],
		});
		world.connected.server.outbox.length = 0;
		const { id } = meeting;
		expect(await cancel(id)).toEqual({
			action: 'cancelled',
			id,
			scope: 'series',
		});
		expect(calendar.items()).toEqual([]);
		expect(world.connected.server.outbox).toEqual([]);
	});

	it.each([
		['in peace', undefined],
		['with a lost answer', resetAfterRunning()],
		['with a lost request', resetBeforeRunning()],
	])('is mailed once with its message, %s', async (_how, fault) => {
		const { calendar } = world.alice;
		const meeting = calendar.create({
			subject: 'M',
			start: '2026-10-08T12:00',
			attendees: ['bob'],
		});
		world.connected.server.outbox.length = 0;
		if (fault) world.connected.server.faults.add({ fault, operation: 'CreateItem', count: 1 });
		await cancel(meeting.id, { sendInvitations: 'all', message: 'Next <week> & later' });
		expect(calendar.items()).toEqual([]);
		expect(world.connected.server.outbox).toMatchObject([
			{ kind: 'MeetingCancellation', to: ['bob@enyoi.example'], text: 'Next <week> & later' },
		]);
	});

	it.each([
		['all have declined', ['bob', 'carol']],
		['only the organizer is invited', ['alice']],
	])('leaves the calendar where nobody is left to be told, since %s', async (_why, attendees) => {
		const { calendar } = world.alice;
		const { id } = calendar.create({ subject: 'M', start: '2026-10-08T12:00', attendees });
		for (const one of calendar.get(id).attendees) one.response = 'Decline';
		world.connected.server.outbox.length = 0;
		const options = { sendInvitations: 'all', message: 'Off' } as const;
		expect(await cancel(id, options)).toEqual({ action: 'cancelled', id, scope: 'series' });
		expect(calendar.items()).toEqual([]);
		expect(world.connected.server.outbox).toEqual([]);
	});

	it('stays where somebody who may come can not be told, and says so', async () => {
		const { calendar } = world.alice;
		const { id } = calendar.create({ subject: 'M', start: '2026-10-08T12:00', attendees: ['bob'] });
		const { server } = world.connected;
		server.faults.add({
			fault: responseError('ErrorInvalidRecipients'),
			operation: 'CreateItem',
			count: 1,
		});
		await expect(cancel(id, { sendInvitations: 'all' })).rejects.toMatchObject({
			name: 'RecipientsRefused',
			remedy: expect.stringContaining('choose To None') as string,
		});
		expect(calendar.items()).toHaveLength(1);
	});

	it('stays where who declined a series may have accepted an occurrence', async () => {
		const { calendar } = world.alice;
		const { id } = tuesdays(world.alice, { attendees: ['bob'] });
		calendar.occurrence(id, 1).update({ subject: 'Another' });
		for (const one of calendar.get(id).attendees) one.response = 'Decline';
		await expect(cancel(id, { sendInvitations: 'all' })).rejects.toMatchObject({
			name: 'RecipientsRefused',
		});
		expect(calendar.items()).not.toEqual([]);
	});

	it('of one occurrence takes no other with it', async () => {
		const series = tuesdays(world.alice, { attendees: ['bob'] });
		world.connected.server.outbox.length = 0;
		const { id } = world.alice.calendar.occurrence(series.id, 2);
		const options = { sendInvitations: 'all', message: 'Not <today>' } as const;
		expect(await cancel(id, options)).toEqual({
			action: 'cancelled',
			id: series.id,
			scope: 'occurrence',
		});
		expect(shown(world.alice)).toHaveLength(7);
		expect(world.connected.server.outbox).toHaveLength(1);
		const [sent] = world.connected.server.outbox;
		expect(sent.kind).toBe('MeetingCancellation');
		expect(sent.text).toMatch(/Not (<|&lt;)today/);
		await cancel(world.alice.calendar.occurrence(series.id, 3).id, { scope: 'series' });
		expect(world.alice.calendar.items()).toEqual([]);
	});

	it('of one occurrence gets its message once, when the answer is lost', async () => {
		const series = tuesdays(world.alice, { attendees: ['bob'] });
		const { server } = world.connected;
		server.outbox.length = 0;
		server.faults.add({ fault: resetAfterRunning(), operation: 'UpdateItem', count: 1 });
		const { id } = world.alice.calendar.occurrence(series.id, 2);
		await cancel(id, { sendInvitations: 'all', message: 'Not today\n& not tomorrow' });
		expect(server.requests.filter(({ operation }) => operation === 'UpdateItem')).toHaveLength(1);
		expect(server.outbox.map(({ text = '' }) => text.match(/Not today/g))).toEqual([['Not today']]);
	});

	it('is one of ones own, with somebody invited', async () => {
		const { calendar } = world.alice;
		const own = calendar.create({ subject: 'Lunch', start: '2026-10-07T12:00' });
		await expect(cancel(own.id)).rejects.toThrow(/Nobody is invited/);
		world.bob.calendar.create({ subject: 'R', start: '2026-10-07T12:00', attendees: ['alice'] });
		const copy = calendar.items().find(({ subject }) => subject === 'R');
		await expect(cancel(copy!.id)).rejects.toThrow(/does not organize/);
		await expect(cancel(own.id, { message: 'x' })).rejects.toMatchObject({ field: 'message' });
	});
});
