/** An account that may write in many mailboxes, and an id of another one than the mailbox that is named. */
import { addAttachment } from '../../../exchange/calendars/attachments/addAttachment';
import { deleteAttachment } from '../../../exchange/calendars/attachments/deleteAttachment';
import { getAttachments } from '../../../exchange/calendars/attachments/getAttachments';
import { deleteCalendar } from '../../../exchange/calendars/folders/deleteCalendar';
import { getCalendarPermissions } from '../../../exchange/calendars/folders/getCalendarPermissions';
import { renameCalendar } from '../../../exchange/calendars/folders/renameCalendar';
import { setCalendarPermission } from '../../../exchange/calendars/folders/setCalendarPermission';
import type { Exchange } from '../../../exchange/connection';
import { closeWorld, eventWorld, mailbox, type EventWorld } from './events/kit';

const bobs = 'bob@enyoi.example';
let world: EventWorld;
let exchange: Exchange;

beforeEach(async () => {
	world = await eventWorld();
	for (const person of [world.alice, world.bob]) {
		for (const folder of ['msgfolderroot', 'calendar', 'deleteditems']) {
			person.share('default', 'Owner', folder);
		}
	}
	exchange = world.connected.reconnect({ mailboxAccess: 'delegate' });
});
afterEach(async () => {
	await exchange.close();
	await closeWorld(world);
});

it('has no attachment added, removed or listed', async () => {
	const { id: eventId } = world.bob.calendar.create({ subject: 'Bobs', start: '2026-11-26T09:00' });
	const file = { eventId, name: 'Salary.pdf', content: Buffer.from('x') };
	const refused = {
		code: 'input',
		field: 'eventId',
		message: expect.stringMatching(mailbox) as string,
	};
	await expect(addAttachment(exchange, { ...file, mailbox })).rejects.toMatchObject(refused);
	expect(world.bob.calendar.get(eventId).attachments ?? []).toEqual([]);
	const { id: attachmentId } = await addAttachment(exchange, { ...file, mailbox: bobs });
	const named = { mailbox, eventId };
	await expect(getAttachments(exchange, named)).rejects.toMatchObject(refused);
	await expect(deleteAttachment(exchange, { ...named, attachmentId })).rejects.toMatchObject(
		refused,
	);
	expect(world.bob.calendar.get(eventId).attachments).toHaveLength(1);
});

it.each(['the own calendar', 'another one'])('has %s neither changed nor shown', async (which) => {
	const own = world.connected.company.mailboxOf(bobs)!.distinguished.get('calendar')!;
	const folder = which === 'another one' ? world.bob.addCalendar('Team').folder : own;
	folder.permissions.set('default', 'Owner');
	const calendar = { id: folder.id };
	const named = { mailbox, calendar };
	const refused = {
		code: 'input',
		field: 'calendar',
		message: expect.stringMatching(mailbox) as string,
	};
	const permission = { calendar, user: 'carol@enyoi.example', level: 'Editor' } as const;
	await expect(setCalendarPermission(exchange, { ...permission, mailbox })).rejects.toMatchObject(
		refused,
	);
	expect(folder.permissions.has('carol@enyoi.example')).toBe(false);
	await expect(getCalendarPermissions(exchange, named)).rejects.toMatchObject(refused);
	await expect(renameCalendar(exchange, { ...named, name: 'x' })).rejects.toMatchObject(refused);
	await expect(deleteCalendar(exchange, named)).rejects.toMatchObject(refused);
	await setCalendarPermission(exchange, { ...permission, mailbox: bobs });
	expect(folder.permissions.get('carol@enyoi.example')).toBe('Editor');
});
