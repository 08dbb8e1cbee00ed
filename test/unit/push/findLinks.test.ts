import { allItems, itemsOfIds } from '../../../exchange/push/carryOut/findLinks';
import { externalKey, externalKeyProperty } from '../../../exchange/push/plan/link';
import {
	answeringExchange,
	calendarItem,
	elements,
	extendedProperty,
	failure,
	page,
} from './answeringExchange';

const target = { mailbox: 'alice@enyoi.example' };
const folder = { distinguished: 'calendar' } as const;
const options = { folder, source: 'hr', target };

const linked = (id: string, key: string) =>
	calendarItem(id, `key-${id}`, extendedProperty(externalKeyProperty, key));
const link = (id: string, externalId: string) => ({ id, changeKey: `key-${id}`, externalId });

/** Each request gets the next page. */
function server(...pages: string[]) {
	return answeringExchange(() => [pages.shift() ?? page([], { total: 0, isLast: true })]);
}

const offsets = (sent: ReturnType<typeof server>['sent']) =>
	sent.flatMap(({ request }) =>
		elements(request, 'm:IndexedPageItemView').map(({ attributes }) => Number(attributes.Offset)),
	);

const constants = ({ request }: ReturnType<typeof server>['sent'][number]) =>
	elements(request, 't:Constant').map(({ attributes }) => attributes.Value);

/** Answers searches of keys as a server with these items does that gives so many results of a search. */
function searchingServer(items: Array<[id: string, key: string]>, limit = 250) {
	return answeringExchange((sent) => {
		const wanted = new Set(constants(sent).map((key) => key.toLowerCase()));
		const found = items.filter(([, key]) => wanted.has(key.toLowerCase())).slice(0, limit);
		const [{ attributes }] = elements(sent.request, 'm:IndexedPageItemView');
		const some = found.slice(Number(attributes.Offset));
		return [
			page(
				some.map(([id, key]) => linked(id, key)),
				{ total: found.length, isLast: true },
			),
		];
	});
}

