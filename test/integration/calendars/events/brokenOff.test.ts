import type { ExchangeError } from '../../../../exchange/errors';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import {
	resetAfterRunning,
	resetBeforeRunning,
	responseError,
	type Fault,
} from '../../../exchangeServer/faults';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

let world: EventWorld;

beforeEach(async () => (world = await eventWorld()));
afterEach(async () => await closeWorld(world));

const scope = 'thisAndFollowing';
const split = async (event: string) =>
	await updateEvent(world.connected.exchange, {
		mailbox,
		event,
		changes: { subject: 'New' },
		scope,
	});
const refuse = (operation: string, count?: number) =>
	world.connected.server.faults.add({
		fault: responseError('ErrorQuotaExceeded'),
		operation,
		count,
	});

/** The operation runs, its answer is lost, and from then on another one is refused. */
function lostThen(operation: string): Fault {
	const lost = resetAfterRunning();
	return {
		...lost,
		respond: async (...parts) => {
			refuse(operation);
			await lost.respond?.(...parts);
		},
	};
}
const told = {
	outcome: 'unknown',
	message: expect.stringMatching('the series may go on beside it') as string,
	remedy: expect.stringMatching(/repeat the same call/) as string,
};

describe('a split of which the last answer was lost, and no look is possible: no date is gone', () => {
	it('where the series was ended', async () => {
		const { id } = tuesdays(world.alice);
		const { id: fourth } = world.alice.calendar.occurrence(id, 4);
		const { faults } = world.connected.server;
		faults.add({ fault: lostThen('GetItem'), operation: 'UpdateItem', count: 1 });
		await expect(split(fourth)).rejects.toMatchObject(told);
		expect(shown(world.alice)).toHaveLength(8);
	});

	it('where the series was deleted, as no earlier occurrence was left', async () => {
		const { id } = tuesdays(world.alice);
		world.alice.calendar.occurrence(id, 1).delete();
		const { id: second } = world.alice.calendar.occurrence(id, 2);
		const { faults } = world.connected.server;
		faults.add({ fault: lostThen('GetItem'), operation: 'DeleteItem', count: 1 });
		await expect(split(second)).rejects.toMatchObject(told);
		expect(shown(world.alice)).toHaveLength(7);
	});
});

describe('a split of which the series can not be ended', () => {
	it('leaves nothing behind', async () => {
		const { id } = tuesdays(world.alice);
		const { id: fourth } = world.alice.calendar.occurrence(id, 4);
		refuse('UpdateItem', 1);
		await expect(split(fourth)).rejects.toMatchObject({
			code: 'limit',
			message: expect.not.stringMatching('new series') as string,
		});
		expect(shown(world.alice)).toHaveLength(8);
	});

	it('says so where the later part can not be taken back, and a repeat goes on', async () => {
		const { id } = tuesdays(world.alice);
		const { id: fourth } = world.alice.calendar.occurrence(id, 4);
		refuse('UpdateItem');
		refuse('DeleteItem');
		const failure = await split(fourth).catch((error: ExchangeError) => error);
		expect(failure).toMatchObject({ ...told, code: 'limit' });
		expect(shown(world.alice)).toHaveLength(13);
		world.connected.server.faults.clear();
		expect(await split(fourth)).toMatchObject({ action: 'updated' });
		expect(shown(world.alice)).toHaveLength(8);
	});
});

it('a split whose later part is not complete, for lost answers, leaves nothing behind', async () => {
	const { id } = tuesdays(world.alice);
	world.alice.calendar.occurrence(id, 6).update({ subject: 'Special' });
	const { id: fourth } = world.alice.calendar.occurrence(id, 4);
	const before = shown(world.alice);
	world.connected.server.faults.add({
		fault: resetBeforeRunning(),
		operation: 'UpdateItem',
		count: 3,
	});
	await expect(split(fourth)).rejects.toMatchObject({ code: 'unreachable' });
	expect(shown(world.alice)).toEqual(before);
});
