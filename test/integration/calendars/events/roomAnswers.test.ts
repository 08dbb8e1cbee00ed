import { setTimeout as wait } from 'node:timers/promises';
import { createEvent } from '../../../../exchange/calendars/events/createEvent';
import type { CreateEventOptions } from '../../../../exchange/calendars/events/options';
import { Company } from '../../../exchangeServer';
import type { Behaviours } from '../../../exchangeServer/behaviours';
import { responseError } from '../../../exchangeServer/faults';
import { startConnected, type Connected } from '../../../support/startConnected';
import { harsh } from '../harsh';
import { mailbox, review } from './kit';

let connected: Connected | undefined;

afterEach(async () => {
	await connected?.close();
	connected = undefined;
});

async function start(behaviours: Partial<Behaviours> = {}): Promise<Connected> {
	const company = new Company({ now: () => new Date('2026-11-20T08:00:00Z') });
	company.addServiceAccount();
	company.addPerson({ accountName: 'alice' });
	for (const accountName of ['atrium', 'attic']) {
		company.addPerson({ accountName, displayName: accountName, kind: 'room' });
	}
	connected = await startConnected({ company, behaviours: { ...harsh, ...behaviours } });
	return connected;
}

const book = async (options: Partial<CreateEventOptions> = {}) =>
	await createEvent(connected!.exchange, {
		mailbox,
		event: { ...review, rooms: ['atrium@enyoi.example', 'attic@enyoi.example'] },
		sendInvitations: 'all',
		waitForRooms: 60,
		...options,
	});

const busy = { subject: 'Taken', start: '2026-11-25T09:30', end: '2026-11-25T11:00' };

it('each room is told with its answer, one that is taken as declined', async () => {
	const { company } = await start();
	company.user('attic').calendar.create(busy);
	const { action, event, roomAnswers } = await book();
	expect(action).toBe('created');
	expect(roomAnswers).toEqual([
		{ displayName: 'atrium', emailAddress: 'atrium@enyoi.example', response: 'accepted' },
		{ displayName: 'attic', emailAddress: 'attic@enyoi.example', response: 'declined' },
	]);
	expect(event.attendees?.map(({ status }) => status?.response)).toEqual(['accepted', 'declined']);
});

it('a room that somebody has to approve is waited for no longer', async () => {
	await start({ roomAnswers: 'delegate' });
	const { roomAnswers } = await book();
	expect(roomAnswers?.map(({ response }) => response)).toEqual([
		'tentativelyAccepted',
		'tentativelyAccepted',
	]);
});

it('a room that never answers is waited for up to the limit', async () => {
	await start({ roomAnswers: 'never' });
	const { action, roomAnswers } = await book({ waitForRooms: 1 });
	expect(action).toBe('created');
	expect(roomAnswers?.map(({ response }) => response)).toEqual(['none', 'none']);
	expect(connected!.company.user('alice').calendar.items()).toHaveLength(1);
});

it('without the option nobody waits, and an event without rooms needs no second look', async () => {
	const { server } = await start({ roomAnswers: 'never' });
	expect(await book({ waitForRooms: undefined })).not.toHaveProperty('roomAnswers');
	const requestsOf = async (options: Partial<CreateEventOptions>) => {
		const before = server.requests.length;
		await book({ event: review, ...options });
		return server.requests.length - before;
	};
	expect(await requestsOf({})).toBe(await requestsOf({ waitForRooms: undefined }));
	expect(await book({ event: review })).toMatchObject({ roomAnswers: [] });
});

it('a look that fails meanwhile changes nothing of what was made', async () => {
	const { company, server } = await start({ roomAnswers: 'never' });
	const fault = responseError('ErrorAccessDenied');
	const failing = server.faults.add({ fault, operation: 'GetItem', after: 1, count: 1 });
	const booked = book();
	while (failing.fired === 0) await wait(20);
	const [meeting] = company.user('alice').calendar.items();
	for (const room of meeting.attendees) room.response = 'Accept';
	const { roomAnswers } = await booked;
	expect(failing.fired).toBe(1);
	expect(roomAnswers?.map(({ response }) => response)).toEqual(['accepted', 'accepted']);
});

it('a meeting that can not be read at first is read while its rooms are waited for', async () => {
	const { server } = await start();
	server.faults.add({
		fault: responseError('ErrorAccessDenied'),
		operation: 'GetItem',
		count: 1,
	});
	const booked = await book();
	expect(booked).not.toHaveProperty('notRead');
	expect(booked.event).toHaveProperty('key');
	expect(booked.roomAnswers?.map(({ response }) => response)).toEqual(['accepted', 'accepted']);
});

it.each([
	['no number of seconds', { waitForRooms: 0 }],
	['more than can be waited', { waitForRooms: 121 }],
	['nobody mailed', { sendInvitations: 'none' as const }],
])('waiting with %s is refused, before anything is made', async (_, options) => {
	await start();
	await expect(book(options)).rejects.toMatchObject({ code: 'input', field: 'waitForRooms' });
	expect(connected!.company.user('alice').calendar.items()).toEqual([]);
});
