import { mapConcurrently } from '../../../exchange/concurrency';

const turns = async (count: number) => {
	for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

it('gives results in the order of the inputs, whoever is done first', async () => {
	const results = await mapConcurrently([5, 1, 3, 0], 3, async (count) => {
		await turns(count);
		return `after ${count}`;
	});

	expect(results).toEqual(['after 5', 'after 1', 'after 3', 'after 0']);
});

it('runs no more than the limit at a time', async () => {
	let running = 0;
	let most = 0;
	await mapConcurrently([1, 2, 3, 4, 5, 6, 7], 3, async (count) => {
		most = Math.max(most, ++running);
		await turns(count);
		running--;
	});

	expect(most).toBe(3);
});

it('starts nothing more after a failure', async () => {
	const started: number[] = [];
	const failing = mapConcurrently([1, 2, 3, 4, 5], 2, async (number) => {
		started.push(number);
		await turns(number);
		if (number === 1) throw new Error('first');
	});

	await expect(failing).rejects.toThrow('first');
	await turns(5);
	expect(started).toEqual([1, 2]);
});

it('takes an empty list, and results that are undefined', async () => {
	expect(await mapConcurrently([], 4, async () => 1)).toEqual([]);
	expect(await mapConcurrently([1, 2], 1, async () => undefined)).toEqual([undefined, undefined]);
});
