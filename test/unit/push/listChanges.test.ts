import type { Exchange } from '../../../exchange/connection';
import { twoWayReads } from '../../../exchange/push/carryOut/listChanges';
import { externalKeyProperty } from '../../../exchange/push/plan/link';
import {
	answeringExchange,
	calendarItem,
	elements,
	extendedProperty,
	failure,
	idsIn,
	success,
} from './answeringExchange';

const mailbox = 'alice@enyoi.example';
const options = { mailbox, source: 'hr', folder: { id: 'folder' } };
const keyed = (key: string) => extendedProperty(externalKeyProperty, key);

const times = '<t:Start>2026-12-01T09:00:00Z</t:Start><t:End>2026-12-01T10:00:00Z</t:End>';
const start = Date.parse('2026-12-01T09:00:00Z');
const outline = { changeKey: 'key', start, end: start + 3_600_000 };

describe('outlines of items', () => {
	const items: Record<string, string> = {
		plain: times,
		withUid: `${times}<t:UID>uid</t:UID>`,
		linked: `${keyed('hr:1')}${times}`,
		ofAnother: `${keyed('crm:1')}${times}`,
	};

	async function read(...ids: string[]) {
		const { exchange, sent } = answeringExchange((one) =>
			idsIn(one).map((id) => {
				if (id === 'gone') return failure('GetItem', 'ErrorItemNotFound');
				if (id === 'refused') return failure('GetItem', 'ErrorAccessDenied');
				return success('GetItem', calendarItem(id, 'key', items[id]));
			}),
		);
		return { found: await twoWayReads(exchange, options).outlines(ids), sent };
	}

	it('have where, when and whose they are', async () => {
		const { found } = await read('plain', 'withUid', 'linked', 'ofAnother');
		expect([...found]).toEqual([
			['plain', outline],
			['withUid', { ...outline, iCalUId: 'uid' }],
			['linked', { ...outline, externalId: '1' }],
			['ofAnother', outline],
		]);
	});

	it('are missing of what is gone, and say of the others that they are hidden', async () => {
		const { found } = await read('gone', 'refused', 'plain');
		expect([...found]).toEqual([
			['refused', 'hidden'],
			['plain', outline],
		]);
	});

	it('are taken in while others get the event loop', async () => {
		const { exchange } = answeringExchange((one) =>
			idsIn(one).map((id) => success('GetItem', calendarItem(id, 'key', times))),
		);
		const next = jest.fn(async () => await Promise.resolve());
		const turns = { isOver: true, next, takePlace: () => 1 } as unknown as Exchange['turns'];
		const ids = Array.from({ length: 5 }, (_, number) => `item ${number}`);
		const reads = twoWayReads({ ...exchange, turns }, options);
		await reads.outlines(ids);
		// And once for each slice of the answer.
		expect(next.mock.calls.length).toBeGreaterThanOrEqual(ids.length + 1);
	});

	it('are read without any content', async () => {
		const { sent } = await read('plain');
		const { request } = sent[0];
		expect(elements(request, 't:BaseShape')[0].text).toBe('IdOnly');
		expect(
			elements(request, 't:FieldURI')
				.map(({ attributes }) => attributes.FieldURI)
				.sort(),
		).toEqual(
			[
				'calendar:End',
				'calendar:IsCancelled',
				'calendar:IsMeeting',
				'calendar:MyResponseType',
				'calendar:Recurrence',
				'calendar:Start',
				'calendar:UID',
				'calendar:LastOccurrence',
				'item:Sensitivity',
			].sort(),
		);
	});
});

it('changed items are listed from the state that is given, without any content', async () => {
	const { exchange, sent } = answeringExchange(() => [
		'<m:SyncFolderItemsResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:SyncState>next</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes/></m:SyncFolderItemsResponseMessage>',
	]);
	const page = await twoWayReads(exchange, options).changedItems('before');
	expect(page).toMatchObject({ syncState: 'next' });
	const { request } = sent[0];
	expect(elements(request, 't:BaseShape')[0].text).toBe('IdOnly');
	expect(elements(request, 'm:SyncState')[0].text).toBe('before');
	expect(elements(request, 'm:MaxChangesReturned')[0].text).toBe('512');
	expect(elements(request, 't:FolderId')[0].attributes.Id).toBe('folder');
});
