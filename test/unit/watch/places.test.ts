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

it('what failed, and what nothing due waits for, have half of the places', async () => {
	await come('ahead', 500);
	await come('failed', 50, true);
	await come('next', Infinity);
	expect(entered).toEqual(['ahead', 'failed']);
	for (const name of ['a', 'b']) await come(name, 90);
	expect(entered.slice(2)).toEqual(['a', 'b']);
	await go('a');
	expect(entered).toHaveLength(4);
	await go('failed');
	expect(entered.slice(4)).toEqual(['next']);
	await come('more', 700);
	now = 700;
	await go('b');
	expect(entered.slice(5)).toEqual(['more']);
});

it('leaves the place also after a failure', async () => {
	const failing = async () => await Promise.reject(new Error('no'));
	for (let n = 0; n < 5; n++) {
		await expect(places.run({ at: () => 50, isRetry: false }, failing)).rejects.toThrow('no');
	}
});
