import type { UpdateEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import type { CalendarItem } from '../../../exchangeServer/contracts';
import { resetAfterRunning, responseError } from '../../../exchangeServer/faults';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

let world: EventWorld;
beforeAll(async () => (world = await eventWorld()));
afterAll(async () => await closeWorld(world));
beforeEach(() => {
	world.connected.server.faults.clear();
	for (const { id } of world.alice.calendar.items())
		world.alice.calendar.delete(id, { hard: true });
});

const update = async (
	event: string,
	changes: UpdateEventOptions['changes'],
	options: Partial<UpdateEventOptions> = {},
) => await updateEvent(world.connected.exchange, { mailbox, event, changes, ...options });
/** Half of its eight Tuesdays from 8 September are past. */
const begun = (more: object = {}): CalendarItem =>
	tuesdays(world.alice, { start: '2026-09-08T10:00', end: '2026-09-08T11:00', ...more });
const onTuesdays = (more: object = {}) => ({
	pattern: { type: 'weekly' as const, interval: 1, daysOfWeek: ['tuesday' as const], ...more },
	range: { type: 'numbered' as const, startDate: '2026-09-08', numberOfOccurrences: 6 },
});

describe('a series that has begun', () => {
	it('stays one, with its UID and what is past, when it moves to other days', async () => {
		const { id, uid } = begun();
		const { event } = await update(id, { start: '2026-09-10T08:00:00Z' });
		expect(event).toMatchObject({ id, iCalUId: uid });
		expect(world.alice.calendar.items()).toHaveLength(1);
		expect(shown(world.alice)).toHaveLength(8);
		expect(shown(world.alice)[0]).toBe('Jour fixe 2026-09-10T08:00');
	});

	it('is one again when the update is repeated that was cut between its two requests', async () => {
		const { id, uid } = begun();
		const changes = {
			start: '2026-09-08T08:00:00Z',
			end: '2026-09-08T09:00:00Z',
			recurrence: onTuesdays({ interval: 2 }),
		};
		const { faults } = world.connected.server;
		faults.add({ fault: responseError('ErrorQuotaExceeded'), operation: 'UpdateItem', after: 1 });
		await expect(update(id, changes)).rejects.toMatchObject({ name: 'SeriesLost' });
		faults.clear();
		expect(shown(world.alice)).toHaveLength(1);
		const { event } = await update(id, changes, { scope: 'series' });
		expect(event).toMatchObject({ id, iCalUId: uid });
		expect(shown(world.alice)).toHaveLength(6);
	});

	it('tells those invited once, and cancels nothing', async () => {
		const { id } = begun({ attendees: ['bob'] });
		const { outbox } = world.connected.server;
		const before = outbox.length;
		await update(id, { start: '2026-09-10T08:00:00Z' }, { sendInvitations: 'all' });
		expect(outbox.slice(before).map(({ kind }) => kind)).toEqual(['MeetingRequest']);
	});

	it.each([1, 2])(
		'keeps its pattern when another end says nothing of weeks: interval %d',
		async (interval) => {
			const { id, uid } = begun({
				recurrence: {
					pattern: {
						type: 'WeeklyRecurrence',
						interval,
						days: ['Tuesday'],
						firstDayOfWeek: 'Monday',
					},
					range: { type: 'NumberedRecurrence', numberOfOccurrences: 8 },
				},
			});
			await update(id, { recurrence: onTuesdays({ interval }) });
			const [item, ...others] = world.alice.calendar.items();
			expect(others).toEqual([]);
			expect(item).toMatchObject({ uid, recurrence: { pattern: { firstDayOfWeek: 'Monday' } } });
			expect(shown(world.alice)).toHaveLength(6);
		},
	);

	it('takes part in no request more where only words of its pattern differ', async () => {
		const { id } = begun();
		const { requests } = world.connected.server;
		const before = requests.length;
		await update(id, { recurrence: onTuesdays({ firstDayOfWeek: 'sunday' }) });
		const writes = requests.slice(before).filter(({ operation }) => operation === 'UpdateItem');
		expect(writes).toHaveLength(1);
		expect(world.alice.calendar.items()).toHaveLength(1);
	});

	it('ends before an occurrence without leaving a copy', async () => {
		const { id } = begun();
		const event = world.alice.calendar.occurrence(id, 6).id;
		await update(event, { location: 'Roof' }, { scope: 'thisAndFollowing' });
		const items = world.alice.calendar.items();
		expect(items.map(({ isCancelled }) => isCancelled)).toEqual([false, false]);
		expect(shown(world.alice)).toHaveLength(8);
	});

	it('has its own times again where the new ones are refused', async () => {
		const { id, uid } = begun();
		world.alice.calendar.occurrence(id, 7).update({ subject: 'Special' });
		const before = shown(world.alice);
		const fault = responseError('ErrorQuotaExceeded');
		world.connected.server.faults.add({ fault, operation: 'UpdateItem', after: 1, count: 1 });
		const moved = update(id, { start: '2026-09-10T08:00:00Z' });
		await expect(moved).rejects.toMatchObject({ code: 'limit' });
		expect(world.alice.calendar.items()).toMatchObject([{ uid }]);
		expect(shown(world.alice)).toEqual(before);
	});

	it('has what its occurrences had again, too, where the answer to its own times is lost', async () => {
		const { id, uid } = begun();
		world.alice.calendar.occurrence(id, 7).update({ subject: 'Special' });
		world.alice.calendar.occurrence(id, 6).delete();
		const before = shown(world.alice);
		const { faults } = world.connected.server;
		const refused = responseError('ErrorQuotaExceeded');
		faults.add({ fault: refused, operation: 'UpdateItem', after: 1, count: 1 });
		faults.add({ fault: resetAfterRunning(), operation: 'UpdateItem', after: 1, count: 1 });
		const moved = update(id, { start: '2026-09-10T08:00:00Z' });
		await expect(moved).rejects.toMatchObject({ code: 'limit' });
		expect(world.alice.calendar.items()).toMatchObject([{ uid }]);
		expect(shown(world.alice)).toEqual(before);
	});
});
