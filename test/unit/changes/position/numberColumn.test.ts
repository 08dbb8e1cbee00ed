import { NumberColumn } from '../../../../exchange/changes/position/numberColumn';

const rows = [0, 5, 15, 16, 31, 700, 1_023, 1_024, 5_000];

it.each([
	['in order', rows],
	['from the last one', [...rows].reverse()],
	['from the middle', [700, 0, 5_000, 16, 1_024, 5, 31, 1_023, 15]],
])('keeps a number for each row, filled %s', (_, order) => {
	const column = new NumberColumn(Float64Array, NaN);
	for (const row of order) column.set(row, row * 2);
	expect(order.map((row) => column.get(row))).toEqual(order.map((row) => row * 2));
	const others = [1, 14, 17, 32, 699, 1_022, 1_025, 4_999, 5_001, 100_000];
	expect(others.map((row) => column.get(row))).toEqual(others.map(() => NaN));
	column.clear();
	expect(rows.map((row) => column.get(row))).toEqual(rows.map(() => NaN));
});

it('takes little for few rows', () => {
	const lengths: number[] = [];
	class Counted extends Uint8Array {
		constructor(length: number) {
			super(length);
			lengths.push(length);
		}
	}
	const column = new NumberColumn(Counted, 0);
	for (let row = 0; row < 40; row++) column.set(row, 1);
	expect(lengths).toEqual([16, 32, 64]);
});
