import { createCalendar } from '../../../exchange/calendars/folders/createCalendar';
import { deleteCalendar } from '../../../exchange/calendars/folders/deleteCalendar';
import { getCalendars } from '../../../exchange/calendars/folders/getCalendars';
import { renameCalendar } from '../../../exchange/calendars/folders/renameCalendar';
import { resetAfterRunning, resetBeforeRunning } from '../../exchangeServer/faults';
import { startConnected, type Connected } from '../../support/startConnected';
import { harsh } from './harsh';

const mailbox = 'alice@enyoi.example';

let connected: Connected;

beforeEach(async () => {
	connected = await startConnected({ behaviours: harsh });
});
afterEach(async () => await connected?.close());

const names = async () =>
	(await getCalendars(connected.exchange, { mailbox })).map(({ name }) => name);
const create = async (name: string) => await createCalendar(connected.exchange, { mailbox, name });
const remove = async (id: string, withContent?: boolean) =>
	await deleteCalendar(connected.exchange, { mailbox, calendar: { id }, withContent });

describe('calendars', () => {
	it('are created, listed, renamed and deleted', async () => {
		const made = await create(' Project <Noord> & co ');
		expect(made).toEqual({
			id: expect.any(String),
			name: 'Project <Noord> & co',
			isDefault: false,
			access: 'write',
			itemCount: 0,
		});
		expect(await getCalendars(connected.exchange, { mailbox })).toEqual([
			expect.objectContaining({ name: 'Calendar', isDefault: true }),
			made,
		]);
		const calendar = { id: made.id };
		expect(await renameCalendar(connected.exchange, { mailbox, calendar, name: 'Zuid' })).toEqual({
			...made,
			name: 'Zuid',
		});
		expect(await names()).toEqual(['Calendar', 'Zuid']);
		expect(await remove(made.id)).toEqual({ id: made.id, name: 'Zuid', itemCount: 0 });
		expect(await names()).toEqual(['Calendar']);
	});

	it('go to Deleted Items, and are not listed there, nor what lies below them', async () => {
		const outer = await create('Outer');
		const inner = connected.company.user('alice').addCalendar('Inner');
		connected.company.store.moveFolder(inner.folder, connected.company.folder(outer.id)!);
		expect(await names()).toEqual(['Calendar', 'Inner', 'Outer']);
		await remove(outer.id, true);
		expect(await names()).toEqual(['Calendar']);
		expect(connected.company.folder(outer.id)?.parent?.distinguishedName).toBe('deleteditems');
	});

	it('are found among more folders than fit on a page', async () => {
		await connected.close();
		// A thousand folders are too many to validate.
		connected = await startConnected({ behaviours: harsh, schemas: undefined });
		const { company } = connected;
		const calendar = company.user('alice').mailbox.distinguished.get('calendar')!;
		for (let number = 0; number < 1001; number++) {
			company.store.addFolder(calendar, `Folder ${number}`, 'IPF.Note');
		}
		const fault = resetAfterRunning();
		connected.server.faults.add({ fault, operation: 'CreateFolder', count: 1 });
		const made = await create('Last');
		expect(company.folder(made.id)).toMatchObject({ displayName: 'Last' });
		expect(await names()).toEqual(['Calendar', 'Last']);
	});

	it('are deleted with content only where that is said', async () => {
		const made = await create('Full');
		const actions = connected.company.user('alice').calendarIn(connected.company.folder(made.id)!);
		actions.create({ subject: 'A', start: '2026-11-26T09:00', end: '2026-11-26T10:00' });
		const refused = { code: 'input', field: 'withContent' };
		await expect(remove(made.id)).rejects.toMatchObject({
			...refused,
			message: 'The calendar "Full" has 1 item',
		});
		expect(await names()).toContain('Full');
		expect(await remove(made.id, true)).toMatchObject({ itemCount: 1 });
	});

	it('below one are content, too', async () => {
		const outer = await create('Outer');
		const inner = connected.company.user('alice').addCalendar('Inner');
		connected.company.store.moveFolder(inner.folder, connected.company.folder(outer.id)!);
		await expect(remove(outer.id)).rejects.toMatchObject({
			field: 'withContent',
			message: 'The calendar "Outer" has 1 folder below it',
		});
	});

	it('are created once although the answer is lost', async () => {
		connected.server.faults.add({
			fault: resetAfterRunning(),
			operation: 'CreateFolder',
			count: 1,
		});
		const made = await create('Once');
		const calendars = await getCalendars(connected.exchange, { mailbox });
		expect(calendars.slice(1)).toEqual([made]);
	});

	it('that were there before are not told as created when the answer is lost', async () => {
		connected.company.user('alice').addCalendar('Payroll');
		connected.server.faults.add({
			fault: resetAfterRunning(),
			operation: 'CreateFolder',
			count: 1,
		});
		const error: unknown = await createCalendar(connected.exchange, {
			mailbox,
			name: 'payroll',
		}).catch((one: unknown) => one);
		expect(error).toMatchObject({ code: 'input', field: 'name' });
	});

	it('are created although the request is lost', async () => {
		connected.server.faults.add({
			fault: resetBeforeRunning(),
			operation: 'CreateFolder',
			count: 1,
		});
		await create('Once');
		expect(await names()).toEqual(['Calendar', 'Once']);
	});

	it('are known to be deleted although the answer is lost, and stay in Deleted Items', async () => {
		const made = await create('Gone');
		connected.server.faults.add({
			fault: resetAfterRunning(),
			operation: 'DeleteFolder',
			count: 1,
		});
		expect(await remove(made.id)).toMatchObject({ name: 'Gone' });
		expect(connected.company.folder(made.id)?.parent?.distinguishedName).toBe('deleteditems');
	});

	it('that are still there after a lost request are told', async () => {
		const made = await create('Still');
		connected.server.faults.add({
			fault: resetBeforeRunning(),
			operation: 'DeleteFolder',
			count: 1,
		});
		await expect(remove(made.id)).rejects.toMatchObject({ outcome: 'unknown' });
		expect(await names()).toContain('Still');
	});
});

