import { createEvent } from '../../../../exchange/calendars/events/createEvent';
import type { EventFields } from '../../../../exchange/calendars/events/event';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import type { Behaviours } from '../../../exchangeServer/behaviours';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

let world: EventWorld;
afterEach(async () => await closeWorld(world));

/** Somebody whom the mailbox shows no private items. */
const delegate = async (
	privateItems: Behaviours['privateItems'],
	level: 'Editor' | 'Contributor' = 'Editor',
) => {
	world = await eventWorld({ behaviours: { ...harsh, privateItems } });
	for (const folder of ['calendar', 'deleteditems'] as const) {
		world.alice.share('default', level, folder);
	}
	return world.connected.reconnect({ mailboxAccess: 'delegate' });
};

describe.each(['omitted', 'masked'] as const)(
	'private items are %s: a later part',
	(privateItems) => {
		it.each([
			['with an occurrence that was changed', 8],
			['with one that was cancelled', 7],
		])('that would be private is refused, and nothing is written: %s', async (_, dates) => {
			const exchange = await delegate(privateItems);
			const { id } = tuesdays(world.alice);
			const sixth = world.alice.calendar.occurrence(id, 6);
			if (dates === 8) sixth.update({ subject: 'Special' });
			else sixth.delete();
			const before = shown(world.alice);
			const split = updateEvent(exchange, {
				mailbox,
				event: { seriesMasterId: id, originalStart: '2026-10-27T09:00:00Z' },
				scope: 'thisAndFollowing',
				changes: { sensitivity: 'private' },
			});
			await expect(split).rejects.toMatchObject({ code: 'input', field: 'sensitivity' });
			expect(shown(world.alice)).toEqual(before);
			expect(before).toHaveLength(dates);
			await exchange.close();
		});
	},
);

describe.each([
	['private', 'Editor'],
	['normal', 'Contributor'],
] as const)('a series that is created and not seen: %s, %s', (sensitivity, level) => {
	it.each([
		['a cancelled occurrence', { isCancelled: true }],
		['a modified occurrence', { subject: 'Other' }],
	])('is told as created, and which occurrence to look at: %s', async (_, exception) => {
		const exchange = await delegate('omitted', level);
		const event: EventFields = {
			subject: 'Therapy',
			sensitivity,
			start: '2026-10-06T08:00:00Z',
			end: '2026-10-06T09:00:00Z',
			rrule: 'FREQ=DAILY;COUNT=3',
			exceptions: [{ originalStart: '2026-10-07T08:00:00Z', ...exception }],
		};
		const created = await createEvent(exchange, { mailbox, event });
		expect(created).toMatchObject({
			action: 'created',
			notRead: expect.stringMatching(
				/^It was created, and is not complete: .* 2026-10-07T08:00:00Z/,
			) as string,
		});
		expect(shown(world.alice)).toHaveLength(3);
		await exchange.close();
	});
});
