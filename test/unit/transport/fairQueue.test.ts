import fc from 'fast-check';
import { FairQueue } from '../../../exchange/transport/fairQueue';

it('lets the owners take turns', () => {
	const queue = new FairQueue<string>();
	for (const entry of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.push(entry[0], entry);
	const order = Array.from({ length: 6 }, () => queue.shift());
	expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
	expect(queue.shift()).toBeUndefined();
});

it('forgets what was taken out', () => {
	const queue = new FairQueue<string>();
	queue.push('a', 'a1');
	queue.push('a', 'a2');
	expect(queue.remove('a', 'a1')).toBe(true);
	expect(queue.remove('a', 'a1')).toBe(false);
	expect(queue.length).toBe(1);
	expect(queue.shift()).toBe('a2');
});

it('goes on with the next owner when the last of one was taken out', () => {
	const queue = new FairQueue<string>();
	queue.push('a', 'a1');
	queue.push('b', 'b1');
	expect(queue.remove('a', 'a1')).toBe(true);
	expect(queue.shift()).toBe('b1');
	expect(queue.length).toBe(0);
});

it('takes nothing out of a owner that it does not know', () => {
	const queue = new FairQueue<string>();
	queue.push('a', 'a1');
	expect(queue.remove('b', 'a1')).toBe(false);
	expect(queue.length).toBe(1);
});

it('gives back everything once, in order within a owner', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (owners) => {
			const queue = new FairQueue<{ owner: number; index: number }>();
			owners.forEach((owner, index) => queue.push(String(owner), { owner, index }));
			const out = owners.map(() => queue.shift()!);
			expect(queue.length).toBe(0);
			expect(out.map(({ index }) => index).sort((a, b) => a - b)).toEqual(owners.map((_, i) => i));
			for (const owner of new Set(owners)) {
				const indexes = out.filter((entry) => entry.owner === owner).map(({ index }) => index);
				expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
			}
		}),
	);
});
