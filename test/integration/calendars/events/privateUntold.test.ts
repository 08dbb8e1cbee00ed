import { createEvent } from '../../../../exchange/calendars/events/createEvent';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import type * as Request from '../../../../exchange/ews/request';
import { itemError } from '../../../exchangeServer/faults';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, tuesdays, type EventWorld } from './kit';

interface FolderAnswer {
	folder?: { effectiveRights?: { viewPrivateItems?: boolean } };
}

/** The server says nothing of the right to private items, which the schema leaves open. */
jest.mock('../../../../exchange/ews/request', () => {
	const real = jest.requireActual<typeof Request>('../../../../exchange/ews/request');
	const call = async (...given: Parameters<typeof real.call>) => {
		const answer: unknown = await real.call(...given);
		for (const one of Array.isArray(answer) ? (answer as FolderAnswer[]) : []) {
			delete one.folder?.effectiveRights?.viewPrivateItems;
		}
		return answer;
	};
	return { ...real, call };
});

let world: EventWorld;
afterEach(async () => await closeWorld(world));

async function delegate() {
	world = await eventWorld({
		behaviours: { ...harsh, privateItems: 'visible', recurrenceReset: 'exceptionsDropped' },
	});
	for (const folder of ['calendar', 'deleteditems']) world.alice.share('default', 'Owner', folder);
	return world.connected.reconnect({ mailboxAccess: 'delegate', version: 'Exchange2010_SP3' });
}

it('a private series that the account sees is split', async () => {
	const exchange = await delegate();
	const { id } = tuesdays(world.alice, { sensitivity: 'Private' });
	const event = { seriesMasterId: id, originalStart: '2026-10-27T09:00:00Z' };
	const options = {
		mailbox,
		event,
		scope: 'thisAndFollowing',
		changes: { subject: 'New' },
	} as const;
	await expect(updateEvent(exchange, options)).resolves.toMatchObject({ action: 'updated' });
	await exchange.close();
});

it('a private event with a key is created', async () => {
	const exchange = await delegate();
	const event = {
		subject: 'Doctor',
		sensitivity: 'private',
		start: '2026-10-06T08:00:00Z',
		end: '2026-10-06T09:00:00Z',
	} as const;
	const creation = createEvent(exchange, { mailbox, clientKey: 'order-1', event });
	await expect(creation).resolves.toMatchObject({ action: 'created' });
	await exchange.close();
});

it('a series of which an occurrence is listed and not given is not moved', async () => {
	const exchange = await delegate();
	const { id } = tuesdays(world.alice);
	const { calendar } = world.alice;
	calendar.occurrence(id, 2).update({ subject: 'Therapy', sensitivity: 'Private' });
	const fault = itemError('ErrorItemNotFound', calendar.occurrence(id, 2).id);
	world.connected.server.faults.add({ fault, operation: 'GetItem' });
	const changes = { start: '2026-10-06T09:00:00Z' };
	await expect(updateEvent(exchange, { mailbox, event: id, changes })).rejects.toMatchObject({
		code: 'input',
		field: 'event',
	});
	await exchange.close();
});
