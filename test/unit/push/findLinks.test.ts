import { allItems, itemsOfKeys, itemsOfSource } from '../../../exchange/push/carryOut/findLinks';
import { externalKey, linkPropertySet } from '../../../exchange/push/plan/link';
import { answeringExchange, calendarItem, elements, page } from './answeringExchange';

const target = { mailbox: 'alice@enyoi.example' };
const folder = { distinguished: 'calendar' } as const;
const options = { folder, source: 'hr', target };

const linked = (id: string, key: string) =>
	calendarItem(
		id,
		`key-${id}`,
		`<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId="${linkPropertySet}" PropertyName="ExternalKey" PropertyType="String"/><t:Value>${key}</t:Value></t:ExtendedProperty>`,
	);
const link = (id: string, externalId: string) => ({ id, changeKey: `key-${id}`, externalId });

/** Each request gets the next page. */
function server(...pages: string[]) {
	return answeringExchange(() => [pages.shift()!]);
}

const offsets = (sent: ReturnType<typeof server>['sent']) =>
	sent.map(({ request }) =>
		Number(elements(request, 'm:IndexedPageItemView')[0].attributes.Offset),
	);

describe('the items of a source', () => {
	it('come from all pages, without those of other sources', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1'), linked('b', 'hr2:1')], { total: 3, isLast: false, next: 2 }),
			page([linked('c', 'hr:2')], { total: 3, isLast: true }),
		);
		expect(await itemsOfSource(exchange, options)).toEqual([link('a', '1'), link('c', '2')]);
		expect(offsets(sent)).toEqual([0, 2]);
		const { request } = sent[0];
		expect(elements(request, 'm:IndexedPageItemView')[0].attributes.MaxEntriesReturned).toBe(
			'1000',
		);
		expect(elements(request, 't:BaseShape')[0].text).toBe('IdOnly');
		const [shape] = elements(request, 'm:ItemShape');
		expect(
			elements(shape, 't:ExtendedFieldURI').map(({ attributes }) => attributes.PropertyName),
		).toEqual(['ExternalKey']);
		expect(elements(request, 't:DistinguishedFolderId')[0].attributes.Id).toBe('calendar');
		const [contains] = elements(sent[0].request, 't:Contains');
		expect(contains.attributes).toMatchObject({ ContainmentMode: 'Prefixed' });
		expect(elements(contains, 't:Constant')[0].attributes).toEqual({ Value: 'hr:' });
	});

	it('are read again when a page passed one over', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1')], { total: 3, isLast: false, next: 1 }),
			// One was deleted meanwhile and another one made: b was passed over.
			page([linked('d', 'hr:4')], { total: 3, isLast: true }),
			page([linked('b', 'hr:2')], { total: 3, isLast: false, next: 1 }),
			page([linked('c', 'hr:3'), linked('d', 'hr:4')], { total: 3, isLast: true }),
		);
		expect(await itemsOfSource(exchange, options)).toEqual([
			link('b', '2'),
			link('c', '3'),
			link('d', '4'),
		]);
		expect(offsets(sent)).toEqual([0, 1, 0, 1]);
	});

	it('are read again when their number changed between pages', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1')], { total: 3, isLast: false, next: 1 }),
			page([linked('c', 'hr:3')], { total: 2, isLast: true }),
			page([linked('b', 'hr:2'), linked('c', 'hr:3')], { total: 2, isLast: true }),
		);
		expect(await itemsOfSource(exchange, options)).toHaveLength(2);
		expect(sent).toHaveLength(3);
	});

	it('are given up after four attempts', async () => {
		const unsteady = page([linked('a', 'hr:1')], { total: 2, isLast: true });
		const { exchange, sent } = server(...Array<string>(10).fill(unsteady));
		await expect(itemsOfSource(exchange, options)).rejects.toMatchObject({
			code: 'temporarilyUnavailable',
			remedyBy: 'you',
		});
		expect(sent).toHaveLength(4);
	});

	it('end with a page that is empty, and go on where a server names no offset', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1'), linked('b', 'hr:2')], { total: 2, isLast: false }),
			page([], { total: 2, isLast: false }),
		);
		expect(await itemsOfSource(exchange, options)).toHaveLength(2);
		expect(offsets(sent)).toEqual([0, 2]);
	});

	it('are none in an empty calendar', async () => {
		const { exchange } = server(page([], { total: 0, isLast: true }));
		expect(await itemsOfSource(exchange, options)).toEqual([]);
	});
});

describe('the items of some ids', () => {
	it('are asked for fifty at a time, and are those in the same case alone', async () => {
		const ids = Array.from({ length: 51 }, (_, index) => `e${index}`);
		const { exchange, sent } = server(
			page([linked('a', 'hr:e0'), linked('b', 'hr:E1')], { total: 2, isLast: true }),
			page([linked('c', 'hr:e50')], { total: 1, isLast: true }),
		);
		expect(await itemsOfKeys(exchange, options, ids)).toEqual([link('a', 'e0'), link('c', 'e50')]);
		const asked = sent.map(({ request }) =>
			elements(request, 't:Constant').map(({ attributes }) => attributes.Value),
		);
		expect(asked.map(({ length }) => length)).toEqual([50, 1]);
		expect(asked[1]).toEqual([externalKey('hr', 'e50')]);
		expect(elements(sent[0].request, 't:IsEqualTo')).toHaveLength(50);
	});
});

describe('all items', () => {
	it('come without a restriction, with their link if they have one', async () => {
		const { exchange, sent } = server(
			page([linked('a', 'hr:1'), calendarItem('b', 'key-b'), linked('c', 'crm:1')], {
				total: 3,
				isLast: true,
			}),
		);
		expect(await allItems(exchange, options)).toEqual([
			link('a', '1'),
			{ id: 'b', changeKey: 'key-b' },
			{ id: 'c', changeKey: 'key-c' },
		]);
		expect(elements(sent[0].request, 'm:Restriction')).toEqual([]);
	});
});
