import type { PushInput, PushResult } from '../../exchange';
import { berlin, event, EVENTS } from './events';
import { counted, expectAll, expectNone, expectSingly } from './expecting';
import { FRONT_END, WRITING, type Scenario } from './scenario';
import type { World } from './world';

/** A push of everything once, and the same again twice. */
export async function pushedQuietly(world: World, events: PushInput[] = EVENTS): Promise<void> {
	const options = { timeZone: 'Europe/Berlin' };
	expectAll(await world.push(events, options), 'created', 'first push');
	expectSingly(world, events);
	for (const again of ['second push', 'third push']) {
		let results: PushResult[] = [];
		const writes = await world.writesOf(async () => (results = await world.push(events, options)));
		expectAll(results, 'unchanged', again);
		// What Exchange made of the first push may be noted once.
		if (again === 'third push') expectNone(writes, `${again} writes`);
		expectSingly(world, events);
	}
}

export const pushTwice: Scenario = {
	focus: [
		...FRONT_END,
		...WRITING,
		'batchLimit',
		'mailboxTimeZone',
		'serverTimeZones',
		'duplicateUids',
	],
	name: 'push twice',
	run: async (world) => await pushedQuietly(world),
};

export const edited: Scenario = {
	focus: [...FRONT_END, ...WRITING],
	name: 'edits of the source',
	async run(world) {
		const options = { timeZone: 'Europe/Berlin' };
		await world.push(EVENTS, options);
		const moved = EVENTS.map((one): PushInput => {
			if (one.externalId === 'plain') {
				return {
					...one,
					start: berlin('2026-11-20T09:00:00'),
					end: berlin('2026-11-20T10:00:00'),
					categories: [],
				};
			}
			if (one.externalId === 'weekly') {
				const { exceptions, ...rest } = one;
				void exceptions;
				return {
					...rest,
					start: berlin('2026-11-11T08:00:00'),
					end: berlin('2026-11-11T09:00:00'),
					rrule: 'FREQ=WEEKLY;COUNT=6;BYDAY=WE',
				};
			}
			return one;
		});
		const results = await world.push(moved, options);
		const updated = results
			.filter(({ action }) => action === 'updated')
			.map((one) => one.externalId);
		if (updated.join() !== 'plain,weekly') {
			expectAll(
				results.filter((one) => !updated.includes(one.externalId)),
				'unchanged',
				'after an edit',
			);
			throw new Error(`only ${updated.join()} updated: ${counted(results)}`);
		}
		const [plain] = world.itemsOf('plain');
		const [weekly] = world.itemsOf('weekly');
		if (plain.start.toISOString() !== '2026-11-20T08:00:00.000Z')
			throw new Error('not moved earlier');
		if (plain.categories.length > 0) throw new Error('categories stayed');
		if (weekly.start.toISOString() !== '2026-11-11T07:00:00.000Z')
			throw new Error('series not moved');
		if (weekly.exceptions.size + weekly.deletedOccurrences.size > 0)
			throw new Error('exceptions stayed');
		expectAll(await world.push(moved, options), 'unchanged', 'again after an edit');
	},
};

export const snapshot: Scenario = {
	focus: ['restrictedSearches', 'batchLimit', 'searchedTexts', 'transient401'],
	name: 'snapshot of 300',
	async run(world) {
		const many = Array.from({ length: 300 }, (_, i) => event(`n${i}`));
		const options = { action: 'snapshot', maxDeletes: 1000 } as const;
		for (const [run, action] of ['created', 'unchanged', 'unchanged'].entries()) {
			const results = await world.push(many, options);
			expectAll(results, action as PushResult['action'], `run ${run + 1}`);
			if (world.items().length !== 300) throw new Error(`${world.items().length} items for 300`);
		}
		await world.push(many.slice(0, 5), options);
		if (world.items().length !== 5) throw new Error(`${world.items().length} items left of 5`);
	},
};

/** As somebody writes them: each comes back in the form of its type. */
export const properties: Scenario = {
	name: 'extended properties',
	focus: ['propertySetForm', 'propertyValues'],
	async run(world) {
		const uri = { setId: '00020329-0000-0000-C000-000000000046', name: 'approved' };
		const values = {
			Boolean: 'True',
			Double: '1.50',
			SystemTime: '2026-11-24T10:00:00.000+01:00',
		} as const;
		const events = Object.entries(values).map(([type, value]) =>
			event(type, { extendedProperties: [{ uri: { ...uri, type }, value }] } as Partial<PushInput>),
		);
		await pushedQuietly(world, events);
	},
};
