import {
	addAttachment,
	cancelEvent,
	createCalendar,
	createEvent,
	deleteAttachment,
	deleteCalendar,
	deleteEvent,
	getAttachments,
	pushEvents,
	renameCalendar,
	respondToEvent,
	setCalendarPermission,
	setOutOfOffice,
	updateEvent,
	type PushInput,
	type PushResult,
} from '../../exchange';
import { undone } from '../exchangeServer/faults';
import { closeWorld, eventWorld, mailbox, review, type EventWorld } from './calendars/events/kit';

let world: EventWorld;
beforeEach(async () => void (world = await eventWorld({ behaviours: {} })));
afterEach(async () => await closeWorld(world));

const server = expect.objectContaining({ code: 'server' }) as unknown;

/** The server answers those operations as done, and does nothing. */
function answersOnly(...operation: string[]): void {
	const { server: exchange, company } = world.connected;
	exchange.faults.add({ fault: undone(company), operation });
}

async function push(...events: PushInput[]): Promise<PushResult[]> {
	const results: PushResult[] = [];
	const options = { mailbox, source: 'hr', timeZone: 'Europe/Berlin' };
	for await (const result of pushEvents(world.connected.exchange, options, events)) {
		results.push(result);
	}
	return results;
}

const one = (subject: string): PushInput => {
	const { start, end } = review;
	return { externalId: '1', subject, start, end };
};

describe('what a server answers as done and does not do', () => {
	it('is a failed push: an update', async () => {
		await push(one('Before'));
		answersOnly('UpdateItem');
		expect(await push(one('After'))).toMatchObject([{ action: 'failed', error: server }]);
		world.connected.server.faults.clear();
		expect(await push(one('After'))).toMatchObject([{ action: 'updated' }]);
		expect(world.alice.calendar.items()).toMatchObject([{ subject: 'After' }]);
	});

	it('is a failed push: a deletion', async () => {
		await push(one('Before'));
		answersOnly('DeleteItem');
		const removal: PushInput = { externalId: '1', action: 'delete' };
		expect(await push(removal)).toMatchObject([{ action: 'failed', error: server }]);
		world.connected.server.faults.clear();
		expect(await push(removal)).toMatchObject([{ action: 'deleted' }]);
	});

	it('is said of a push: a creation', async () => {
		answersOnly('CreateItem');
		expect(await push(one('New'))).toMatchObject([
			{ message: expect.stringMatching(/^It is not there/) as string },
		]);
	});

	it('is an error: events', async () => {
		const { exchange } = world.connected;
		const { event } = await createEvent(exchange, { mailbox, event: review });
		const named = { mailbox, event: event.id! };
		answersOnly('UpdateItem', 'DeleteItem');
		await expect(
			updateEvent(exchange, { ...named, changes: { subject: 'After' } }),
		).rejects.toEqual(server);
		await expect(deleteEvent(exchange, named)).rejects.toEqual(server);
		expect(world.alice.calendar.items()).toMatchObject([{ subject: 'Review' }]);
		answersOnly('CreateItem');
		await expect(createEvent(exchange, { mailbox, event: review })).rejects.toThrow();
	});

	it('is an error: meetings', async () => {
		const { exchange } = world.connected;
		const attendees = [{ emailAddress: { address: 'bob@enyoi.example' } }];
		const sendInvitations = 'all';
		const options = { mailbox, event: { ...review, attendees }, sendInvitations } as const;
		const { event } = await createEvent(exchange, options);
		answersOnly('CreateItem');
		const cancellation = { mailbox, event: event.id!, sendInvitations } as const;
		await expect(cancelEvent(exchange, cancellation)).rejects.toEqual(server);
		const [invitation] = world.bob.calendar.items();
		const answer = {
			mailbox: 'bob@enyoi.example',
			event: invitation.id,
			response: 'accept',
			sendInvitations,
		} as const;
		await expect(respondToEvent(exchange, answer)).rejects.toEqual(server);
		world.connected.server.faults.clear();
		expect(await respondToEvent(exchange, answer)).toMatchObject({ action: 'responded' });
		expect(await cancelEvent(exchange, cancellation)).toMatchObject({ action: 'cancelled' });
	});

	it('is an error: attachments', async () => {
		const { exchange } = world.connected;
		const { event } = await createEvent(exchange, { mailbox, event: review });
		const named = { mailbox, eventId: event.id! };
		const file = { ...named, name: 'plan.txt', content: Buffer.from('plan') };
		const { id: attachmentId } = await addAttachment(exchange, file);
		answersOnly('CreateAttachment', 'DeleteAttachment');
		await expect(addAttachment(exchange, { ...file, name: 'other.txt' })).rejects.toEqual(server);
		await expect(deleteAttachment(exchange, { ...named, attachmentId })).rejects.toEqual(server);
		expect(await getAttachments(exchange, named)).toMatchObject([{ name: 'plan.txt' }]);
	});

	it('is an error: calendars and their permissions', async () => {
		const { exchange } = world.connected;
		const { id } = await createCalendar(exchange, { mailbox, name: 'Project' });
		answersOnly('CreateFolder', 'UpdateFolder', 'DeleteFolder');
		const named = { mailbox, calendar: { id } };
		await expect(createCalendar(exchange, { mailbox, name: 'Other' })).rejects.toEqual(server);
		await expect(renameCalendar(exchange, { ...named, name: 'Other' })).rejects.toEqual(server);
		await expect(deleteCalendar(exchange, named)).rejects.toEqual(server);
		const user = 'bob@enyoi.example';
		await expect(
			setCalendarPermission(exchange, { mailbox, user, level: 'Editor' }),
		).rejects.toEqual(server);
	});

	it('is an error: automatic replies, but not where they are so already', async () => {
		const { exchange } = world.connected;
		const away = { mailbox, status: 'alwaysEnabled', internalReply: 'Back on Monday' } as const;
		answersOnly('SetUserOofSettings');
		await expect(setOutOfOffice(exchange, away)).rejects.toEqual(server);
		world.connected.server.faults.clear();
		const set = await setOutOfOffice(exchange, away);
		expect(await setOutOfOffice(exchange, away)).toEqual(set);
	});
});