describe('all items', () => {
	it('come from all pages, without a restriction, with their link if they have one', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1'), linked('b', 'hr2:1')], { total: 4, isLast: false, next: 2 }),
			page([linked('c', 'hr:2'), calendarItem('d', 'key-d')], { total: 4, isLast: true }),
		);
		expect(await allItems(exchange, options)).toEqual([
			link('a', '1'),
			{ id: 'b', changeKey: 'key-b', managedBy: 'hr2' },
			link('c', '2'),
			{ id: 'd', changeKey: 'key-d' },
		]);
		expect(offsets(sent)).toEqual([0, 2, 4]);
		const { request } = sent[0];
		const [view] = elements(request, 'm:IndexedPageItemView');
		expect(view.attributes.MaxEntriesReturned).toBe('1000');
		expect(elements(request, 'm:Restriction')).toEqual([]);
		expect(elements(request, 't:BaseShape')[0].text).toBe('IdOnly');
		expect(elements(request, 't:FieldURI')).toEqual([]);
		const [shape] = elements(request, 'm:ItemShape');
		expect(
			elements(shape, 't:ExtendedFieldURI').map(({ attributes }) => attributes.PropertyName),
		).toEqual(['ExternalKey']);
		expect(elements(request, 't:DistinguishedFolderId')[0].attributes.Id).toBe('calendar');
	});

	it('come with what an event may be recognised by, where that is asked for', async () => {
		const shown =
			'<t:Subject>Visit</t:Subject><t:UID>uid-a</t:UID><t:Start>2026-11-25T08:00:00Z</t:Start>';
		const item = calendarItem('a', 'key-a', shown);
		const { exchange, sent } = server(page([item], { total: 1, isLast: true }));
		expect(await allItems(exchange, options, { withDetails: true })).toEqual([
			{
				id: 'a',
				changeKey: 'key-a',
				subject: 'Visit',
				iCalUId: 'uid-a',
				start: Date.parse('2026-11-25T08:00:00Z'),
			},
		]);
		const asked = elements(sent[0].request, 't:FieldURI').map(
			({ attributes }) => attributes.FieldURI,
		);
		expect(asked).toEqual(['item:Subject', 'calendar:UID', 'calendar:Start']);
	});

	it('are read again when a page passed one over', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1')], { total: 3, isLast: false, next: 1 }),
			// One was deleted meanwhile and another one made: b was passed over.
			page([linked('d', 'hr:4')], { total: 3, isLast: true }),
			page([], { total: 3, isLast: true }),
			page([linked('b', 'hr:2')], { total: 3, isLast: false, next: 1 }),
			page([linked('c', 'hr:3'), linked('d', 'hr:4')], { total: 3, isLast: true }),
		);
		expect(await allItems(exchange, options)).toEqual([
			link('b', '2'),
			link('c', '3'),
			link('d', '4'),
		]);
		expect(offsets(sent)).toEqual([0, 1, 2, 0, 1, 3]);
	});

	it('are read again when their number changed between pages', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1')], { total: 3, isLast: false, next: 1 }),
			page([linked('c', 'hr:3')], { total: 2, isLast: true }),
			page([], { total: 2, isLast: true }),
			page([linked('b', 'hr:2'), linked('c', 'hr:3')], { total: 2, isLast: true }),
		);
		expect(await allItems(exchange, options)).toHaveLength(2);
		expect(sent).toHaveLength(4);
	});

	it('are read again when a page that is not the last one is empty, and given up in the end', async () => {
		const cut = page([], { total: 0, isLast: false });
		const { exchange } = server(cut, cut, page([linked('a', 'hr:1')], { total: 1, isLast: true }));
		expect(await allItems(exchange, options)).toEqual([link('a', '1')]);
		const cutOff = server(cut, cut, cut, cut, cut);
		await expect(allItems(cutOff.exchange, options)).rejects.toMatchObject({
			code: 'temporarilyUnavailable',
		});
		expect(cutOff.sent).toHaveLength(4);
	});

	it('go on behind an empty page that names the next one', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1')], { total: 2, isLast: false, next: 1 }),
			page([], { total: 2, isLast: false, next: 3 }),
			page([linked('b', 'hr:2')], { total: 2, isLast: true, next: 4 }),
		);
		expect(await allItems(exchange, options)).toHaveLength(2);
		expect(offsets(sent)).toEqual([0, 1, 3, 4]);
	});

	it('are given up after four attempts', async () => {
		const passes = ['a', 'b', 'c', 'd'].flatMap((id) => [
			page([linked(id, 'hr:1')], { total: 2, isLast: true }),
			page([], { total: 2, isLast: true }),
		]);
		const { exchange, sent } = server(...passes);
		await expect(allItems(exchange, options)).rejects.toMatchObject({
			code: 'temporarilyUnavailable',
			remedyBy: 'you',
		});
		expect(sent).toHaveLength(8);
	});

	it('are those of two passes alike, where a server counts what it does not show', async () => {
		const pass = [
			page([linked('a', 'hr:1')], { total: 2, isLast: true }),
			page([], { total: 2, isLast: true }),
		];
		const { exchange } = server(...pass, ...pass);
		expect(await allItems(exchange, options)).toEqual([link('a', '1')]);
	});

	it('go on after a page that is marked as the last one, until nothing comes', async () => {
		const many = (from: number, count: number) =>
			Array.from({ length: count }, (_, at) => linked(`i${from + at}`, `hr:${from + at}`));
		const { exchange, sent } = server(
			page(many(0, 250), { total: 250, isLast: true }),
			page(many(250, 150), { total: 150, isLast: true }),
			page([], { total: 0, isLast: true }),
			// The totals differ: once more, and alike.
			page(many(0, 250), { total: 250, isLast: true }),
			page(many(250, 150), { total: 150, isLast: true }),
			page([], { total: 0, isLast: true }),
		);
		expect(await allItems(exchange, options)).toHaveLength(400);
		expect(offsets(sent)).toEqual([0, 250, 400, 0, 250, 400]);
	});

	it('end where a server gives the same page for ever', async () => {
		const same = page([linked('a', 'hr:1')], { total: 3, isLast: false, next: 0 });
		const { exchange, sent } = server(...Array<string>(20).fill(same));
		expect(await allItems(exchange, options)).toEqual([link('a', '1')]);
		expect(sent).toHaveLength(4);
	});

	it('end with a page that is empty, and go on where a server names no offset', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1'), linked('b', 'hr:2')], { total: 2, isLast: false }),
			page([], { total: 2, isLast: false }),
		);
		expect(await allItems(exchange, options)).toHaveLength(2);
		expect(offsets(sent)).toEqual([0, 2]);
	});

	it('are asked for in smaller pages where the policy allows no more', async () => {
		const code = 'ErrorExceededFindCountLimit';
		const policy = '<m:MessageXml><t:Value Name="PolicyLimit">300</t:Value></m:MessageXml>';
		const { exchange, sent } = server(
			failure('FindItem', code),
			failure('FindItem', code, policy),
			page([linked('a', 'hr:1')], { total: 1, isLast: true }),
		);
		expect(await allItems(exchange, options)).toEqual([link('a', '1')]);
		const sizes = sent.flatMap(({ request }) => elements(request, 'm:IndexedPageItemView'));
		expect(sizes.map(({ attributes }) => attributes.MaxEntriesReturned)).toEqual([
			'1000',
			'500',
			'300',
		]);
	});

	it('are given up where the server refuses even a single one', async () => {
		const { exchange, sent } = answeringExchange(() => [
			failure('FindItem', 'ErrorExceededFindCountLimit'),
		]);
		await expect(allItems(exchange, options)).rejects.toMatchObject({ code: 'limit' });
		expect(sent).toHaveLength(10);
	});

	it('are given up, with what to do, where new ones come for ever', async () => {
		let made = 0;
		const { exchange, sent } = answeringExchange(() => [
			page(
				Array.from({ length: 1000 }, () => linked(`i${made}`, `hr:${made++}`)),
				{ total: 3, isLast: false },
			),
		]);
		await expect(allItems(exchange, options)).rejects.toMatchObject({
			code: 'malformedResponse',
			message: expect.stringContaining('has 3 items'),
			command: expect.stringContaining(`New-MailboxRepairRequest -Mailbox '${target.mailbox}'`),
			details: { mailbox: target.mailbox },
		});
		expect(sent).toHaveLength(11);
	});

	it('are none in an empty calendar', async () => {
		const { exchange, sent } = server(page([], { total: 0, isLast: true }));
		expect(await allItems(exchange, options)).toEqual([]);
		expect(sent).toHaveLength(1);
	});
});

