import { deleteEvent } from '../../../../exchange/calendars/events/deleteEvent';
import type {
	DeleteEventOptions,
	UpdateEventOptions,
} from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import type { Behaviours } from '../../../exchangeServer/behaviours';
import { resetBeforeRunning, responseError } from '../../../exchangeServer/faults';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

let world: EventWorld;

beforeEach(async () => (world = await eventWorld()));
afterEach(async () => await closeWorld(world));

const anew = async (behaviours: Partial<Behaviours>) => {
	await closeWorld(world);
	world = await eventWorld({ behaviours: { ...harsh, ...behaviours } });
};
const scope = 'thisAndFollowing';
const split = async (
	event: string,
	changes: UpdateEventOptions['changes'],
	options: Partial<UpdateEventOptions> = {},
	{ exchange } = world.connected,
) => await updateEvent(exchange, { mailbox, event, changes, scope, ...options });
const remove = async (event: string, options: Partial<DeleteEventOptions> = {}) =>
	await deleteEvent(world.connected.exchange, { mailbox, event, scope, ...options });

describe('where an earlier occurrence cannot be written again, both parts are there, and it is told', () => {
	const special = async () => {
		await anew({ recurrenceReset: 'exceptionsDropped' });
		const { id } = tuesdays(world.alice);
		world.alice.calendar.occurrence(id, 2).update({ subject: 'Special' });
		const fault = responseError('ErrorQuotaExceeded');
		world.connected.server.faults.add({ fault, operation: 'UpdateItem', after: 1 });
		return world.alice.calendar.occurrence(id, 4).id;
	};
	const told = {
		code: 'limit',
		message: expect.stringMatching('ends before the occurrence now') as string,
		remedy: expect.stringMatching('2026-10-13T08:00:00Z') as string,
	};

	it('after a split', async () => {
		const fourth = await special();
		await expect(split(fourth, { subject: 'New' })).rejects.toMatchObject(told);
		expect(shown(world.alice)).toHaveLength(8);
	});

	it('after the later ones were deleted', async () => {
		const fourth = await special();
		await expect(remove(fourth)).rejects.toMatchObject(told);
		expect(shown(world.alice)).toHaveLength(3);
	});
});

describe('where no earlier occurrence is left, and the deletion of the series never arrives', () => {
	const withoutFirst = (count?: number) => {
		const { id } = tuesdays(world.alice);
		world.alice.calendar.occurrence(id, 1).delete();
		const fault = resetBeforeRunning();
		world.connected.server.faults.add({ fault, operation: 'DeleteItem', count });
		return world.alice.calendar.occurrence(id, 2).id;
	};

	it('it is sent again, and no date is there twice', async () => {
		await split(withoutFirst(1), { subject: 'New' });
		expect(shown(world.alice)).toHaveLength(7);
		expect(world.alice.calendar.items()).toHaveLength(1);
	});

	it('the same of a deletion', async () => {
		await remove(withoutFirst(1));
		expect(world.alice.calendar.items()).toHaveLength(0);
	});

	it.each([
		['toDeletedItems', 1],
		['hard', 0],
	] as const)('it goes where the call says (%s)', async (deleteType, count) => {
		const { id } = tuesdays(world.alice);
		world.alice.calendar.occurrence(id, 1).delete();
		await remove(world.alice.calendar.occurrence(id, 2).id, { deleteType });
		expect(world.alice.calendar.items()).toHaveLength(0);
		expect(world.alice.itemsIn('deleteditems')).toHaveLength(count);
	});

	it('a deletion that fails for good is no success', async () => {
		await expect(remove(withoutFirst())).rejects.toMatchObject({ code: 'unreachable' });
		expect(shown(world.alice)).toHaveLength(7);
	});
});

describe('a meeting', () => {
	it.each(['none', 'changed', 'all'] as const)(
		'has each date once in the calendars of those invited (%s)',
		async (sendInvitations) => {
			const { id } = tuesdays(world.alice, { attendees: ['bob'] });
			const { id: fourth } = world.alice.calendar.occurrence(id, 4);
			await split(fourth, { location: 'Roof' }, { sendInvitations });
			expect(shown(world.bob)).toHaveLength(8);
		},
	);

	it.each([2, 6])(
		'tells of somebody without an address in one occurrence alone (%i)',
		async (n) => {
			const { id } = tuesdays(world.alice, { attendees: ['bob'] });
			const unknown = { address: 'EX:/o=x/cn=y', name: 'Yu' };
			world.alice.calendar.occurrence(id, n).update({ attendees: ['bob', unknown] });
			const { id: fourth } = world.alice.calendar.occurrence(id, 4);
			const { notCopied } = await split(fourth, { location: 'Roof' });
			expect(notCopied).toEqual(n > 4 ? ['attendees'] : undefined);
		},
	);

	it('is not split by somebody invited', async () => {
		tuesdays(world.bob, { attendees: ['alice', 'carol'] });
		const [{ id }] = world.alice.calendar.items();
		const { id: fourth } = world.alice.calendar.occurrence(id, 4);
		const { outbox } = world.connected.server;
		const mails = outbox.length;
		await expect(
			split(fourth, { showAs: 'free' }, { sendInvitations: 'all' }),
		).rejects.toMatchObject({ code: 'input', field: 'scope' });
		expect(outbox).toHaveLength(mails);
		expect(world.alice.calendar.items()).toHaveLength(1);
		expect(shown(world.connected.company.user('carol'))).toHaveLength(8);
	});
});

describe('a private series that is split by a delegate', () => {
	const privately = async (privateItems: 'masked' | 'visible') => {
		await anew({ privateItems });
		const { id } = tuesdays(world.alice, {
			subject: 'Therapy',
			location: 'Clinic',
			sensitivity: 'Private',
		});
		world.alice.calendar.occurrence(id, 2).update({ subject: 'Special' });
		for (const folder of ['calendar', 'deleteditems']) {
			world.alice.share('default', 'Editor', folder);
		}
		const exchange = world.connected.reconnect({ mailboxAccess: 'delegate' });
		return { exchange, fourth: world.alice.calendar.occurrence(id, 4).id };
	};
	const masked = { code: 'input', field: 'event' };

	it('keeps what it says where the delegate sees it', async () => {
		const { exchange, fourth } = await privately('visible');
		await split(fourth, { showAs: 'free' }, {}, { ...world.connected, exchange });
		await exchange.close();
		const said = world.alice.calendar.items().map(({ subject, location }) => [subject, location]);
		expect(said).toEqual([
			['Therapy', 'Clinic'],
			['Therapy', 'Clinic'],
		]);
	});

	it('is refused where the delegate does not', async () => {
		const { exchange, fourth } = await privately('masked');
		const before = shown(world.alice);
		const connected = { ...world.connected, exchange };
		await expect(split(fourth, { showAs: 'free' }, {}, connected)).rejects.toMatchObject(masked);
		await expect(deleteEvent(exchange, { mailbox, event: fourth, scope })).rejects.toMatchObject(
			masked,
		);
		await exchange.close();
		expect(shown(world.alice)).toEqual(before);
		expect(world.alice.calendar.items()).toHaveLength(1);
	});
});
