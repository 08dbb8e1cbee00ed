import type { UpdateEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { responseError } from '../../../exchangeServer/faults';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

// https://github.com/OfficeDev/ews-managed-api/issues/235
let world: EventWorld;
beforeEach(async () => {
	world = await eventWorld({ behaviours: { ...harsh, recurrenceReset: 'exceptionsKept' } });
});
afterEach(async () => await closeWorld(world));

const update = async (event: string, changes: UpdateEventOptions['changes']) =>
	await updateEvent(world.connected.exchange, { mailbox, event, changes });
/** Five days from Monday, 5 October, at 10 in Berlin; one of them is the third. */
const daily = () => {
	const { id } = world.alice.calendar.create({
		subject: 'Stand-up',
		start: '2026-10-05T10:00',
		end: '2026-10-05T10:15',
		timeZone: 'W. Europe Standard Time',
		recurrence: {
			pattern: { type: 'DailyRecurrence', interval: 1 },
			range: { type: 'NumberedRecurrence', numberOfOccurrences: 5 },
		},
	});
	return { id, third: world.alice.calendar.occurrence(id, 3) };
};
const days = (...some: number[]) =>
	some.map((day) => `Stand-up 2026-10-${String(day).padStart(2, '0')}T08:00`);

describe('a server that keeps occurrences whose day a new pattern still has', () => {
	it('has no other date cancelled when the series moves', async () => {
		const { id, third } = daily();
		third.delete();
		await update(id, { start: '2026-10-06T08:00:00Z' });
		expect(shown(world.alice)).toEqual(days(6, 7, 9, 10));
	});

	it('gives a subject of its own to no other occurrence', async () => {
		const { id, third } = daily();
		third.update({ subject: 'Demo' });
		world.alice.calendar.occurrence(id, 4).update({ location: 'Roof' });
		await update(id, { start: '2026-10-06T08:00:00Z' });
		const [six, seven, , nine, ten] = days(6, 7, 8, 9, 10);
		expect(shown(world.alice)).toEqual([six, seven, 'Demo 2026-10-08T08:00', nine, ten]);
		const places = world.alice.calendar
			.view('2026-10-01', '2026-11-01')
			.map(({ fields: { location } }) => location ?? '');
		expect(places).toEqual(['', '', '', 'Roof', '']);
	});

	it('has them all again, or others, where the change gives others', async () => {
		const { id } = tuesdays(world.alice);
		world.alice.calendar.occurrence(id, 3).delete();
		world.alice.calendar.occurrence(id, 4).update({ subject: 'Special' });
		await update(id, {
			exceptions: [{ originalStart: '2026-11-03T09:00:00Z', isCancelled: true }],
		});
		expect(shown(world.alice)).toHaveLength(7);
		await update(id, { exceptions: [] });
		expect(shown(world.alice)).toHaveLength(8);
		expect(new Set(shown(world.alice).map((line) => line.slice(0, 10)))).toEqual(
			new Set(['Jour fixe ']),
		);
	});

	it('has nothing written twice where all of them stay', async () => {
		const { id, third } = daily();
		third.delete();
		const { requests } = world.connected.server;
		const before = requests.length;
		await update(id, { start: '2026-10-05T09:00:00Z' });
		const writes = requests.slice(before).filter(({ operation }) => operation === 'UpdateItem');
		expect(shown(world.alice)).toHaveLength(4);
		expect(writes).toHaveLength(1);
	});

	it.each([2, 3])('stays a series, and tells it, where write %i is refused', async (write) => {
		const { id, third } = daily();
		third.delete();
		world.connected.server.faults.add({
			fault: responseError('ErrorQuotaExceeded'),
			operation: 'UpdateItem',
			after: write - 1,
			count: 1,
		});
		const done = await update(id, { start: '2026-10-06T08:00:00Z' }).catch((e: unknown) => e);
		if (write === 3) expect(shown(world.alice)).toEqual(days(6, 7, 9, 10));
		else {
			expect(done).toMatchObject({
				message: expect.stringMatching(/has its new times now, and is not complete/) as string,
				remedy: expect.stringMatching('2026-10-07T08:00:00Z') as string,
				code: 'limit',
			});
		}
	});

	it('is told with its recurrence where it can be made a series no more', async () => {
		const { id, third } = daily();
		third.delete();
		world.connected.server.faults.add({
			fault: responseError('ErrorQuotaExceeded'),
			operation: 'UpdateItem',
			after: 2,
		});
		await expect(update(id, { start: '2026-10-06T08:00:00Z' })).rejects.toMatchObject({
			message: expect.stringMatching(/is no series any more/) as string,
			remedy: expect.stringMatching(/"numberOfOccurrences":5/) as string,
		});
	});
});
