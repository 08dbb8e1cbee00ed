import { batchesOf } from '../../../exchange/batches';

it.each([
	[[], []],
	[[1], [[1]]],
	[
		[1, 2, 3, 4],
		[
			[1, 2],
			[3, 4],
		],
	],
	[
		[1, 2, 3, 4, 5],
		[[1, 2], [3, 4], [5]],
	],
])('cuts %j in twos', (entries, batches) => {
	expect(batchesOf<number>(entries, 2)).toEqual(batches);
});
