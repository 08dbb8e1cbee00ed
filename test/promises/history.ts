import { readBehaviours, writeBehaviours, type Behaviours } from '../exchangeServer/behaviours';
import { randomBehaviours } from '../exchangeServer/behaviours/random';
import { seeded, type Random } from '../support/seed';
import { moveClock } from './clock';
import { count } from './figures';
import { hourMs } from './people';
import { runKinds, type RunKind } from './runs';
import { World, type WorldOptions } from './world';
import { troubles, type PlannedTrouble } from './wire';

/** One step of a history. All that is random in it comes from its own seed, so that steps can be left out. */
export interface Step {
	kind: 'people' | 'source' | 'run' | 'overlap' | 'confirm' | 'delete' | 'truncated' | 'time';
	seed: number;
}

/** How many of twenty or so steps are of that kind, where the cast has what it is about. */
const frequencies: Record<Step['kind'], number> = {
	people: 3,
	source: 3,
	run: 5,
	overlap: 2,
	confirm: 2,
	delete: 1,
	truncated: 1,
	time: 1,
};

/** Steps that make no sense without such a run. */
const needs: Partial<Record<Step['kind'], readonly RunKind[]>> = {
	source: ['upsert', 'snapshot', 'twoWay', 'crm'],
	confirm: ['onConfirm'],
	delete: ['upsert', 'crm'],
	truncated: ['snapshot'],
};

const fixed: Partial<Behaviours> = {
	// A pause after a refused sign-in takes real time, of which there is none here.
	transient401: 'never',
};

/** What happens, and on which server. */
export interface History {
	steps: readonly Step[];
	/** As `readBehaviours` reads them. */
	behaviours: string;
	/** Runs that take place. */
	cast: readonly RunKind[];
}

/** @param isWhole true for all kinds of runs in one history; else one to three of them */
export function drawHistory(seed: number, isWhole = false): History {
	const random = seeded(seed);
	const cast = isWhole ? runKinds : drawCast(random);
	const kinds = Object.entries(frequencies).flatMap(([kind, often]) =>
		needs[kind as Step['kind']]?.every((one) => !cast.includes(one))
			? []
			: new Array<Step['kind']>(often).fill(kind as Step['kind']),
	);
	// Most of what goes wrong does so within few steps.
	const longest = random.chance(0.25) ? 9 : 5;
	const length = isWhole ? 6 + random.below(14) : 2 + random.below(longest);
	const steps = Array.from({ length }, (_, index) => ({
		kind: random.pick(kinds),
		seed: seed * 1000 + index,
	}));
	const behaviours = seed % 2 === 0 ? '' : writeBehaviours(randomBehaviours(seed, fixed));
	return { steps, behaviours, cast };
}

function drawCast(random: Random): RunKind[] {
	const size = random.pick([1, 1, 1, 1, 2, 3]);
	const cast = new Set<RunKind>();
	while (cast.size < size) cast.add(random.pick(runKinds));
	return [...cast];
}

export interface Outcome {
	/** Promises that did not hold; empty when all is well. */
	broken: string[];
	/** Steps as they went. */
	log: string[];
}

export type Stage = Omit<WorldOptions, 'cast'>;

/** Goes through the steps, then lets everything come to rest and looks at what the promises say. */
export async function follow(
	{ steps, behaviours, cast }: History,
	{ server, ...stage }: Stage,
): Promise<Outcome> {
	const chosen = readBehaviours(behaviours);
	const world = await World.start({
		...stage,
		cast,
		server: { ...server, behaviours: chosen },
	});
	const { log, broken } = world;
	try {
		world.furnish(seeded(steps[0]?.seed ?? 0));
		for (const step of steps) log.push(await take(step, cast, world));
		await stage.wire.settle();
		world.calm();
		await world.runAll();
		world.checkSettled();
		await world.checkQuiet();
		return { broken, log };
	} finally {
		await world.close();
	}
}

async function take({ kind, seed }: Step, cast: readonly RunKind[], world: World): Promise<string> {
	const random = seeded(seed);
	count(`step ${kind}`);
	switch (kind) {
		case 'people':
			return world.people.edit(random.pick(world.read), random);
		case 'source':
			return world.editSource(random);
		case 'time':
			moveClock(random.below(48) * hourMs);
			return 'time passes';
		case 'confirm':
			return await world.confirm(troubled(random, true));
		case 'delete':
			return await world.runDeletions(
				cast.includes('upsert') ? 'hr' : 'crm',
				troubled(random, true),
			);
		case 'truncated':
			return await world.runTruncated(troubled(random, true));
		case 'run': {
			const what = random.pick(cast);
			return await world.run(what, troubled(random, mayBeKilled(what)));
		}
		case 'overlap': {
			const what = random.pick(cast);
			const other = random.chance(0.7) ? what : random.pick(cast);
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
	return [{ at: 1 + random.below(random.pick([4, 8, 24])), kind: random.pick(possible) }];
}
