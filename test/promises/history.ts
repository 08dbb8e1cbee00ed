import { readBehaviours, writeBehaviours, type Behaviours } from '../exchangeServer/behaviours';
import { randomBehaviours } from '../exchangeServer/behaviours/random';
import { seeded, type Random } from '../support/seed';
import { moveClock } from './clock';
import { count } from './figures';
import { dayMs, hourMs } from './people';
import { isReader, runKinds, type RunKind } from './runs';
import { World, type During, type WorldOptions } from './world';
import { drawTroubles, type PlannedTrouble } from './troubles';

/** One step of a history. All that is random in it comes from its own seed, so that steps can be left out. */
export interface Step {
	kind:
		| 'people'
		| 'undo'
		| 'annotate'
		| 'source'
		| 'run'
		| 'overlap'
		| 'overtaken'
		| 'confirm'
		| 'delete'
		| 'truncated'
		| 'time';
	seed: number;
	/** Nothing goes wrong in it. */
	isCalm?: boolean;
	/** What goes wrong in it, and nothing else. */
	trouble?: PlannedTrouble;
}

/** How many of twenty or so steps are of that kind, where the cast has what it is about. */
const frequencies: Record<Step['kind'], number> = {
	people: 3,
	undo: 1,
	annotate: 1,
	source: 3,
	run: 5,
	overlap: 1,
	overtaken: 1,
	confirm: 2,
	delete: 1,
	truncated: 1,
	time: 1,
};

/** Steps that make no sense without such a run. */
const needs: Partial<Record<Step['kind'], readonly RunKind[]>> = {
	source: ['upsert', 'snapshot', 'twoWay', 'crm'],
	annotate: ['upsert', 'snapshot', 'twoWay', 'crm'],
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
	const plot = isWhole || random.chance(0.5) ? undefined : random.pick(plots);
	const cast = plot ? [random.pick(plot.casts)].flat() : isWhole ? runKinds : drawCast(random);
	const kinds = Object.entries(frequencies).flatMap(([kind, often]) =>
		needs[kind as Step['kind']]?.every((one) => !cast.includes(one))
			? []
			: new Array<Step['kind']>(often).fill(kind as Step['kind']),
	);
	// Most of what goes wrong does so within few steps.
	const longest = random.chance(0.25) ? 9 : 5;
	const length = isWhole ? 6 + random.below(14) : 2 + random.below(longest);
	const drawn = plot
		? plot.kinds.flatMap((kind) => (random.chance(0.15) ? [random.pick(kinds), kind] : [kind]))
		: Array.from({ length }, () => random.pick(kinds));
	const steps = drawn.map((kind, index): Step => {
		const isCalm = plot !== undefined && random.chance(0.75);
		const trouble = index === drawn.length - 1 ? plot?.ending : undefined;
		return {
			kind,
			seed: seed * 1000 + index,
			...(isCalm && { isCalm }),
			...(trouble && { trouble }),
		};
	});
	const behaviours = seed % 2 === 0 ? '' : writeBehaviours(randomBehaviours(seed, fixed));
	return { steps, behaviours, cast };
}

/** What has to come together before a promise is in danger: chance alone brings it about too seldom. */
interface Plot {
	/** One of these takes part. */
	casts: ReadonlyArray<RunKind | readonly RunKind[]>;
	kinds: ReadonlyArray<Step['kind']>;
	/** What goes wrong in the last step. */
	ending?: PlannedTrouble;
}

