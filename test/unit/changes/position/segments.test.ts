import { packSegment, unpackSegment } from '../../../../exchange/changes/position/segments';

it.each([0, 100, 65_536, 65_537, 3_000_000])(
	'gives back content of %i bytes that takes few when it is compressed',
	async (length) => {
		const content = Buffer.alloc(length, 'n');
		const packed = await packSegment([content]);
		expect(packed.length).toBeLessThan(5_000);
		expect(content.equals(await unpackSegment(packed))).toBe(true);
	},
);
