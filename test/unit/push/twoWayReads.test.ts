import { EventLoopTurns } from '../../../exchange/eventLoop';
import type { CalendarItemView } from '../../../exchange/push/plan/plan';
import type { TwoWayAccess } from '../../../exchange/push/ports';
import { readInto } from '../../../exchange/push/twoWayReads/readItems';
import { unseenState } from '../../../exchange/push/twoWayReads/state';
import { item, timesOn } from './items';

const written = { subject: 'Visit', times: timesOn(1) };

async function read(ids: readonly string[], unreadable: readonly string[] = []) {
	const atOnce: number[] = [];
	const access = {
		read: async (some: readonly string[], onUnreadable: (id: string, error: Error) => void) => {
			atOnce.push(some.length);
			for (const id of unreadable) onUnreadable(id, new Error('damaged'));
			const found = some
				.filter((id) => !unreadable.includes(id))
				.map((id): [string, CalendarItemView] => [id, item({ written }, { id, externalId: id })]);
			return await Promise.resolve(new Map(found));
		},
	} as unknown as TwoWayAccess;
	const state = unseenState();
	const options = {
		events: [],
		isComplete: false,
		window: { start: 0, end: 0 },
		newFromExchange: true,
		adoptMatching: false,
		turns: new EventLoopTurns(),
	};
	await readInto(state, access, ids, { externalIds: new Map([['linked', '1']]), options });
	const subjects = [...state.linked.values()].flat().map(({ event }) => event().subject);
	return { atOnce, kept: subjects.filter((subject) => subject === 'Visit').length, state };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `item${index}`);

it('an item that fails alone is hidden, or to be read again, and not gone', async () => {
	const { state } = await read(['a', 'linked', 'own'], ['linked', 'own']);
	expect(state).toMatchObject({
		hidden: new Map([['1', 'linked']]),
		unreadable: new Map([['own', 'damaged']]),
		gone: new Set(),
	});
});

describe('what linked items say', () => {
	it('is kept of a few', async () => {
		expect(await read(many(400))).toMatchObject({ atOnce: [400], kept: 400 });
	});

	it('is not kept of many, which are read some at a time', async () => {
		expect(await read(many(900))).toMatchObject({ atOnce: [400, 400, 100], kept: 0 });
	});
});
