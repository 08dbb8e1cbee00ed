import { cancelEvent } from '../../../../exchange/calendars/events/cancelEvent';
import { deleteEvent } from '../../../../exchange/calendars/events/deleteEvent';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { closeWorld, eventWorld, mailbox, shown, sprint, type EventWorld } from './kit';

let world: EventWorld;

beforeAll(async () => (world = await eventWorld()));
afterEach(() => {
	const { calendar } = world.alice;
	for (const { id } of calendar.items()) calendar.delete(id, { hard: true });
});
afterAll(async () => await closeWorld(world));

/** Three days, without those that are off. */
function threeDays(off: readonly number[], more: object = {}) {
	const series = sprint(world.alice, 3, more);
	for (const day of off) world.alice.calendar.occurrence(series.id, day).delete();
	return series;
}
const occurrence = (id: string, day: number) => world.alice.calendar.occurrence(id, day).id;

describe('Exchange deletes a series with the last occurrence that it has', () => {
	it('deleting that one is done', async () => {
		const { id } = threeDays([1, 3]);
		const event = occurrence(id, 2);
		const deleted = await deleteEvent(world.connected.exchange, { mailbox, event });
		expect(deleted).toEqual({ action: 'deleted', id, scope: 'occurrence' });
		expect(world.alice.calendar.items()).toEqual([]);
	});

	it('cancelling that one is done, and who is invited is told', async () => {
		const attendees = [{ address: 'bob@enyoi.example' }];
		const { id } = threeDays([1, 3], { attendees });
		const event = occurrence(id, 2);
		const cancelled = await cancelEvent(world.connected.exchange, {
			mailbox,
			event,
			message: 'Next year again.',
			sendInvitations: 'all',
		});
		expect(cancelled).toEqual({ action: 'cancelled', id, scope: 'occurrence' });
		expect(world.alice.calendar.items()).toEqual([]);
		expect(shown(world.bob)).not.toContain('Sprint 2026-10-06T08:00');
	});

	it.each([
		['toDeletedItems', [1]],
		['toDeletedItems', [1, 2]],
	] as const)('what is left of it ends: %s %j', async (deleteType, off) => {
		const { id } = threeDays(off);
		const event = occurrence(id, 3);
		const scope = 'thisAndFollowing';
		await deleteEvent(world.connected.exchange, { mailbox, event, scope, deleteType });
		expect(shown(world.alice)).toEqual(off.length === 1 ? ['Sprint 2026-10-06T08:00'] : []);
	});

	it('a shorter series of which each day was cancelled is refused, and stays', async () => {
		const { id } = threeDays([1, 2]);
		const before = shown(world.alice);
		const changes = {
			recurrence: {
				pattern: { type: 'daily', interval: 1 },
				range: { type: 'numbered', startDate: '2026-10-05', numberOfOccurrences: 2 },
			},
		} as const;
		await expect(
			updateEvent(world.connected.exchange, { mailbox, event: id, changes }),
		).rejects.toMatchObject({ code: 'input', field: 'recurrence' });
		expect(shown(world.alice)).toEqual(before);
	});
});
