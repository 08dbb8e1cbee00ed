import { Places } from '../../../exchange/watch/places';
import { settled } from '../../support/watch/testClock';

let now: number;
let places: Places;
let entered: string[];
const leave = new Map<string, () => void>();
beforeEach(() => {
	now = 100;
	entered = [];
	places = new Places(4, () => now);
});
const come = async (name: string, at: number, isRetry = false) => {
	void places.run({ at: () => at, isRetry }, async () => {
		entered.push(name);
		await new Promise<void>((resolve) => leave.set(name, resolve));
	});
	await settled();
};
const go = async (name: string) => {
	leave.get(name)?.();
	await settled();
};

it('the earliest comes first', async () => {
	for (const name of ['a', 'b', 'c', 'd']) await come(name, 50);
	await come('late', 70);
	await come('early', 60);
	expect(entered).toEqual(['a', 'b', 'c', 'd']);
	await go('c');
	expect(entered.slice(4)).toEqual(['early']);
	await go('early');
	expect(entered.slice(5)).toEqual(['late']);
});

it('what nothing due waits for has half of the places, and what failed a quarter', async () => {
	for (const name of ['ahead', 'ahead too', 'ahead last']) await come(name, 500);
	for (const name of ['failed', 'failed too']) await come(name, 50, true);
	expect(entered).toEqual(['ahead', 'ahead too', 'failed']);
	for (const name of ['a', 'b']) await come(name, 90);
	expect(entered.slice(3)).toEqual(['a']);
	await go('ahead');
	expect(entered.slice(4)).toEqual(['b']);
	await go('failed');
	expect(entered.slice(5)).toEqual(['ahead last']);
	await go('ahead too');
	expect(entered.slice(6)).toEqual(['failed too']);
	await come('more', 700);
	now = 700;
	await go('b');
	expect(entered.slice(7)).toEqual(['more']);
});

it('what failed comes in the order in which it asked', async () => {
	await come('failed', 50, true);
	await come('later', 90, true);
	await come('latest', 10, true);
	await go('failed');
	expect(entered).toEqual(['failed', 'later']);
});

it('of few places one is left to each', async () => {
	places = new Places(2, () => now);
	await come('failed', 50, true);
	await come('ahead', 500);
	expect(entered).toEqual(['failed', 'ahead']);
});

it('who becomes due while it waits comes in then, though nobody leaves', async () => {
	for (const name of ['ahead', 'ahead too']) await come(name, 500);
	await come('next', 600);
	expect(places.nextDue()).toBe(600);
	now = 600;
	expect(places.nextDue()).toBe(Infinity);
	places.letIn();
	await settled();
	expect(entered).toEqual(['ahead', 'ahead too', 'next']);
});

it('leaves the place also after a failure', async () => {
	const failing = async () => await Promise.reject(new Error('no'));
	for (let n = 0; n < 5; n++) {
		await expect(places.run({ at: () => 50, isRetry: false }, failing)).rejects.toThrow('no');
	}
});
