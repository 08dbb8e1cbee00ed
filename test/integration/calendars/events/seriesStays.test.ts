import type { UpdateEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import type { Behaviours } from '../../../exchangeServer/behaviours';
import { resetBeforeRunning, responseError } from '../../../exchangeServer/faults';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, sprint, type EventWorld } from './kit';

let world: EventWorld;

beforeEach(async () => (world = await eventWorld()));
afterEach(async () => await closeWorld(world));

const update = async (
	event: UpdateEventOptions['event'],
	changes: UpdateEventOptions['changes'],
	options: Partial<UpdateEventOptions> = {},
) => await updateEvent(world.connected.exchange, { mailbox, event, changes, ...options });
const anew = async (behaviours: Partial<Behaviours>) => {
	await closeWorld(world);
	world = await eventWorld({ behaviours: { ...harsh, ...behaviours } });
};

/** Six days; the third one is off. */
function fiveDays() {
	const series = sprint(world.alice, 6);
	world.alice.calendar.occurrence(series.id, 3).delete();
	return series;
}
const dayEarlier = [4, 5, 7, 8, 9].map((day) => `Sprint 2026-10-0${day}T08:00`);
/** The request that makes the series a single event is the second one. */
const later = (fault: ReturnType<typeof responseError>, count?: number) =>
	world.connected.server.faults.add({ fault, operation: 'UpdateItem', after: 2, count });

describe('a daily series that moves to the day before, where fields are applied one by one', () => {
	it.each([
		['the series', 'series'],
		['its first occurrence and those that follow', 'thisAndFollowing'],
	] as const)('stays one when it changes on the way: %s', async (_, scope) => {
		const { id } = fiveDays();
		const event = scope === 'series' ? id : world.alice.calendar.occurrence(id, 1).id;
		const { action } = await update(event, { start: '2026-10-04T08:00:00Z' }, { scope });
		expect(action).toBe('updated');
		expect(shown(world.alice)).toEqual(dayEarlier);
	});

	it('stays one when a request on the way is lost', async () => {
		await anew({ changeKeys: 'stable' });
		const { id } = fiveDays();
		later(resetBeforeRunning(), 1);
		const { action } = await update(id, { start: '2026-10-04T08:00:00Z' });
		expect(action).toBe('updated');
		expect(shown(world.alice)).toEqual(dayEarlier);
	});

	it('is as it was when the new times are refused', async () => {
		await anew({ changeKeys: 'stable' });
		const { id } = fiveDays();
		const before = shown(world.alice);
		later(responseError('ErrorQuotaExceeded'), 1);
		await expect(update(id, { start: '2026-10-04T08:00:00Z' })).rejects.toMatchObject({
			code: 'limit',
		});
		expect(shown(world.alice)).toEqual(before);
	});

	it('is told with its recurrence when it can be made a series no more', async () => {
		await anew({ changeKeys: 'stable' });
		const { id } = fiveDays();
		later(responseError('ErrorQuotaExceeded'));
		await expect(update(id, { start: '2026-10-04T08:00:00Z' })).rejects.toMatchObject({
			code: 'limit',
			message: expect.stringMatching('could not be made one again') as string,
			remedy: expect.stringMatching('"numberOfOccurrences":6') as string,
		});
	});
});

it.each([['spanChecked'], ['eachChecked']] as const)(
	'a series with occurrences longer than their interval is refused, and stays (%s)',
	async (updateOrder) => {
		await anew({ updateOrder });
		const { id } = fiveDays();
		const before = shown(world.alice);
		await expect(update(id, { end: '2026-10-07T09:00:00Z' })).rejects.toMatchObject({
			code: 'input',
			field: 'end',
		});
		expect(shown(world.alice)).toEqual(before);
	},
);
