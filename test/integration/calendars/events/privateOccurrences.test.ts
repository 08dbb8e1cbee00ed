import { deleteEvent } from '../../../../exchange/calendars/events/deleteEvent';
import type { UpdateEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import type { Exchange } from '../../../../exchange/connection';
import type { Behaviours } from '../../../exchangeServer/behaviours';
import { responseError } from '../../../exchangeServer/faults';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

let world: EventWorld;
afterEach(async () => await closeWorld(world));

/** A series whose second occurrence is private, and a delegate at a server that drops such occurrences. */
async function prepare(privateItems: Behaviours['privateItems'], more: object = {}) {
	world = await eventWorld({
		behaviours: {
			...harsh,
			privateItems,
			recurrenceReset: 'exceptionsDropped',
			occurrenceSensitivity: 'own',
		},
	});
	const { calendar } = world.alice;
	const { id } = tuesdays(world.alice, more);
	calendar
		.occurrence(id, 2)
		.update({ subject: 'Therapy', location: 'Clinic', sensitivity: 'Private' });
	for (const folder of ['calendar', 'deleteditems']) world.alice.share('default', 'Editor', folder);
	return { id, exchange: world.connected.reconnect({ mailboxAccess: 'delegate' }) };
}

function second() {
	const { fields } = world.alice.calendar.view('2026-10-13', '2026-10-14')[0];
	const { subject, location, sensitivity, attendees } = fields;
	return { subject, location, sensitivity, invited: attendees.map((one) => one.emailAddress) };
}

const update = async (
	exchange: Exchange,
	event: UpdateEventOptions['event'],
	changes: UpdateEventOptions['changes'],
	options: Partial<UpdateEventOptions> = {},
) => await updateEvent(exchange, { mailbox, event, changes, ...options });

const later = { start: '2026-10-06T09:00:00Z' };
const scope = 'thisAndFollowing';
const from = (seriesMasterId: string, originalStart: string) => ({ seriesMasterId, originalStart });

const acts = {
	moves: async (exchange: Exchange, id: string) => await update(exchange, id, later),
	splits: async (exchange: Exchange, id: string) =>
		await update(exchange, from(id, '2026-10-27T09:00:00Z'), { subject: 'New' }, { scope }),
	ends: async (exchange: Exchange, id: string) =>
		await deleteEvent(exchange, { mailbox, event: from(id, '2026-10-27T09:00:00Z'), scope }),
};
const names = ['moves', 'splits', 'ends'] as const;
const refusal = { code: 'input', field: 'event' };

describe.each(['masked', 'byRequest', 'omitted'] as const)(
	'where private items are %s',
	(privateItems) => {
		it.each(names)('a delegate %s no series of which an occurrence is hidden', async (name) => {
			const { id, exchange } = await prepare(privateItems);
			const before = [second(), ...shown(world.alice)];
			await expect(acts[name](exchange, id)).rejects.toMatchObject({
				...refusal,
				message: expect.stringContaining('2026-10-13T08:00:00Z') as string,
			});
			await exchange.close();
			expect([second(), ...shown(world.alice)]).toEqual(before);
		});

		it('those invited to the hidden occurrence stay so, and hear nothing', async () => {
			const { id, exchange } = await prepare(privateItems, { attendees: ['bob', 'carol'] });
			const before = second();
			const { outbox } = world.connected.server;
			const mails = outbox.length;
			const move = update(exchange, id, later, { sendInvitations: 'all' });
			await expect(move).rejects.toMatchObject(refusal);
			await exchange.close();
			expect(second()).toEqual(before);
			expect(outbox).toHaveLength(mails);
		});

		it('what does not write the hidden occurrence again is done', async () => {
			const { id, exchange } = await prepare(privateItems);
			await update(exchange, from(id, '2026-10-20T08:00:00Z'), { start: '2026-10-20T09:00:00Z' });
			const same = { start: '2026-10-06T08:00:00Z', importance: 'high' as const };
			await expect(update(exchange, id, same)).resolves.toMatchObject({ action: 'updated' });
			const event = from(id, '2026-10-13T08:00:00Z');
			await deleteEvent(exchange, { mailbox, event, scope });
			await exchange.close();
			expect(shown(world.alice)).toEqual(['Jour fixe 2026-10-06T08:00']);
		});
	},
);

it.each(names)(
	'a delegate %s no series with a personal occurrence that is masked',
	async (name) => {
		const { id, exchange } = await prepare('maskedById');
		world.alice.calendar.occurrence(id, 2).update({ sensitivity: 'Personal' });
		const before = second();
		await expect(acts[name](exchange, id)).rejects.toMatchObject(refusal);
		await exchange.close();
		expect(second()).toEqual(before);
	},
);

it('a private series of which an occurrence is special is not moved', async () => {
	const { id, exchange } = await prepare('masked', { sensitivity: 'Private', subject: 'Doctor' });
	const before = second();
	await expect(acts.moves(exchange, id)).rejects.toMatchObject(refusal);
	await exchange.close();
	expect(second()).toEqual(before);
});

it('a private series without special occurrences moves', async () => {
	const { exchange } = await prepare('masked');
	const { id } = tuesdays(world.alice, { sensitivity: 'Private', subject: 'Doctor' });
	await acts.moves(exchange, id);
	await exchange.close();
	expect(shown(world.alice)).toContain('Doctor 2026-10-06T09:00');
});

it.each(names)('a delegate who sees what is private %s a series as others do', async (name) => {
	const { id, exchange } = await prepare('visible');
	const before = second();
	await acts[name](exchange, id);
	await exchange.close();
	expect(second()).toEqual(before);
});

it.each(['id', 'start'])(
	'one that is made private, named by its %s, is told as done',
	async (by) => {
		const { id, exchange } = await prepare('omitted');
		const named = from(id, '2026-10-20T08:00:00Z');
		const event = by === 'id' ? world.alice.calendar.occurrence(id, 3).id : named;
		const { faults } = world.connected.server;
		const hidden = () => {
			faults.add({ fault: responseError('ErrorItemNotFound'), operation: 'GetItem' });
			return undefined;
		};
		const fault = { name: 'hidden', carriesOut: true, itemError: hidden };
		faults.add({ fault, operation: 'UpdateItem', count: 1 });
		const done = await update(exchange, event, { sensitivity: 'private' });
		await exchange.close();
		expect(done).toMatchObject({ action: 'updated', notRead: expect.any(String) as string });
	},
);
