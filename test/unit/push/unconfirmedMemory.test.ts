import { addUnconfirmedMemory, settleMemory } from '../../../exchange/push/plan/unconfirmedMemory';
import { emptyMemory, type TwoWayMemory } from '../../../exchange/push/plan/twoWayMemory';
import { ended, memoryOf, type PlainMemory } from './twoWayPlans';

const source = { subject: 'a' };
const link = { id: 'item', source, reported: {} };

function merged(counted: PlainMemory, unconfirmed: PlainMemory): TwoWayMemory {
	const memory = memoryOf(counted);
	ended(addUnconfirmedMemory(memory, memoryOf(unconfirmed)));
	return memory;
}

describe('what was told and never confirmed', () => {
	it('is in doubt of a linked item where it differs, and its new source counts', () => {
		const { links } = merged(
			{ links: { 1: { ...link, reported: { subject: 'b', location: 'l' } } } },
			{
				links: {
					1: {
						...link,
						source: { subject: 'c' },
						reported: { subject: 'd', location: 'l' },
						otherFields: { body: 'x' },
					},
				},
			},
		);
		expect(links.get('1')).toMatchObject({
			source: { subject: 'c' },
			reported: { subject: 'd', location: 'l' },
			doubts: ['subject', 'body'],
		});
		expect(links.get('1')).not.toHaveProperty('isUnlisted');
	});

	it('is nothing of a linked item that is as before', () => {
		const same = { links: { 1: { ...link, reported: { subject: 'b' } } } };
		expect(merged(same, same).links.get('1')).not.toHaveProperty('doubts');
	});

	it('looks for an item that was linked since, under its new name alone', () => {
		const memory = merged(
			{ others: { item: { changeKey: 'k', reported: 'r' } } },
			{ links: { 1: link } },
		);
		expect(memory.links.get('1')).toMatchObject({ id: 'item', isUnlisted: true });
		expect(memory.others.size).toBe(0);
	});

	it('is in doubt of an item that people brought back, until it is confirmed or the source gives it', () => {
		const back = { links: { 1: { ...link, restored: 'told' as const } } };
		const restored = (counted: PlainMemory, unconfirmed: PlainMemory) =>
			merged(counted, unconfirmed).links.get('1')?.restored;
		expect(restored({}, back)).toBe('doubt');
		expect(restored(back, back)).toBe('told');
		expect(restored(back, { links: { 1: link } })).toBeUndefined();
		const memory = merged({}, back);
		ended(settleMemory(memory));
		expect(memory.links.get('1')?.restored).toBe('told');
	});

	it.each([
		['created', {}, { changeKey: '', reported: 'r', doubt: 'created' }],
		['created', { changeKey: 'k' }, { changeKey: '', reported: 'r', doubt: 'created' }],
		[
			'updated',
			{ changeKey: 'k', reported: 'q' },
			{ changeKey: '', reported: 'q', doubt: 'updated' },
		],
	] as const)('of an item that is not linked is told as %s', (_, before, after) => {
		const counted = 'changeKey' in before ? { others: { item: before } } : {};
		const { others } = merged(counted, { others: { item: { changeKey: 'k', reported: 'r' } } });
		expect(others.get('item')).toMatchObject(after);
	});

	it('is nothing of an item that was not told, or told the same', () => {
		const told = { others: { item: { changeKey: 'k', reported: 'r' } } };
		expect(merged(told, told).others.get('item')).toMatchObject({ changeKey: 'k' });
		expect(merged({}, { others: { item: { changeKey: 'k' } } }).others.size).toBe(0);
	});

	it('is a deletion that is told once more, unless the event is known otherwise', () => {
		const gone = { deleted: { 1: { source, toldId: 'item' } } };
		expect(merged({}, gone).deleted.get('1')).toEqual({ source, id: 'item', isDoubtful: true });
		expect(merged({ links: { 1: link } }, gone).deleted.size).toBe(0);
		const open = { deleted: { 1: { source, id: 'open' } } };
		expect(merged(open, gone).deleted.get('1')).toEqual({ source, id: 'open' });
		expect(merged({}, open).deleted.get('1')).toEqual({ source, id: 'open' });
	});
});

it('is certain once it counts', () => {
	const memory = emptyMemory('scope');
	const place = { changeKey: 'k', start: 1, end: 2 };
	const kind = { isSeries: false, isPrivate: false, isAttendeeCopy: false };
	memory.links.set('1', { ...place, ...kind, ...link, doubts: ['subject'] });
	memory.others.set('here', { ...place, reported: 'r', doubt: 'updated' });
	memory.others.set('gone', { ...place, reported: 'r', doubt: 'created', isGone: true });
	memory.deleted.set('2', { source, toldId: 'item' });
	ended(settleMemory(memory));
	expect(memory.links.get('1')).not.toHaveProperty('doubts');
	expect([...memory.others]).toEqual([['here', { ...place, reported: 'r' }]]);
	expect(memory.deleted.get('2')).toEqual({ source });
});
