import { setImmediate as turn } from 'node:timers/promises';
import { mapInOrder } from '../../../exchange/concurrency';

async function* numbers(count: number) {
	for (let number = 0; number < count; number++) yield number;
}

/** Calls that stay under way until they are settled by hand. */
function calls() {
	const underWay: Array<{ resolve(result: string): void; reject(error: Error): void }> = [];
	const map = async () =>
		await new Promise<string>((resolve, reject) => underWay.push({ resolve, reject }));
	return { underWay, map };
}

async function list<T>(source: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const entry of source) all.push(entry);
	return all;
}

describe('mapping in order', () => {
	it('hands the results out in the order of the source, whichever is ready first', async () => {
		const { underWay, map } = calls();
		const results = list(mapInOrder(numbers(3), 3, map));
		await turn();
		for (const place of [2, 0, 1]) underWay[place].resolve(`result ${place}`);
		expect(await results).toEqual(['result 0', 'result 1', 'result 2']);
	});

	it('takes no more from the source than may be under way', async () => {
		const { underWay, map } = calls();
		const results = list(mapInOrder(numbers(4), 2, map));
		await turn();
		expect(underWay).toHaveLength(2);
		underWay[1].resolve('1');
		await turn();
		expect(underWay).toHaveLength(2);
		underWay[0].resolve('0');
		await turn();
		expect(underWay).toHaveLength(4);
		underWay[2].resolve('2');
		underWay[3].resolve('3');
		expect(await results).toEqual(['0', '1', '2', '3']);
	});

	it('ends without results when the source is empty', async () => {
		expect(await list(mapInOrder(numbers(0), 2, async () => 'never'))).toEqual([]);
	});

	it.each([0, 1, 2])(
		'ends with the error of call %i, and no other error goes unhandled',
		async (place) => {
			const unhandled: unknown[] = [];
			const note = (error: unknown) => void unhandled.push(error);
			process.on('unhandledRejection', note);
			try {
				const { underWay, map } = calls();
				const results = list(mapInOrder(numbers(3), 3, map));
				const outcome = results.catch((error: Error) => error.message);
				await turn();
				// Later calls fail first, while the consumer waits for an earlier one.
				for (let later = 2; later >= place; later--) {
					underWay[later].reject(new Error(`call ${later}`));
					await turn();
				}
				for (let earlier = 0; earlier < place; earlier++) underWay[earlier].resolve('fine');
				expect(await outcome).toBe(`call ${place}`);
				await turn();
				expect(unhandled).toEqual([]);
			} finally {
				process.off('unhandledRejection', note);
			}
		},
	);

	it('ends with the error of the source, which does not go unhandled either', async () => {
		async function* failing() {
			yield 1;
			throw new Error('the source');
		}
		const results = list(mapInOrder(failing(), 3, async () => 'fine'));
		await expect(results).rejects.toThrow('the source');
	});

	it('closes the source when its consumer leaves, without waiting for it', async () => {
		let isClosed = false;
		async function* endless() {
			try {
				for (let number = 0; ; number++) yield number;
			} finally {
				isClosed = true;
			}
		}
		for await (const result of mapInOrder(endless(), 2, async (number) => number)) {
			expect(result).toBe(0);
			break;
		}
		await turn();
		expect(isClosed).toBe(true);
	});
});