describe('the items of some ids', () => {
	const ids = (count: number) => Array.from({ length: count }, (_, index) => `e${index}`);

	it('are asked for fifty at a time, and are those in the same case alone', async () => {
		const { exchange, sent } = searchingServer([
			['a', 'hr:e0'],
			['b', 'hr:E1'],
			['c', 'hr:e50'],
		]);
		expect(await itemsOfIds(exchange, options, ids(51))).toEqual([
			link('a', 'e0'),
			link('c', 'e50'),
		]);
		// Forty-nine of the first fifty were not found: a search that was cut would look just so.
		expect(sent.map((one) => constants(one).length)).toEqual([50, 1, 49]);
		expect(constants(sent[1])).toEqual([externalKey('hr', 'e50')]);
		expect(elements(sent[0].request, 't:IsEqualTo')).toHaveLength(50);
		const [view] = elements(sent[0].request, 'm:IndexedPageItemView');
		expect(view.attributes.MaxEntriesReturned).toBe('200');
	});

	it.each([1, 7, 49])(
		'are all found by a server that gives %i results of a search',
		async (limit) => {
			const items = ids(120).map((id): [string, string] => [`item-${id}`, `hr:${id}`]);
			const { exchange } = searchingServer(items, limit);
			const found = await itemsOfIds(exchange, options, [...ids(120), 'new']);
			expect(found.map(({ externalId }) => externalId).sort()).toEqual(ids(120).sort());
		},
	);

	it('cost nothing more where all, or none, are found', async () => {
		const all = searchingServer(ids(60).map((id) => [`item-${id}`, `hr:${id}`]));
		expect(await itemsOfIds(all.exchange, options, ids(60))).toHaveLength(60);
		expect(all.sent).toHaveLength(2);
		const none = searchingServer([]);
		expect(await itemsOfIds(none.exchange, options, ids(60))).toEqual([]);
		expect(none.sent).toHaveLength(2);
		expect(await itemsOfIds(none.exchange, options, [])).toEqual([]);
		expect(none.sent).toHaveLength(2);
	});

	it('come all where there are several of one', async () => {
		const { exchange } = searchingServer([
			['a', 'hr:e0'],
			['b', 'hr:e0'],
		]);
		expect(await itemsOfIds(exchange, options, ['e0'])).toEqual([link('a', 'e0'), link('b', 'e0')]);
	});

	describe('where they are many', () => {
		const many = ids(201);
		const listing = (total: number, listed: number) =>
			answeringExchange((sent) => {
				if (sent.operation === 'GetFolder') return [folderOf(total)];
				const isSearch = constants(sent).length > 0;
				const [{ attributes }] = elements(sent.request, 'm:IndexedPageItemView');
				const shown = isSearch || attributes.Offset !== '0' ? [] : ids(listed);
				return [
					page(
						shown.map((id) => linked(`item-${id}`, `hr:${id}`)),
						{ total: shown.length, isLast: true },
					),
				];
			});
		const searches = ({ sent }: ReturnType<typeof listing>) =>
			sent.filter((one) => constants(one).length > 0).length;

		it('are taken from a list of the calendar that is whole', async () => {
			const calendar = listing(300, 300);
			const found = await itemsOfIds(calendar.exchange, options, many);
			expect(found.map(({ externalId }) => externalId)).toEqual(many);
			expect(searches(calendar)).toBe(0);
		});

		it('are asked for by their keys where the folder has more than the list shows', async () => {
			const calendar = listing(301, 300);
			expect(await itemsOfIds(calendar.exchange, options, many)).toEqual([]);
			expect(searches(calendar)).toBe(5);
		});

		it.each([
			[3999, 0],
			[4000, 5],
		])(
			'are asked for by their keys where that is quicker: %i items, %i searches',
			async (total, times) => {
				const calendar = listing(total, 0);
				await itemsOfIds(calendar.exchange, options, many);
				// The list of the first lacks what the folder has, so that keys are asked as well.
				expect(searches(calendar)).toBe(5);
				expect(calendar.sent.filter(({ operation }) => operation === 'FindItem').length - 5).toBe(
					times === 0 ? 1 : 0,
				);
			},
		);
	});
});

