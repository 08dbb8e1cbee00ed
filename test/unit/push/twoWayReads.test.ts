import { EventLoopTurns } from '../../../exchange/eventLoop';
import type { CalendarItemView } from '../../../exchange/push/plan/plan';
import type { TwoWayAccess } from '../../../exchange/push/ports';
import { readInto } from '../../../exchange/push/twoWayReads/readItems';
import type { TwoWayState } from '../../../exchange/push/twoWayReads/state';
import { item, timesOn } from './items';

const written = { subject: 'Visit', times: timesOn(1) };

async function read(count: number) {
	const ids = Array.from({ length: count }, (_, index) => `item${index}`);
	const atOnce: number[] = [];
	const access = {
		read: async (some: readonly string[]) => {
			atOnce.push(some.length);
			const found = some.map((id): [string, CalendarItemView] => [
				id,
				item({ written }, { id, externalId: id }),
			]);
			return await Promise.resolve(new Map(found));
		},
	} as unknown as TwoWayAccess;
	const state: TwoWayState = {
		linked: new Map(),
		unlinked: [],
		gone: new Set(),
		hidden: new Map(),
		unread: new Set(),
		lacking: new Set(),
		isQuiet: false,
	};
	const options = {
		events: [],
		isComplete: false,
		window: { start: 0, end: 0 },
		newFromExchange: true,
		adoptMatching: false,
		turns: new EventLoopTurns(),
	};
	await readInto(state, access, ids, { externalIds: new Map(), options });
	const subjects = [...state.linked.values()].flat().map(({ event }) => event().subject);
	return { atOnce, kept: subjects.filter((subject) => subject === 'Visit').length };
}

describe('what linked items say', () => {
	it('is kept of a few', async () => {
		expect(await read(400)).toEqual({ atOnce: [400], kept: 400 });
	});

	it('is not kept of many, which are read some at a time', async () => {
		expect(await read(900)).toEqual({ atOnce: [400, 400, 100], kept: 0 });
	});
});
