import { deleteEvent } from '../../../../exchange/calendars/events/deleteEvent';
import type { UpdateEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

let world: EventWorld;

afterEach(async () => await closeWorld(world));

const update = async (
	event: UpdateEventOptions['event'],
	changes: UpdateEventOptions['changes'],
	options: Partial<UpdateEventOptions> = {},
) => await updateEvent(world.connected.exchange, { mailbox, event, changes, ...options });

describe.each(['exceptionsKept', 'exceptionsDropped'] as const)(
	'an occurrence with nothing but a category of its own (recurrence reset: %s)',
	(recurrenceReset) => {
		beforeEach(async () => {
			world = await eventWorld({
				behaviours: { ...harsh, recurrenceReset, occurrenceSensitivity: 'own' },
			});
		});

		const categorized = async (originalStart: string) => {
			const { id } = tuesdays(world.alice);
			await update({ seriesMasterId: id, originalStart }, { categories: ['Customer'] });
			return { id, fourth: world.alice.calendar.occurrence(id, 4).id };
		};

		it.each(['2026-10-13T08:00:00Z', '2026-11-10T09:00:00Z'])(
			'at %s does not keep its series from being split',
			async (originalStart) => {
				const { fourth } = await categorized(originalStart);
				await update(fourth, { subject: 'New' }, { scope: 'thisAndFollowing' });
				expect(shown(world.alice).map((line) => line.slice(0, -17))).toEqual([
					...Array<string>(3).fill('Jour fixe'),
					...Array<string>(5).fill('New'),
				]);
			},
		);

		it('does not keep the later ones from being deleted', async () => {
			const { fourth } = await categorized('2026-10-13T08:00:00Z');
			const { exchange } = world.connected;
			const scope = 'thisAndFollowing';
			const { action } = await deleteEvent(exchange, { mailbox, event: fourth, scope });
			expect(action).toBe('deleted');
			expect(shown(world.alice)).toHaveLength(3);
		});

		it('does not keep its series from being moved', async () => {
			const { id } = await categorized('2026-11-10T09:00:00Z');
			const { action } = await update(id, { start: '2026-10-06T09:00:00Z' });
			expect(action).toBe('updated');
			expect(shown(world.alice)[0]).toBe('Jour fixe 2026-10-06T09:00');
			expect(shown(world.alice)).toHaveLength(8);
		});
	},
);

it.each([
	[{ sensitivity: 'private' }, { sensitivity: 'Private' }],
	[{ importance: 'high' }, { importance: 'High' }],
	[{ categories: ['Customer'] }, { categories: ['Customer'] }],
] as const)('an occurrence gets %j where the change gives nothing else', async (own, written) => {
	world = await eventWorld({ behaviours: { ...harsh, occurrenceSensitivity: 'own' } });
	const { id } = tuesdays(world.alice);
	const exceptions = [{ originalStart: '2026-10-13T08:00:00Z', ...own }];
	const changes = { exceptions } as UpdateEventOptions['changes'];
	expect(await update(id, changes)).toMatchObject({ action: 'updated' });
	const [, second] = world.alice.calendar.view('2026-10-01', '2026-11-01');
	expect(second.fields).toMatchObject(written);
	expect(await update(id, changes)).toMatchObject({ action: 'unchanged' });
});

describe('a meeting whose updates are mailed', () => {
	beforeEach(async () => (world = await eventWorld()));

	it('tells nobody new of an occurrence where nobody is added', async () => {
		const { id } = tuesdays(world.alice, { attendees: ['bob'] });
		const exceptions = [{ originalStart: '2026-10-13T08:00:00Z', subject: 'Special' }];
		const before = world.connected.server.outbox.length;
		await update(id, { exceptions }, { sendInvitations: 'changed' });
		expect(shown(world.alice)[1]).toMatch(/^Special/);
		expect(world.connected.server.outbox).toHaveLength(before);
	});

	it.each([{ categories: ['Customer'] }, { reminderMinutesBeforeStart: 5 }])(
		'tells nobody of %j, which only the organizer sees',
		async (own) => {
			const { id } = tuesdays(world.alice, { attendees: ['bob'] });
			const before = world.connected.server.outbox.length;
			const done = await update(id, own, { sendInvitations: 'all' });
			expect(done).toMatchObject({ action: 'updated' });
			expect(world.connected.server.outbox).toHaveLength(before);
		},
	);
});
