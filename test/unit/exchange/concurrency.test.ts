import { mapConcurrently, mapInOrder } from '../../../exchange/concurrency';

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

describe('mapInOrder', () => {
	async function* numbers(count: number, taken: number[] = []) {
		for (let number = 0; number < count; number++) {
			taken.push(number);
			yield number;
		}
	}

	it('hands results out in the order of the source, and takes no more than it has room for', async () => {
		const taken: number[] = [];
		const results: number[] = [];
		let running = 0;
		let most = 0;
		const mapped = mapInOrder(numbers(7, taken), 3, async (number) => {
			most = Math.max(most, ++running);
			await turns(7 - number);
			running--;
			return number * 10;
		});
		for await (const result of mapped) {
			results.push(result);
			expect(taken.length).toBeLessThanOrEqual(results.length + 3);
		}

		expect(results).toEqual([0, 10, 20, 30, 40, 50, 60]);
		expect(most).toBe(3);
	});

	it('ends with the first error in order; an error behind it is not unhandled', async () => {
		const unhandled: unknown[] = [];
		const note = (reason: unknown) => unhandled.push(reason);
		process.on('unhandledRejection', note);
		try {
			const mapped = mapInOrder(numbers(3), 3, async (number) => {
				await turns(3 - number);
				throw new Error(`number ${number}`);
			});
			await expect(mapped.next()).rejects.toThrow('number 0');
			await turns(10);
			expect(unhandled).toEqual([]);
		} finally {
			process.off('unhandledRejection', note);
		}
	});

	it('ends its source when nobody wants more', async () => {
		let isEnded = false;
		async function* source() {
			try {
				yield* numbers(100);
			} finally {
				isEnded = true;
			}
		}
		for await (const result of mapInOrder(source(), 2, async (number) => number)) {
			expect(result).toBe(0);
			break;
		}
		await turns(3);

		expect(isEnded).toBe(true);
	});
});
