import type { Appointment, ExchangeServer } from '../../exchangeServer';
import type { CompanyUser } from '../../exchangeServer/company';
import type { XmlNode } from '../../exchangeServer/xml/node';
import { all, call, codes, ids, startSmallExchange, syncItems, text } from './rawClient';

let server: ExchangeServer;
let alice: CompanyUser;
beforeEach(async () => {
	server = await startSmallExchange({ behaviours: { changeOrder: 'newestFirst' } });
	alice = server.company.user('alice');
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const weekly: Appointment['recurrence'] = {
	pattern: {
		type: 'WeeklyRecurrence',
		interval: 1,
		days: ['Tuesday'],
		firstDayOfWeek: 'Monday',
	},
	range: { type: 'NumberedRecurrence', numberOfOccurrences: 5 },
};

const book = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		alice.calendar.create({
			subject: `Item ${index}`,
			start: new Date(Date.UTC(2026, 10, 24, index)),
		}),
	);

const sync = (state = '', size = 512) => call(server, syncItems(state, size));
const kinds = (page: XmlNode) => all(page, 'Changes')[0].children.map(({ name }) => name);
const stateOf = (page: XmlNode) => text(page, 'SyncState') ?? '';

describe('SyncFolderItems', () => {
	it('pages newest first until the last item, and gives every item once', async () => {
		const created = book(25);
		const pages: XmlNode[] = [];
		do pages.push(await sync(pages.length ? stateOf(pages.at(-1) as XmlNode) : '', 10));
		while (text(pages.at(-1) as XmlNode, 'IncludesLastItemInRange') === 'false');
		expect(pages.map((page) => ids(page).length)).toEqual([10, 10, 5]);
		expect(pages.flatMap((page) => ids(page))).toEqual(created.map(({ id }) => id).reverse());
	});

	it('says nothing when nothing happened', async () => {
		book(3);
		const first = await sync();
		const second = await sync(stateOf(first));
		expect(kinds(second)).toEqual([]);
		expect(text(second, 'IncludesLastItemInRange')).toBe('true');
	});

	it('tells created, changed and deleted items apart, whatever happened in between', async () => {
		const [kept, changed, gone] = book(3);
		const first = await sync();
		alice.calendar.update(changed.id, { subject: 'changed' });
		alice.calendar.update(changed.id, { subject: 'changed again' });
		alice.calendar.delete(gone.id, { hard: true });
		const fresh = alice.calendar.create({ subject: 'fresh', start: '2026-12-01T10:00' });
		const brief = alice.calendar.create({ subject: 'brief', start: '2026-12-01T10:00' });
		alice.calendar.delete(brief.id, { hard: true });
		const page = await sync(stateOf(first));
		expect(kinds(page)).toEqual(['Create', 'Delete', 'Update']);
		expect(ids(page)).toEqual([fresh.id, gone.id, changed.id]);
		expect(ids(page)).not.toContain(kept.id);
	});

	it('reports what changes while a client pages in the next round', async () => {
		const items = book(20);
		const first = await sync('', 10);
		alice.calendar.update(items[0].id, { subject: 'changed while paging' });
		const second = await sync(stateOf(first), 10);
		expect(ids(second)).toContain(items[0].id);
		const next = await sync(stateOf(second), 10);
		expect(kinds(next)).toEqual(['Update']);
		expect(ids(next)).toEqual([items[0].id]);
	});

	it('shows masters, never occurrences, and an edited occurrence as an update of its master', async () => {
		const master = alice.calendar.create({
			subject: 'Jour fixe',
			start: '2026-11-24T10:00',
			recurrence: weekly,
		});
		const first = await sync();
		expect(ids(first)).toEqual([master.id]);
		const before = master.changeKey;
		alice.calendar.occurrence(master.id, 2).move({ start: '2026-12-01T15:00' });
		const second = await sync(stateOf(first));
		expect(kinds(second)).toEqual(['Update']);
		expect(all(second, 'ItemId')[0].attributes).toEqual({
			Id: master.id,
			ChangeKey: master.changeKey,
		});
		expect(master.changeKey).not.toBe(before);
		alice.calendar.occurrence(master.id, 3).delete();
		expect(kinds(await sync(stateOf(second)))).toEqual(['Update']);
	});

	it('leaves out ids to ignore', async () => {
		const [first, second] = book(2);
		const request = syncItems().replace(
			'<m:MaxChangesReturned>',
			`<m:Ignore><t:ItemId Id="${first.id}"/></m:Ignore><m:MaxChangesReturned>`,
		);
		expect(ids(await call(server, request))).toEqual([second.id]);
	});

	it.each([
		['garbage', 'H4sIAAA='],
		['text', 'not base64 at all'],
	])('refuses %s as a state', async (_, state) => {
		const page = await sync(state);
		expect(codes(page)).toEqual(['ErrorInvalidSyncStateData']);
		expect(text(page, 'IncludesLastItemInRange')).toBe('true');
		expect(text(page, 'SyncState')).toBe('');
	});

	it('refuses the state of another calendar', async () => {
		const state = stateOf(await sync());
		const answer = await call(server, syncItems(state), { mailbox: 'bob@enyoi.example' });
		expect(codes(answer)).toEqual(['ErrorInvalidSyncStateData']);
	});

	it('shows a moved item as deleted here and created there, under a new id', async () => {
		const [item] = book(1);
		const oldId = item.id;
		const here = stateOf(await sync());
		const other = alice.addCalendar('Other');
		alice.calendar.move(item.id, other);
		const page = await sync(here);
		expect(kinds(page)).toEqual(['Delete']);
		expect(ids(page)).toEqual([oldId]);
		const there = await call(server, syncItems('', 512, `<t:FolderId Id="${other.folder.id}"/>`));
		expect(ids(there)).toEqual([item.id]);
		expect(item.id).not.toBe(oldId);
	});
});

describe('SyncFolderHierarchy', () => {
	const hierarchy = (state = '') =>
		call(
			server,
			`<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>${state && `<m:SyncState>${state}</m:SyncState>`}</m:SyncFolderHierarchy>`,
		);

	it('lists the folders, then new, renamed and deleted ones', async () => {
		const first = await hierarchy();
		expect(all(first, 'CalendarFolder')).toHaveLength(1);
		const other = alice.addCalendar('Other');
		const second = await hierarchy(stateOf(first));
		expect(kinds(second)).toEqual(['Create']);
		expect(ids(second, 'FolderId')).toEqual([other.folder.id]);
		await call(
			server,
			`<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds><t:FolderId Id="${other.folder.id}"/></m:FolderIds></m:DeleteFolder>`,
		);
		expect(kinds(await hierarchy(stateOf(second)))).toEqual(['Delete']);
	});
});
