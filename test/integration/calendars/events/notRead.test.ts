import { addAttachment } from '../../../../exchange/calendars/attachments/addAttachment';
import { createEvent } from '../../../../exchange/calendars/events/createEvent';
import type {
	CreateEventOptions,
	UpdateEventOptions,
} from '../../../../exchange/calendars/events/options';
import { respondToEvent } from '../../../../exchange/calendars/events/respondToEvent';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { httpStatus } from '../../../exchangeServer/faults';
import { closeWorld, eventWorld, mailbox, review, shown, tuesdays, type EventWorld } from './kit';

let world: EventWorld;
beforeEach(async () => (world = await eventWorld()));
afterEach(async () => await closeWorld(world));

const notRead = expect.stringMatching(/^It was written, and could not be read/) as string;

/** Requests for items fail, but for so many at first. */
function unreadable(after = 0): void {
	world.connected.server.faults.add({ fault: httpStatus(403), operation: 'GetItem', after });
}

/** Nothing can be read once something was changed. */
function unreadableOnceChanged(): void {
	const { faults } = world.connected.server;
	const itemError = () => {
		faults.add({ fault: httpStatus(403), operation: 'GetItem' });
		return undefined;
	};
	const fault = { name: 'watch', carriesOut: true, itemError };
	faults.add({ fault, operation: 'UpdateItem', count: 1 });
}

const create = async (options: Partial<CreateEventOptions> = {}) =>
	await createEvent(world.connected.exchange, { mailbox, event: review, ...options });
const update = async (event: string, options: Partial<UpdateEventOptions> = {}) =>
	await updateEvent(world.connected.exchange, {
		mailbox,
		event,
		changes: { subject: 'New' },
		...options,
	});

describe('what was written and can not be read is told as written', () => {
	it('an event that was created, with what was given', async () => {
		unreadable();
		const event = { ...review, location: 'Roof', attendees: ['bob@enyoi.example'] };
		const created = await create({ event, sendInvitations: 'all', timeZone: 'Europe/Berlin' });
		const [item] = world.alice.calendar.items();
		expect(created).toEqual({
			action: 'created',
			notRead,
			event: {
				mailbox,
				masked: false,
				id: item.id,
				subject: 'Review',
				start: { dateTime: '2026-11-25T09:00:00.0000000', timeZone: 'Europe/Berlin' },
				end: { dateTime: '2026-11-25T10:00:00.0000000', timeZone: 'Europe/Berlin' },
				startUtc: '2026-11-25T08:00:00Z',
				endUtc: '2026-11-25T09:00:00Z',
				isAllDay: false,
				location: { displayName: 'Roof' },
				attendees: [
					{
						emailAddress: { address: 'bob@enyoi.example' },
						type: 'required',
						status: { response: 'none' },
					},
				],
			},
		});
		expect(world.connected.server.outbox).toHaveLength(1);
	});

	it('an event whose copies can not be looked for', async () => {
		const { faults } = world.connected.server;
		faults.add({ fault: httpStatus(403), operation: 'FindItem', after: 1 });
		expect(await create({ clientKey: 'order-1' })).toMatchObject({ action: 'created' });
		expect(world.alice.calendar.items()).toHaveLength(1);
	});

	it('an event that may be created and not read', async () => {
		world.alice.share('default', 'Contributor', 'calendar');
		const exchange = world.connected.reconnect({ mailboxAccess: 'delegate' });
		try {
			expect(await createEvent(exchange, { mailbox, event: review })).toMatchObject({
				action: 'created',
				notRead,
				event: { subject: 'Review', startUtc: '2026-11-25T08:00:00Z' },
			});
		} finally {
			await exchange.close();
		}
		expect(world.alice.calendar.items()).toHaveLength(1);
	});

	it('an event that is private, and hidden from a delegate', async () => {
		world.alice.share('default', 'Editor', 'calendar');
		const exchange = world.connected.reconnect({ mailboxAccess: 'delegate' });
		try {
			const event = { ...review, sensitivity: 'private' } as const;
			const created = await createEvent(exchange, { mailbox, event });
			expect(created).toMatchObject({ action: 'created', notRead });
			const [open] = [world.alice.calendar.create({ subject: 'Open', start: '2026-11-26T09:00' })];
			const changes = { sensitivity: 'private' } as const;
			expect(await updateEvent(exchange, { mailbox, event: open.id, changes })).toMatchObject({
				action: 'updated',
				notRead,
				event: { id: open.id },
			});
		} finally {
			await exchange.close();
		}
	});

	it('an event that was changed', async () => {
		const { id } = world.alice.calendar.create({ subject: 'Old', start: '2026-11-26T09:00' });
		unreadableOnceChanged();
		expect(await update(id)).toEqual({
			action: 'updated',
			notRead,
			event: { mailbox, masked: false, id, subject: 'New' },
		});
		expect(world.alice.calendar.items()).toMatchObject([{ subject: 'New' }]);
	});

	it('a series that was split', async () => {
		const { id } = tuesdays(world.alice);
		const fourth = world.alice.calendar.occurrence(id, 4).id;
		unreadableOnceChanged();
		expect(await update(fourth, { scope: 'thisAndFollowing' })).toMatchObject({
			action: 'updated',
			notRead,
			event: { subject: 'New' },
			before: { id },
		});
		expect(shown(world.alice)).toHaveLength(8);
	});

	it('an answer to an invitation', async () => {
		await create({
			event: { ...review, attendees: ['bob@enyoi.example'] },
			sendInvitations: 'all',
		});
		const [invitation] = world.bob.calendar.items();
		unreadable(1);
		expect(
			await respondToEvent(world.connected.exchange, {
				mailbox: 'bob@enyoi.example',
				event: invitation.id,
				response: 'accept',
				sendInvitations: 'all',
			}),
		).toEqual({ action: 'responded', response: 'accept', notRead });
	});

	it('a file that was added', async () => {
		const { id } = world.alice.calendar.create({ subject: 'Plans', start: '2026-11-26T09:00' });
		unreadable(1);
		const content = Buffer.from('Plan');
		const file = { mailbox, eventId: id, name: 'plan.pdf', content };
		expect(await addAttachment(world.connected.exchange, file)).toEqual({
			id: expect.any(String) as string,
			kind: 'file',
			name: 'plan.pdf',
			contentType: 'application/pdf',
			isInline: false,
		});
		expect(world.alice.calendar.get(id).attachments).toHaveLength(1);
	});
});

it('a zone that nobody knows is said before anything is written', async () => {
	await expect(create({ timeZone: 'Europe/Atlantis' })).rejects.toMatchObject({
		field: 'timeZone',
	});
	expect(world.alice.calendar.items()).toEqual([]);
});
