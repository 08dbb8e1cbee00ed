import type { IExecuteFunctions } from 'n8n-workflow';
import { ExchangeError } from '../../../exchange/errors';
import { ItemResults, type ItemResultsOptions } from '../../../nodes/shared/itemResults';

const node = {
	id: '1',
	name: 'Exchange',
	type: 'test',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

interface Run extends ItemResultsOptions {
	type?: string;
	goesOn?: boolean;
	items?: number;
	cancelled?: AbortSignal;
}

function start({
	goesOn = false,
	items = 0,
	cancelled,
	type = node.type,
	...options
}: Run = {}): ItemResults {
	const context: Partial<IExecuteFunctions> = {
		continueOnFail: () => goesOn,
		getExecutionCancelSignal: () => cancelled,
		getInputData: () => Array.from({ length: items }, () => ({ json: {} })),
		getNode: () => ({ ...node, type }) as ReturnType<IExecuteFunctions['getNode']>,
	};
	return new ItemResults(context as IExecuteFunctions, options);
}

const broken = (name: string) => new ExchangeError('server', `${name} is broken`);

const cancellation = new ExchangeError('cancelled', 'The request was cancelled');

const inputs = (count: number) => Array.from({ length: count }, (_, item) => ({ item }));

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

describe('outputs', () => {
	it('have the items in their order, whenever they came, each output its own', () => {
		const results = start();
		results.add(2, { name: 'c' });
		results.add(0, { name: 'a' }, 1);
		results.add(0, { name: 'b' });
		results.add(2, { name: 'd' });

		expect(results.outputs(3)).toEqual([
			[
				{ json: { name: 'b' }, pairedItem: { item: 0 } },
				{ json: { name: 'c' }, pairedItem: { item: 2 } },
				{ json: { name: 'd' }, pairedItem: { item: 2 } },
			],
			[{ json: { name: 'a' }, pairedItem: { item: 0 } }],
			[],
		]);
	});

	it('have what came of several items in the place of the first', () => {
		const results = start();
		results.add(1, { name: 'b' });
		results.add([0, 2], { name: 'a' });

		expect(results.outputs(1)[0]).toEqual([
			{ json: { name: 'a' }, pairedItem: [{ item: 0 }, { item: 2 }] },
			{ json: { name: 'b' }, pairedItem: { item: 1 } },
		]);
	});
});

it('hands all to a model in one output, also where n8n does not say that the node is a tool', () => {
	const results = start({ type: 'test.syncCalendarItemsTool', goesOn: true, failedOutput: 2 });
	results.add(1, { name: 'c' });
	results.add(0, { name: 'b' }, 1);
	results.add(0, { name: 'a' });
	results.fail(2, broken('d'));

	const [all, ...others] = results.outputs(3);
	expect(all.map(({ json }) => json.name ?? json.error)).toEqual(['a', 'b', 'c', 'd is broken']);
	expect(others).toEqual([]);
});

it('says what is said over the output to a model, too', () => {
	const of = (type: string) => {
		const results = start({ type });
		results.add(0, { name: 'a' });
		results.tell('Look out');
		return results.outputs(1)[0].map(({ json }) => json);
	};

	expect(of('test.exchangeCalendarTool')).toEqual([{ name: 'a' }, { hint: 'Look out' }]);
	expect(of('test.exchangeCalendar')).toEqual([{ name: 'a' }]);
});

describe('a node that goes on after errors', () => {
	it('has each failed item in its place, with what is known of it', () => {
		const results = start({ goesOn: true });
		results.add(1, { name: 'b' });
		results.fail(0, broken('a'), { tried: 2 });

		expect(results.stopsNode).toBe(false);
		expect(results.outputs(1)[0]).toEqual([
			{
				json: { error: 'a is broken', details: { code: 'server', tried: 2 } },
				pairedItem: { item: 0 },
			},
			{ json: { name: 'b' }, pairedItem: { item: 1 } },
		]);
	});

	it('has them on the output that is meant for them', () => {
		const results = start({ goesOn: true, failedOutput: 1 });
		results.fail(0, broken('a'));

		expect(results.outputs(2).map((output) => output.length)).toEqual([0, 1]);
	});

	it.each([false, true])('stops when the execution was cancelled (at once: %s)', (stopsAtOnce) => {
		const results = start({ goesOn: true, stopsAtOnce });
		results.fail(0, broken('a'));
		results.fail(1, cancellation);

		expect(() => results.throwIfStopped()).toThrow(cancellation.message);
		expect(() => results.outputs(1)).toThrow(cancellation.message);
	});
});

describe('a node that stops at errors', () => {
	it('names the first item that failed when all is done', () => {
		const results = start();
		results.throwIfStopped();
		results.fail(2, broken('c'));
		results.fail(1, broken('b'));
		results.fail(3, broken('d'));

		expect(results.stopsNode).toBe(true);
		expect(results.signal.aborted).toBe(false);
		expect(() => results.outputs(1)).toThrow(
			expect.objectContaining({ message: 'b is broken', context: { itemIndex: 1 } }),
		);
	});

	it('says that the execution was cancelled rather than what else failed', () => {
		const results = start();
		results.fail(0, broken('a'));
		results.fail(1, cancellation);

		expect(() => results.outputs(1)).toThrow(cancellation.message);
	});

	it('blames no item for what its stop at once makes fail', () => {
		const results = start({ stopsAtOnce: true });
		results.fail(2, broken('c'));
		expect(results.signal.aborted).toBe(true);
		results.fail(0, cancellation);
		results.fail(1, broken('b'));

		expect(() => results.throwIfStopped()).toThrow('c is broken');
	});
});

describe('one bad item among many of a node that stops at once', () => {
	const aborted = () =>
		Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });

	it.each([0, 1, 2, 3, 4])(
		'is the one to blame, whatever order the others fail in (%i)',
		async (bad) => {
			for (const order of [
				[0, 1, 2, 3, 4],
				[4, 3, 2, 1, 0],
				[2, 4, 0, 3, 1],
			]) {
				const results = start({ stopsAtOnce: true });
				const done = results.forEach(inputs(5), 5, async ({ item }) => {
					if (item === bad) {
						await turn();
						throw broken(`mailbox ${item}`);
					}
					await new Promise((resolve) => results.signal.addEventListener('abort', resolve));
					for (let turns = 0; turns < order.indexOf(item); turns++) await turn();
					throw item % 2 === 0 ? aborted() : cancellation;
				});
				await done;
				expect(() => results.outputs(1)).toThrow(`mailbox ${bad} is broken`);
			}
		},
	);
});

