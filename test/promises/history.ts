import type { ExchangeServerOptions } from '../exchangeServer';
import { readBehaviours, writeBehaviours } from '../exchangeServer/behaviours';
import { randomBehaviours } from '../exchangeServer/behaviours/random';
import { seeded, type Random } from '../support/seed';
import { persons, runKinds, World, type RunKind } from './world';
import { troubles, type PlannedTrouble, type Wire } from './wire';

/** One step of a history. All that is random in it comes from its own seed, so that steps can be left out. */
export interface Step {
	kind: 'people' | 'source' | 'run' | 'overlap' | 'confirm' | 'delete' | 'time';
	seed: number;
}

/** More often named kinds come more often. */
const kinds: Array<Step['kind']> = [
	'people',
	'people',
	'people',
	'source',
	'source',
	'source',
	'run',
	'run',
	'run',
	'run',
	'overlap',
	'overlap',
	'confirm',
	'delete',
	'time',
];

/** What happens, and on which server. */
export interface History {
	steps: readonly Step[];
	/** As `readBehaviours` reads them. */
	behaviours: string;
}

export function drawHistory(seed: number): History {
	const random = seeded(seed);
	const length = 6 + random.below(14);
	const steps = Array.from({ length }, (_, index) => ({
		kind: random.pick(kinds),
		seed: seed * 1000 + index,
	}));
	// A pause after a refused sign-in takes real time, of which there is none here.
	const behaviours =
		seed % 2 === 0 ? '' : writeBehaviours(randomBehaviours(seed, { transient401: 'never' }));
	return { steps, behaviours };
}

export interface Outcome {
	/** Promises that did not hold; empty when all is well. */
	broken: string[];
	/** Steps as they went. */
	log: string[];
}

/** Goes through the steps, then lets everything come to rest and looks at what the promises say. */
export async function follow(
	{ steps, behaviours }: History,
	wire: Wire,
	server: ExchangeServerOptions,
): Promise<Outcome> {
	const chosen = readBehaviours(behaviours);
	const world = await World.start(wire, { ...server, behaviours: chosen });
	const { log, broken } = world;
	try {
		world.furnish(seeded(steps[0]?.seed ?? 0));
		for (const step of steps) log.push(await take(step, world));
		await wire.settle();
		world.calm();
		for (let round = 0; round < 2; round++) {
			log.push(await world.runDeletions([]));
			for (const kind of ['upsert', 'snapshot', 'twoWay', 'onOutput', 'onConfirm'] as const) {
				log.push(await world.run(kind, []));
			}
			log.push(await world.confirm([]));
		}
		world.checkSettled();
		await world.checkQuiet();
		return { broken, log };
	} finally {
		await world.close();
	}
}

async function take({ kind, seed }: Step, world: World): Promise<string> {
	const random = seeded(seed);
	switch (kind) {
		case 'people':
			return world.people.edit(random.pick(persons), random);
		case 'source':
			return world.editSource(random);
		case 'time':
			jest.setSystemTime(Date.now() + random.below(48) * 3_600_000);
			return 'time passes';
		case 'confirm':
			return await world.confirm(troubled(random, true));
		case 'delete':
			return await world.runDeletions(troubled(random, true));
		case 'run': {
			const what = random.pick(runKinds);
			return await world.run(what, troubled(random, mayBeKilled(what)));
		}
		case 'overlap': {
			const what = random.pick(runKinds);
			const other = random.chance(0.7) ? what : random.pick(runKinds);
			const both = [what, other].map(
				async (one) => await world.run(one, troubled(random, mayBeKilled(one), 0.3)),
			);
			return `both: ${(await Promise.all(both)).join('; ')}`;
		}
	}
}

/** What is handed out counts as delivered then, so a kill in between is the reader's loss. */
const mayBeKilled = (what: RunKind) => what !== 'onOutput';

function troubled(random: Random, mayKill: boolean, chance = 0.7): PlannedTrouble[] {
	if (!random.chance(chance)) return [];
	const possible = troubles.filter((kind) => mayKill || !kind.startsWith('kill'));
	return [{ at: 1 + random.below(8), kind: random.pick(possible) }];
}

/** A shorter history on a plainer server that still breaks a promise, found by leaving out. */
export async function shrink(
	{ steps, behaviours }: History,
	breaks: (history: History) => Promise<boolean>,
): Promise<History> {
	const fewer = await leaveOut(
		behaviours.split(',').filter((one) => one !== ''),
		async (some) => await breaks({ steps, behaviours: some.join(',') }),
	);
	const plainer = fewer.join(',');
	const shorter = await leaveOut(
		steps,
		async (some) => await breaks({ steps: some, behaviours: plainer }),
	);
	return { steps: shorter, behaviours: plainer };
}

/** Leaves out halves, quarters … of a list as long as that breaks something. */
async function leaveOut<T>(
	list: readonly T[],
	breaks: (list: readonly T[]) => Promise<boolean>,
	tries = 40,
): Promise<readonly T[]> {
	let shortest = list;
	let size = list.length;
	for (let left = tries; left > 0 && size > 0; ) {
		let isShorter = false;
		for (let at = 0; at < shortest.length && left > 0; at += size, left--) {
			const fewer = shortest.filter((_, index) => index < at || index >= at + size);
			if (await breaks(fewer)) {
				shortest = fewer;
				isShorter = true;
				break;
			}
		}
		if (!isShorter) size = size === 1 ? 0 : Math.ceil(size / 2);
	}
	return shortest;
}
