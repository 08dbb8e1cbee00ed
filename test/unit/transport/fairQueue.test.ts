import fc from 'fast-check';
import { FairQueue } from '../../../exchange/transport/fairQueue';

it('lets the lanes take turns', () => {
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

it('goes on with the next lane when the last of one was taken out', () => {
	const queue = new FairQueue<string>();
	queue.push('a', 'a1');
	queue.push('b', 'b1');
	expect(queue.remove('a', 'a1')).toBe(true);
	expect(queue.shift()).toBe('b1');
	expect(queue.length).toBe(0);
});

it('takes nothing out of a lane that it does not know', () => {
	const queue = new FairQueue<string>();
	queue.push('a', 'a1');
	expect(queue.remove('b', 'a1')).toBe(false);
	expect(queue.length).toBe(1);
});

it('gives back everything once, in order within a lane', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (lanes) => {
			const queue = new FairQueue<{ lane: number; index: number }>();
			lanes.forEach((lane, index) => queue.push(String(lane), { lane, index }));
			const out = lanes.map(() => queue.shift()!);
			expect(queue.length).toBe(0);
			expect(out.map(({ index }) => index).sort((a, b) => a - b)).toEqual(lanes.map((_, i) => i));
			for (const lane of new Set(lanes)) {
				const indexes = out.filter((entry) => entry.lane === lane).map(({ index }) => index);
				expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
			}
		}),
	);
});
