import {
	currentId,
	goneOfNamed,
	nextFormerIds,
	withCurrentIds,
} from '../../../exchange/push/plan/formerIds';
import { emptyMemory, type FormerId } from '../../../exchange/push/plan/twoWayMemory';
import { deletion } from './items';
import { ended, memoryOf, twoWayOf } from './twoWayPlans';

const place = {
	start: Date.parse('2026-12-01T09:00:00Z'),
	end: Date.parse('2026-12-01T10:00:00Z'),
};
const long = { start: 0, end: 1 };
const naming = (id: string) => deletion({ given: { id, iCalUId: 'uid' } });

function kept(formerIds: Record<string, FormerId>, gone: string[] = [], named: string[] = []) {
	const memory = memoryOf({
		others: { there: { changeKey: 'key', reported: 'told' }, untold: { changeKey: 'key' } },
	});
	memory.formerIds = new Map(Object.entries(formerIds));
	const planning = { ...twoWayOf([], { memory }), gone: new Set(gone) };
	const others = new Map([...memory.others].filter(([id]) => !gone.includes(id)));
	return Object.fromEntries(ended(nextFormerIds(planning, others, named.map(naming))));
}

describe('an id that the source was told', () => {
	const formerIds = new Map([
		['first', { id: 'second', ...place }],
		['second', { id: 'third', ...place }],
		['circle', { id: 'round', ...place }],
		['round', { id: 'circle', ...place }],
	]);

	it('leads to the one that the item has by now', () => {
		expect(['first', 'third'].map((id) => currentId(formerIds, id))).toEqual(['third', 'third']);
		expect(formerIds.has(currentId(formerIds, 'circle'))).toBe(true);
		const memory = { ...emptyMemory('scope'), formerIds };
		const [first, other] = withCurrentIds([naming('first'), naming('other')], memory);
		expect(first.given).toEqual({ id: 'third', iCalUId: 'uid' });
		expect(other.given).toEqual({ id: 'other', iCalUId: 'uid' });
	});

	it('is gone where it was told and its item is', () => {
		const memory = memoryOf({
			others: { told: { changeKey: 'key', reported: 'told' }, untold: { changeKey: 'key' } },
		});
		memory.formerIds.set('before', place);
		const gone = new Set(['told', 'untold']);
		const events = ['told', 'untold', 'before', 'never'].map(naming);
		expect([...goneOfNamed(events, { memory, gone })]).toEqual(['told', 'before']);
	});

	it('is remembered while its item is there without a link', () => {
		const old = { id: 'there', ...place };
		expect(kept({ old, linked: { id: 'other', ...place } })).toEqual({ old });
	});

	it('is remembered of what is gone, until that would be over', () => {
		const old = { id: 'there', ...place };
		expect(kept({ old }, ['there', 'untold'])).toEqual({ old, there: place });
		expect(kept({ over: long, before: { id: 'over', ...place } })).toEqual({});
		expect(kept({ over: long }, [], ['over'])).toEqual({ over: long });
		expect(kept({ endless: { start: 0 } })).toEqual({ endless: { start: 0 } });
	});
});
