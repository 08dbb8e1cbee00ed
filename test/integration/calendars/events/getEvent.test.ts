import { getAttachments } from '../../../../exchange/calendars/attachments/getAttachments';
import { deleteEvent } from '../../../../exchange/calendars/events/deleteEvent';
import { getEvent } from '../../../../exchange/calendars/events/getEvent';
import { getEvents } from '../../../../exchange/calendars/events/getEvents';
import type { GetEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import { getChanges } from '../../../../exchange/changes/getChanges';
import type { CompanyUser } from '../../../exchangeServer/company';
import { responseError } from '../../../exchangeServer/faults';
import type { Folder } from '../../../exchangeServer/contracts';
import { closeWorld, eventWorld, mailbox, tuesdays, type EventWorld } from './kit';

let world: EventWorld;

beforeEach(async () => (world = await eventWorld()));
afterEach(async () => await closeWorld(world));

const get = async (event: GetEventOptions['event'], options: Partial<GetEventOptions> = {}) =>
	await getEvent(world.connected.exchange, { mailbox, event, ...options });

it('reads a single one, a series, and an occurrence by its id', async () => {
	const { calendar } = world.alice;
	const series = tuesdays(world.alice);
	const single = calendar.create({ subject: 'Lunch', start: '2026-10-07T12:00' });
	const occurrence = calendar.occurrence(series.id, 3);
	expect(await get(single.id)).toMatchObject({
		id: single.id,
		subject: 'Lunch',
		type: 'singleInstance',
		key: single.uid,
	});
	expect(await get(series.id)).toMatchObject({ id: series.id, type: 'seriesMaster' });
	expect(await get(occurrence.id)).toMatchObject({
		id: occurrence.id,
		type: 'occurrence',
		seriesMasterId: series.id,
		originalStart: '2026-10-20T08:00:00Z',
		key: `${series.uid}_2026-10-20T08:00:00Z`,
	});
	expect(await get(occurrence.id, { scope: 'series' })).toMatchObject({ id: series.id });
});

it('finds an occurrence by its series and start: plain, moved, and with its old id', async () => {
	const { calendar } = world.alice;
	const series = tuesdays(world.alice);
	calendar.occurrence(series.id, 2).delete();
	calendar.occurrence(series.id, 4).move({ start: '2026-10-28T15:00' });
	const at = async (originalStart: string, id?: string) =>
		await get({ seriesMasterId: series.id, originalStart, ...(id && { id }) });
	expect(await at('2026-10-20T08:00:00Z')).toMatchObject({
		type: 'occurrence',
		originalStart: '2026-10-20T08:00:00Z',
	});
	expect(await at('2026-10-27T09:00:00Z')).toMatchObject({
		type: 'exception',
		start: { dateTime: '2026-10-28T14:00:00.0000000' },
	});
	expect(await at('2026-11-03T09:00:00Z', series.id)).toMatchObject({ type: 'occurrence' });
	await expect(at('2026-10-13T08:00:00Z')).rejects.toMatchObject({ code: 'notFound' });
	await expect(at('2026-10-14T08:00:00Z')).rejects.toMatchObject({
		code: 'notFound',
		field: 'event',
	});
});

it('takes each event that getEvents and getChanges give', async () => {
	const series = tuesdays(world.alice);
	world.alice.calendar.occurrence(series.id, 4).update({ subject: 'Retrospective' });
	world.alice.calendar.create({ subject: 'Lunch', start: '2026-10-07T12:00' });
	const window = { start: new Date('2026-10-01T00:00Z'), end: new Date('2027-01-01T00:00Z') };
	let count = 0;
	for await (const event of getEvents(world.connected.exchange, { mailbox, ...window })) {
		expect(await get(event)).toEqual(event);
		count++;
	}
	for await (const change of getChanges(world.connected.exchange, {
		mailbox,
		now: window.start,
		futureDays: 90,
	})) {
		expect(await get(change)).toMatchObject({ key: change.key, subject: change.subject });
		count++;
	}
	expect(count).toBe(18);
});

it('masks a private one', async () => {
	const { id } = world.alice.calendar.create({
		subject: 'Doctor',
		start: '2026-10-07T12:00',
		sensitivity: 'Private',
	});
	expect(await get(id)).toMatchObject({ masked: true, showAs: 'busy' });
	expect((await get(id)).subject).toBeUndefined();
	expect(await get(id, { privacy: 'full' })).toMatchObject({ masked: false, subject: 'Doctor' });
});

describe('an id that is none of an event of this mailbox', () => {
	it.each(['', 'not an id', 5, null, {}, { id: '' }, []])('is refused: %j', async (event) => {
		await expect(get(event as never)).rejects.toMatchObject({ code: 'input' });
	});

	it('of another mailbox, acting as the mailbox and as a delegate', async () => {
		const other = world.bob.calendar.create({ subject: 'Secret', start: '2026-10-07T12:00' });
		await expect(get(other.id)).rejects.toMatchObject({ field: 'event' });
		for (const user of [world.alice, world.bob]) user.share('default', 'Editor');
		const delegate = world.connected.reconnect({ mailboxAccess: 'delegate' });
		try {
			const own = world.alice.calendar.create({ subject: 'Own', start: '2026-10-07T12:00' });
			expect(await getEvent(delegate, { mailbox, event: own.id })).toMatchObject({ id: own.id });
			await expect(getEvent(delegate, { mailbox, event: other.id })).rejects.toMatchObject({
				code: 'input',
				field: 'event',
			});
		} finally {
			await delegate.close();
		}
	});

	it.each(['invalidOperation', 'notFound', 'deleted'] as const)(
		'of an occurrence that was deleted, which the server tells as %s',
		async (deletedOccurrenceIds) => {
			const { exchange, server } = world.connected;
			server.behaviours.deletedOccurrenceIds = deletedOccurrenceIds;
			const occurrence = world.alice.calendar.occurrence(tuesdays(world.alice).id, 3);
			occurrence.delete();
			const event = occurrence.id;
			const gone = { name: 'EventNotFound', field: 'event' };
			await expect(get(event)).rejects.toMatchObject(gone);
			await expect(
				updateEvent(exchange, { mailbox, event, changes: { subject: 'New' } }),
			).rejects.toMatchObject(gone);
			await expect(deleteEvent(exchange, { mailbox, event })).rejects.toMatchObject(gone);
			await expect(getAttachments(exchange, { mailbox, eventId: event })).rejects.toMatchObject({
				name: 'EventNotFound',
				field: 'eventId',
			});
		},
	);

	it('of what the server can not do for another reason is told with its words', async () => {
		const fault = responseError('ErrorInvalidOperation');
		const series = tuesdays(world.alice);
		const [second, third] = [2, 3].map((at) => world.alice.calendar.occurrence(series.id, at));
		second.update({ subject: 'Retrospective' });
		const refused = { name: 'RequestRefused', code: 'input' };
		const once = async (id: string) => {
			world.connected.server.faults.add({ fault, operation: 'GetItem', count: 1 });
			await expect(get(id)).rejects.toMatchObject(refused);
		};
		await once(series.id);
		await once(second.id);
		third.delete();
		await once(second.id);
		await once(world.alice.calendar.occurrence(series.id, 4).id);
	});

	it('of another calendar of hers is fine, one in Deleted Items is not', async () => {
		const projects = world.alice.addCalendar('Projects');
		const item = projects.create({ subject: 'Plan', start: '2026-10-07T12:00' });
		expect(await get(item.id)).toMatchObject({ subject: 'Plan' });
		const gone = item.id;
		projects.delete(item.id);
		await expect(get(gone)).rejects.toMatchObject({ code: 'notFound', field: 'event' });
		const [deleted] = world.alice.itemsIn('deleteditems');
		await expect(get(deleted.id)).rejects.toMatchObject({ code: 'input', field: 'event' });
	});

	it('of a calendar that a delegate is not told of is fine where it lies by hers, no other', async () => {
		const delegate = world.connected.reconnect({ mailboxAccess: 'delegate' });
		const shared = (owner: CompanyUser, near?: Folder) => {
			owner.share('default', 'Reviewer');
			const below = near ?? owner.calendar.folder;
			const folder = world.connected.company.store.addFolder(below, 'Shared', 'IPF.Appointment');
			folder.permissions.set('default', 'Editor');
			return owner.calendarIn(folder);
		};
		const below = shared(world.alice);
		const beside = shared(world.alice, world.alice.calendar.folder.parent);
		const deeper = shared(world.alice, beside.folder);
		const others = shared(world.bob);
		try {
			for (const calendar of [below, beside, deeper]) {
				const { id } = calendar.create({ subject: 'Kick-off', start: '2026-10-07T12:00' });
				const window = { start: new Date('2026-10-07'), end: new Date('2026-10-08') };
				const options = { mailbox, calendar: { id: calendar.folder.id }, ...window };
				for await (const listed of getEvents(delegate, options))
					expect(listed).toMatchObject({ id });
				const changes = { subject: 'Start' };
				await updateEvent(delegate, { mailbox, event: id, changes });
				expect(await getEvent(delegate, { mailbox, event: id })).toMatchObject(changes);
			}
			const { id } = others.create({ subject: 'Secret', start: '2026-10-07T12:00' });
			await expect(getEvent(delegate, { mailbox, event: id })).rejects.toMatchObject({
				code: 'input',
				field: 'event',
			});
		} finally {
			await delegate.close();
		}
	});

	it('of a mail', async () => {
		world.bob.calendar.create({ subject: 'M', start: '2026-10-07T12:00', attendees: ['alice'] });
		const [mail] = world.alice.itemsIn('inbox');
		await expect(get(mail.id)).rejects.toMatchObject({ code: 'input', field: 'event' });
	});
});
