import fc from 'fast-check';
import { KnownItems } from '../../../../exchange/changes/position/known';
import { RowIndex } from '../../../../exchange/changes/position/rowIndex';

describe('an index of rows', () => {
	it('finds, changes and forgets like a Map', () => {
		// Few keys that differ in their high bits alone, so that they meet in the same slots.
		const key = fc.nat(40).map((n) => (n % 4) + Math.floor(n / 4) * 2 ** 40);
		const step = fc.record({ key, row: fc.option(fc.nat(1e6), { nil: undefined }) });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
				const index = new RowIndex();
				const map = new Map<number, number>();
				for (const { key, row } of steps) {
					if (row === undefined) index.delete(key);
					else index.set(key, row);
					if (row === undefined) map.delete(key);
					else map.set(key, row);
					expect(index.get(key)).toBe(map.get(key));
				}
				for (let n = 0; n <= 40; n++) {
					const key = (n % 4) + Math.floor(n / 4) * 2 ** 40;
					expect(index.get(key)).toBe(map.get(key));
				}
			}),
		);
	});

	it('ends its search although every slot was used once', () => {
		const index = new RowIndex();
		for (let key = 0; key < 10_000; key++) {
			index.set(key, key);
			index.delete(key);
			expect(index.get(key)).toBeUndefined();
		}
	});
});

describe('known items', () => {
	it('are found by any of their ids and by UID and instance, until they are removed', () => {
		const known = new KnownItems();
		const series = known.add({ ids: [1, 2], uid: 'series' });
		const visit = known.add({ ids: [3], uid: 'series', instance: 86_400_000 });
		expect(known.byId(2)?.row).toBe(series.row);
		expect(known.byUid('series')?.row).toBe(series.row);
		expect(known.byUid('series', 86_400_000)?.row).toBe(visit.row);
		expect(known.byUid('series', 1)).toBeUndefined();
		known.addId(visit, 4);
		known.removeId(visit, 3);
		expect([known.byId(3), known.byId(4)?.ids]).toEqual([undefined, [4]]);
		known.remove(series);
		expect([known.byId(1), known.byUid('series')]).toEqual([undefined, undefined]);
		expect([...known.values()].map(({ row }) => row)).toEqual([visit.row]);
		expect(known.size).toBe(1);
	});

	it('without UID keep the name of the id that they lost last', () => {
		const known = new KnownItems();
		const item = known.add({ ids: [0xfe01], uid: '' });
		const key = item.key();
		known.removeId(item, 0xfe01);
		expect(item.ids).toEqual([]);
		expect(item.key()).toBe(key);
		expect(key).toBe('item:01fe00000000');
	});
});
