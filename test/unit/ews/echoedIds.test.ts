import { EchoedIds } from '../../../exchange/ews/echoedIds';

let ids: EchoedIds;
beforeEach(() => {
	ids = new EchoedIds(2);
	ids.send('a');
	ids.send('b');
});

it('takes an answer for ours that has our id, in any case, perhaps beside others, or none', () => {
	for (const returned of ['a', 'A ', 'x, a', undefined, '', ' , ']) {
		expect([returned, ids.isOfAnother('a', returned)]).toEqual([returned, false]);
	}
	expect(ids.isOfAnother('A', 'a')).toBe(false);
});

it('knows the answer of another of our requests at once and always', () => {
	for (let count = 0; count < 3; count++) expect(ids.isOfAnother('a', 'b')).toBe(true);
});

it('takes a strange id for wrong once, then for the way of a gateway', () => {
	expect(['x', 'y', 'z'].map((id) => ids.isOfAnother('a', id))).toEqual([true, false, false]);
});

it('takes every strange id for wrong from a server that has returned one of ours', () => {
	ids.isOfAnother('a', 'a');
	expect(['x', 'y', 'z'].map((id) => ids.isOfAnother('a', id))).toEqual([true, true, true]);
});

it('learns nothing from an answer without id', () => {
	ids.isOfAnother('a', undefined);
	ids.isOfAnother('a', 'x');
	expect(ids.isOfAnother('a', 'y')).toBe(false);
});

it('forgets the oldest id once there are too many', () => {
	ids.isOfAnother('a', 'x');
	ids.send('c');
	expect(['a', 'b'].map((id) => ids.isOfAnother('c', id))).toEqual([false, true]);
});