const plots: readonly Plot[] = [
	// Told, not confirmed, and taken back.
	{ casts: ['onConfirm'], kinds: ['run', 'confirm', 'people', 'run', 'undo'] },
	{ casts: ['onConfirm'], kinds: ['people', 'run', 'undo', 'run'] },
	// One of two runs saw what the other did not, and it is taken back.
	{ casts: ['onOutput', 'onConfirm'], kinds: ['run', 'overtaken', 'undo'] },
	// Of two readings of a few items each, the second gets the answer to the first.
	{
		casts: ['onOutput', 'onConfirm'],
		kinds: ['run', 'people', 'run', 'people', 'run'],
		ending: { at: 1, kind: 'anothersAnswer', of: 'items' },
	},
	// Written, and written again by a source that goes on.
	{ casts: ['upsert', 'snapshot', 'twoWay', 'crm'], kinds: ['run', 'people', 'source', 'run'] },
	// People change what the source wrote, and it goes on.
	{ casts: ['twoWay', 'upsert'], kinds: ['run', 'annotate', 'source', 'run'] },
	{ casts: [['snapshot', 'onOutput'], 'snapshot'], kinds: ['source', 'run', 'truncated'] },
	{
		casts: [
			['upsert', 'crm'],
			['snapshot', 'crm'],
		],
		kinds: ['run', 'run', 'source', 'run'],
	},
];

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
		world.edits.furnish(seeded(steps[0]?.seed ?? 0));
		for (const step of steps) log.push(await take(step, cast, world));
		await stage.wire.settle();
		world.calm();
		// So that what lies behind the window comes into it.
		moveClock(3 * dayMs);
		await world.runAll();
		world.checkSettled();
		await world.checkQuiet();
		return { broken, log };
	} finally {
		await world.close();
	}
}

async function take(step: Step, cast: readonly RunKind[], world: World): Promise<string> {
	const { kind, seed, isCalm = false, trouble } = step;
	const random = seeded(seed);
	const troubled = (mayKill: boolean, chance?: number) => {
		if (trouble) return [trouble];
		return isCalm ? [] : drawTroubles(random, mayKill, chance);
	};
	const during = () => (isCalm ? {} : drawDuring(random, world));
	count(`step ${kind}`);
	switch (kind) {
		case 'people':
			return world.edits.editCalendars(random);
		case 'undo':
			return world.people.undo(1 + random.below(4));
		case 'annotate':
			return world.edits.annotate(random);
		case 'source':
			return world.edits.editSource(random);
		case 'time':
			moveClock(random.below(48) * hourMs);
			return 'time passes';
		case 'confirm':
			return await world.confirm(troubled(true));
		case 'delete':
			return await world.runDeletions(cast.includes('upsert') ? 'hr' : 'crm', troubled(true));
		case 'truncated':
			return await world.runTruncated(troubled(true));
		case 'run': {
			const what = random.pick(cast);
			return await world.run(what, troubled(mayBeKilled(what)), during());
		}
		case 'overlap': {
			const what = random.pick(cast);
			const other = random.chance(0.7) ? what : random.pick(cast);
			const both = [what, other].map(
				async (one) => await world.run(one, troubled(mayBeKilled(one), 0.3), during()),
			);
			return `both: ${(await Promise.all(both)).join('; ')}`;
		}
		case 'overtaken': {
			const what = random.pick(cast);
			return await overtaken(what, cast, world, random, troubled(mayBeKilled(what), 0.2));
		}
	}
}

/** What is handed out counts as delivered then, so a kill in between is the reader's loss. */
const mayBeKilled = (what: RunKind) => what !== 'onOutput';

/** A run stands still while another one, which began after it, goes to its end. */
async function overtaken(
	what: RunKind,
	cast: readonly RunKind[],
	world: World,
	random: Random,
	planned: readonly PlannedTrouble[],
): Promise<string> {
	// Of pushes of one set in one process the second waits for the first.
	const others = cast.filter((one) => one !== what || isReader(one));
	const other = others.includes(what) && random.chance(0.7) ? what : random.pick(others);
	const [first, second] = [random.next(), random.next()].map((one) => seeded(one * 2 ** 31));
	const happens = async () => {
		world.editDuringRuns(first);
		if (other !== undefined) world.log.push(`meanwhile: ${await world.run(other, [])}`);
		if (second.chance(0.25)) world.editDuringRuns(second);
	};
	const meanwhile = { at: 3 + random.below(6), happens };
	return await world.run(what, planned, { isLostAfterwards: random.chance(0.2), meanwhile });
}

function drawDuring(random: Random, world: World): During {
	const edits = seeded(random.below(2 ** 31));
	const meanwhile = { at: 1 + random.below(10), happens: () => world.editDuringRuns(edits) };
	return { isLostAfterwards: random.chance(0.3), ...(random.chance(0.3) && { meanwhile }) };
}
