import { twoWay, type PushInput, type PushResult } from '../../exchange';
import { drawEvent, edit } from './drawnEvents';
import { expectAll, expectNone, expectSingly } from './expecting';
import type { Scenario } from './scenario';
import { MAILBOX, NOW, type World } from './world';

/** The same zone, whether the mailbox tells it or not. */
const options = { fallbackTimeZone: 'Europe/Berlin' };
const ids = ['one', 'two', 'three', 'four'];

/** Pushes what is there already: nothing is written. */
async function pushedAgain(world: World, events: PushInput[], when: string): Promise<void> {
	let results: PushResult[] = [];
	const writes = await world.writesOf(async () => (results = await world.push(events, options)));
	expectAll(results, 'unchanged', when);
	expectNone(writes, `${when} writes`);
	expectSingly(world, events);
}

/** Whatever the events are and whatever the server does to them. */
export const quietPush: Scenario = {
	name: 'any events pushed',
	focus: [],
	async run(world, random) {
		let events = ids.map((id) => drawEvent(random, id));
		expectAll(await world.push(events, options), 'created', 'first push');
		await pushedAgain(world, events, 'second push');
		const edited = random.pick(ids);
		events = events.map((event) => (event.externalId === edited ? edit(random, event) : event));
		const results = await world.push(events, options);
		expectAll(
			results.filter(({ externalId }) => externalId === edited),
			'updated',
			'the edited event',
		);
		expectAll(
			results.filter(({ externalId }) => externalId !== edited),
			'unchanged',
			'the other events',
		);
		await pushedAgain(world, events, 'after an edit');
		const [changed, deleted] = ids.filter((id) => id !== edited);
		world.calendar.update(world.itemsOf(changed)[0].id, { subject: `Hers ${changed}` });
		const noticed = await world.push(
			events.filter(({ externalId }) => externalId === changed),
			options,
		);
		if (noticed[0].action !== 'skipped' || noticed[0].fields?.join() !== 'subject') {
			throw new Error(`a person's edit: ${noticed[0].action} ${noticed[0].fields?.join()}`);
		}
		const removal = { externalId: deleted, action: 'delete' } as const;
		expectAll(await world.push([removal]), 'deleted', 'a deletion');
	},
};

/** The same both ways. */
export const quietTwoWay: Scenario = {
	name: 'any events both ways',
	focus: [],
	async run(world, random) {
		const events = ids.map((id) => drawEvent(random, id));
		let position: string | undefined;
		const sync = async () => {
			const found = await twoWay(
				world.exchange,
				{ ...options, mailbox: MAILBOX, source: 'hr', input: 'snapshot', now: NOW, position },
				events,
			);
			({ position } = found);
			expectNone(
				found.conflicts.map(({ externalId, fields }) => `${externalId} ${fields?.join()}`),
				'conflicts',
			);
			return found;
		};
		const first = await sync();
		expectAll(first.inExchange, 'created', 'first run');
		for (const run of ['second run', 'third run']) {
			const { forSource, inExchange } = await sync();
			expectNone(
				forSource.map(({ externalId, changedFields }) => `${externalId} ${changedFields?.join()}`),
				`${run} tells`,
			);
			expectAll(inExchange, 'unchanged', run);
		}
		const [changed] = ids;
		world.calendar.update(world.itemsOf(changed)[0].id, { subject: `Hers ${changed}` });
		const { forSource } = await sync();
		const told = forSource.map(
			({ externalId, changedFields }) => `${externalId} ${changedFields?.join()}`,
		);
		const isPrivate = events[0].sensitivity === 'private';
		if (told.join(' ') !== (isPrivate ? '' : `${changed} subject`)) {
			throw new Error(`a person's edit is told as ${told.join(' ') || 'nothing'}`);
		}
		expectSingly(world, events);
	},
};