describe('ids that this run created', () => {
	const many = Array.from({ length: 201 }, (_, index) => `e${index}`);
	const createdAt = (ms: number) =>
		`<t:DateTimeCreated>${new Date(Date.UTC(2026, 10, 23, 10) + ms).toISOString()}</t:DateTimeCreated>`;
	interface Made {
		id: string;
		key: string;
		/** Milliseconds, from the first creation. */
		at: number;
	}
	const own: Made[] = many.map((id, index) => ({ id, key: `hr:${id}`, at: index * 10 }));
	const old: Made[] = Array.from({ length: 3000 }, (_, index) => ({
		id: `old${index}`,
		key: '',
		at: -3_600_000 - index,
	}));
	const theirs: Made = { id: 'theirs', key: 'hr:e7', at: 1_000 };

	/** A calendar that sorts as asked, unless it is told not to. */
	function sorting(there: Made[], { sorts = true, lists = there.length } = {}) {
		return answeringExchange((sent) => {
			if (sent.operation === 'GetFolder') return [folderOf(there.length)];
			const keys = constants(sent);
			const isSorted = sorts && elements(sent.request, 'm:SortOrder').length > 0;
			const order = isSorted ? [...there].sort((a, b) => b.at - a.at) : there;
			const found = keys.length > 0 ? order.filter(({ key }) => keys.includes(key)) : order;
			const shown = keys.length > 0 ? found : found.slice(0, lists);
			const [{ attributes }] = elements(sent.request, 'm:IndexedPageItemView');
			const from = Number(attributes.Offset);
			const some = shown.slice(from, from + Number(attributes.MaxEntriesReturned));
			const isLast = from + some.length >= shown.length;
			const items = some.map(({ id, key, at }) =>
				calendarItem(id, `key-${id}`, extendedProperty(externalKeyProperty, key) + createdAt(at)),
			);
			return [page(items, { total: shown.length, isLast, next: from + some.length })];
		});
	}
	const created = { ids: many, lookedAgoMs: 60_000 };
	const timesOfE7 = (found: Array<{ externalId?: string }>) =>
		found.filter(({ externalId }) => externalId === 'e7').length;
	const searches = ({ sent }: ReturnType<typeof sorting>) =>
		sent.filter((one) => constants(one).length > 0).length;

	it('are looked for among the newest items, with what others created at the same time', async () => {
		const calendar = sorting([...old, ...own, theirs]);
		const found = await itemsOfIds(calendar.exchange, options, many, { created });
		expect([found.length, timesOfE7(found)]).toEqual([202, 2]);
		expect(calendar.sent.map(({ operation }) => operation)).toEqual(['FindItem']);
	});

	it('are looked for back to the time when the run looked', async () => {
		const meanwhile = old.map((one, index) => ({ ...one, at: -1_000 - index * 10 }));
		const before = old.map((one) => ({ ...one, id: `before-${one.id}` }));
		const calendar = sorting([...before, ...own, { ...theirs, at: -59_000 }, ...meanwhile]);
		const found = await itemsOfIds(calendar.exchange, options, many, { created });
		expect(timesOfE7(found)).toBe(2);
		expect(offsets(calendar.sent)).toEqual([0, 1000, 2000, 3000]);
	});

	it('are looked for in the whole list where the server does not sort', async () => {
		const calendar = sorting([...own, ...old, theirs], { sorts: false });
		const found = await itemsOfIds(calendar.exchange, options, many, { created });
		expect(timesOfE7(found)).toBe(2);
	});

	it('are looked for by their keys where the list lacks one of them', async () => {
		const calendar = sorting([...own.slice(1), theirs, ...old]);
		expect(timesOfE7(await itemsOfIds(calendar.exchange, options, many, { created }))).toBe(2);
		expect(calendar.sent.length).toBeGreaterThan(1);
		const cut = sorting([...own, theirs, ...old], { lists: 200 });
		expect(timesOfE7(await itemsOfIds(cut.exchange, options, many, { created }))).toBe(2);
		expect(searches(cut)).toBeGreaterThan(0);
	});

	it('are looked for by their keys where all is new, and the list lacks what the folder has', async () => {
		const calendar = sorting([...own, { ...theirs, at: -1 }], { lists: 201 });
		expect(timesOfE7(await itemsOfIds(calendar.exchange, options, many, { created }))).toBe(2);
		const whole = sorting([...own, { ...theirs, at: -1 }]);
		expect(timesOfE7(await itemsOfIds(whole.exchange, options, many, { created }))).toBe(2);
		expect(searches(whole)).toBe(0);
	});

	it('are not listed again where a list that lacks them was whole', async () => {
		const calendar = sorting(old);
		expect(await itemsOfIds(calendar.exchange, options, many, { listed: 3000 })).toEqual([]);
		expect(calendar.sent.map(({ operation }) => operation)).toEqual(['GetFolder']);
		const cut = sorting([...old, theirs]);
		expect(timesOfE7(await itemsOfIds(cut.exchange, options, many, { listed: 3000 }))).toBe(1);
	});
});

function folderOf(total: number): string {
	return `<m:GetFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Folders><t:CalendarFolder><t:FolderId Id="f" ChangeKey="k"/><t:TotalCount>${total}</t:TotalCount></t:CalendarFolder></m:Folders></m:GetFolderResponseMessage>`;
}
