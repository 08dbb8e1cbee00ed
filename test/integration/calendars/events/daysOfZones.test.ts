import type { UpdateEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { closeWorld, eventWorld, mailbox, type EventWorld } from './kit';

let world: EventWorld;
beforeEach(async () => (world = await eventWorld()));
afterEach(async () => await closeWorld(world));

const update = async (
	event: string,
	changes: UpdateEventOptions['changes'],
	options: Partial<UpdateEventOptions> = {},
) => {
	const inputTimeZone = 'Europe/Berlin';
	const all = { mailbox, event, changes, inputTimeZone, ...options };
	return await updateEvent(world.connected.exchange, all);
};

/** Each Tuesday in New York. */
const tuesdays = (more: object) =>
	world.alice.calendar.create({
		subject: 'Duty',
		timeZone: 'Eastern Standard Time',
		recurrence: {
			pattern: {
				type: 'WeeklyRecurrence',
				interval: 1,
				days: ['Tuesday'],
				firstDayOfWeek: 'Monday',
			},
			range: { type: 'NumberedRecurrence', numberOfOccurrences: 4 },
		},
		...more,
	} as Parameters<typeof world.alice.calendar.create>[0]);
const calls = () => tuesdays({ start: '2026-10-06T10:00', end: '2026-10-06T11:00' });
const days = () => tuesdays({ start: '2026-10-06', end: '2026-10-07', isAllDay: true });

describe('a series of another zone', () => {
	it.each([
		['with its day', { isAllDay: true, start: '2026-10-06', end: '2026-10-06' }],
		['without', { isAllDay: true }],
	])('is on the same days when it becomes all day, %s', async (_, changes) => {
		const { id } = calls();
		await update(id, changes, { ownDays: true, allDayEnd: 'lastDay' });
		const [{ recurrence, isAllDay }] = world.alice.calendar.items();
		expect(recurrence?.pattern).toMatchObject({ days: ['Tuesday'] });
		expect(isAllDay).toBe(true);
	});

	it('of days moves to the day that is given', async () => {
		const { id } = days();
		await update(id, { start: '2026-10-07' });
		const [{ recurrence }] = world.alice.calendar.items();
		expect(recurrence?.pattern).toMatchObject({ days: ['Wednesday'] });
	});

	it('has one of its days moved to the day that is given', async () => {
		const { id } = days();
		await update(world.alice.calendar.occurrence(id, 2).id, { start: '2026-10-14' });
		const [, { fields }] = world.alice.calendar.view('2026-10-01', '2026-12-01');
		expect(fields.start.toISOString()).toBe('2026-10-14T04:00:00.000Z');
		expect(fields.end.toISOString()).toBe('2026-10-15T04:00:00.000Z');
	});
});

it('a single event becomes all day in the given zone, where the mailbox has none', async () => {
	const { id } = world.alice.calendar.create({ subject: 'X', start: '2026-10-06T10:00' });
	await update(id, { isAllDay: true }, { inputTimeZone: 'Asia/Kolkata', ownDays: true });
	const [{ isAllDay, start }] = world.alice.calendar.items();
	expect([isAllDay, start.toISOString()]).toEqual([true, '2026-10-05T18:30:00.000Z']);
});
