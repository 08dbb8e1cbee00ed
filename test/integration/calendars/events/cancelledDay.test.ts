import { createEvent } from '../../../../exchange/calendars/events/createEvent';
import { deleteEvent } from '../../../../exchange/calendars/events/deleteEvent';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

let world: EventWorld;
afterEach(async () => await closeWorld(world));
const scope = 'thisAndFollowing';

describe.each(['exceptionsDropped', 'exceptionsKept'] as const)(
	'an occurrence on the day of a cancelled one (%s)',
	(recurrenceReset) => {
		beforeEach(async () => {
			world = await eventWorld({ behaviours: { ...harsh, recurrenceReset } });
		});
		/** The third Tuesday is off, and the second one takes place on its day. */
		const series = () => {
			const { id } = tuesdays(world.alice);
			world.alice.calendar.occurrence(id, 3).delete();
			world.alice.calendar.occurrence(id, 2).move({
				start: '2026-10-20T12:00:00Z',
				end: '2026-10-20T13:00:00Z',
			});
			return {
				before: shown(world.alice),
				at: (n: number) => world.alice.calendar.occurrence(id, n),
			};
		};

		it('stays when the later ones are deleted', async () => {
			const { before, at } = series();
			await deleteEvent(world.connected.exchange, { mailbox, event: at(5).id, scope });
			expect(shown(world.alice)).toEqual(before.slice(0, 3));
		});

		it('stays when the later ones change', async () => {
			const { before, at } = series();
			const { id: event } = at(5);
			const changes = { location: 'Roof' };
			await updateEvent(world.connected.exchange, { mailbox, event, changes, scope });
			expect(shown(world.alice)).toEqual(before);
		});

		it('stays when it is among those that change', async () => {
			const { id } = tuesdays(world.alice);
			world.alice.calendar.occurrence(id, 6).delete();
			world.alice.calendar.occurrence(id, 5).move({ start: '2026-11-10T12:00:00Z' });
			const before = shown(world.alice);
			const { id: event } = world.alice.calendar.occurrence(id, 3);
			const changes = { location: 'Roof' };
			await updateEvent(world.connected.exchange, { mailbox, event, changes, scope });
			expect(shown(world.alice)).toEqual(before);
		});

		it('is created so', async () => {
			const created = await createEvent(world.connected.exchange, {
				mailbox,
				event: {
					subject: 'Stand-up',
					start: '2026-10-05T08:00:00Z',
					end: '2026-10-05T08:15:00Z',
					rrule: 'FREQ=DAILY;COUNT=4',
					exceptions: [
						{ originalStart: '2026-10-07T08:00:00Z', isCancelled: true },
						{
							originalStart: '2026-10-06T08:00:00Z',
							start: '2026-10-07T12:00:00Z',
							end: '2026-10-07T12:15:00Z',
						},
					],
				},
			});
			expect(created.notRead).toBeUndefined();
			expect(shown(world.alice)).toEqual([
				'Stand-up 2026-10-05T08:00',
				'Stand-up 2026-10-07T12:00',
				'Stand-up 2026-10-08T08:00',
			]);
		});
	},
);