describe('bad input', () => {
	const idOf = (name: string) => connected.company.mailboxOf(mailbox)!.distinguished.get(name)!.id;
	const rename = async (id: string, name: string) =>
		await renameCalendar(connected.exchange, { mailbox, calendar: { id }, name });

	it.each<[string, string, () => Promise<unknown>, string]>([
		[
			'mailbox',
			'the address',
			async () => await getCalendars(connected.exchange, { mailbox: '' }),
			'alice@enyoi.com',
		],
		['name', 'an empty name', async () => await create('  '), '1 to 255'],
		['name', 'a long name', async () => await create('x'.repeat(256)), '1 to 255'],
		['name', 'two lines', async () => await create('a\nb'), 'Project Noord'],
		['name', 'a number', async () => await create(7 as never), 'Project Noord'],
		[
			'calendar',
			'the default one, to delete',
			async () => await remove(idOf('calendar'), true),
			'another calendar',
		],
		[
			'calendar',
			'the default one, to rename',
			async () => await rename(idOf('calendar'), 'x'),
			'another calendar',
		],
		[
			'calendar',
			'a folder of mails',
			async () => await remove(idOf('inbox'), true),
			'from the list',
		],
		['calendar', 'no id', async () => await remove('nonsense'), 'from the list'],
		['withContent', 'a text', async () => await remove('x', 'yes' as never), 'true or false'],
	])('names %s: %s', async (field, _title, act, words) => {
		await expect(act()).rejects.toMatchObject({
			code: 'input',
			field,
			remedy: expect.stringContaining(words),
		});
	});

	it('a name that is taken is told, in any case', async () => {
		await create('Noord');
		const zuid = await create('Zuid');
		const taken = { code: 'input', field: 'name', remedy: expect.stringContaining('another name') };
		await expect(create('NOORD')).rejects.toMatchObject(taken);
		await expect(rename(zuid.id, 'noord')).rejects.toMatchObject(taken);
		expect(await names()).toEqual(['Calendar', 'Noord', 'Zuid']);
	});
});
