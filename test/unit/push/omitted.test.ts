import type { HiddenItems } from '../../../exchange/push/plan/plan';
import { hideOmitted } from '../../../exchange/push/twoWayReads/omitted';
import { unseenState, type TwoWayState } from '../../../exchange/push/twoWayReads/state';
import { item } from './items';

const externalIds = new Map([
	['a', '1'],
	['copy', '2'],
]);

async function after(hidden: HiddenItems | undefined, gone: string[]) {
	const hiddenItems = jest.fn(async () => await Promise.resolve(hidden));
	const state: TwoWayState = {
		...unseenState(),
		linked: new Map([['2', [item({}, { id: 'b' })]]]),
		gone: new Set(gone),
	};
	await hideOmitted({ hiddenItems }, state, externalIds);
	return { gone: [...state.gone], hidden: [...state.hidden], looks: hiddenItems.mock.calls.length };
}

describe('an item that is gone', () => {
	it.each<[string, HiddenItems | undefined, string[], unknown]>([
		['may be hidden', { omitted: 1, masked: [] }, ['a'], { gone: [], hidden: [['1', 'a']] }],
		['is deleted where nothing is omitted', { omitted: 0, masked: [] }, ['a'], { gone: ['a'] }],
		['is deleted where everything is seen', undefined, ['a'], { gone: ['a'], hidden: [] }],
		[
			'and was linked to nothing stays so',
			{ omitted: 1, masked: [] },
			['x'],
			{ gone: ['x'], looks: 0 },
		],
		['and was a copy stays so', { omitted: 1, masked: [] }, ['copy'], { gone: ['copy'], looks: 0 }],
	])('%s', async (_, hidden, gone, expected) => {
		expect(await after(hidden, gone)).toMatchObject(expected as object);
	});
});