it.each([false, true])(
	'passes on that the execution was cancelled (at once: %s)',
	(stopsAtOnce) => {
		const stop = new AbortController();
		const { signal } = start({ stopsAtOnce, cancelled: stop.signal });
		expect(signal.aborted).toBe(false);

		stop.abort();

		expect(signal.aborted).toBe(true);
	},
);

describe('reading', () => {
	const readOdd = (item: number) => {
		if (item % 2 === 0) throw broken(String(item));
		return { item };
	};

	it('leaves out items that can not be read', () => {
		const results = start({ goesOn: true, items: 4 });

		expect(results.readEach(readOdd)).toEqual([{ item: 1 }, { item: 3 }]);
		expect(results.outputs(1)[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 2 },
		]);
	});

	it('blames the first of them', () => {
		const results = start({ stopsAtOnce: true, items: 4 });
		results.readEach(readOdd);

		expect(() => results.throwIfStopped()).toThrow('0 is broken');
	});
});

describe('a step for each item', () => {
	it('gives the results of those that succeed, in their order', async () => {
		const results = start({ goesOn: true });

		const done = await results.forEach(inputs(4), 2, async ({ item }) => {
			for (let turns = item; turns < 4; turns++) await turn();
			if (item === 2) throw broken('c');
			return item === 3 ? undefined : [item];
		});

		expect(done).toEqual([[0], [1], undefined]);
		expect(results.outputs(1)[0]).toMatchObject([{ json: { error: 'c is broken' } }]);
	});

	it('runs for no more items at a time than the limit', async () => {
		let underWay = 0;
		const seen: number[] = [];

		await start().forEach(inputs(5), 2, async () => {
			seen.push(++underWay);
			await turn();
			underWay--;
		});

		expect(Math.max(...seen)).toBe(2);
	});

	it.each([
		[false, [0, 1, 2, 3]],
		[true, [0, 1]],
	])('runs for none after the node has stopped at once (%s)', async (stopsAtOnce, expected) => {
		const results = start({ stopsAtOnce });
		const begun: number[] = [];

		const done = await results.forEach(inputs(4), 2, async ({ item }) => {
			begun.push(item);
			if (item === 0) throw broken('a');
			await turn();
			return item;
		});
		await results.forEach(inputs(1), 1, async () => void begun.push(9));

		expect(begun).toEqual(stopsAtOnce ? expected : [...expected, 9]);
		expect(done).toEqual(expected.slice(1));
		expect(() => results.throwIfStopped()).toThrow('a is broken');
	});
});
