import { writeBehaviours, type Behaviours } from '../exchangeServer/behaviours';
import { randomBehaviours } from '../exchangeServer/behaviours/random';
import { seeded } from '../support/seed';
import type { Scenario } from './scenario';
import { drawnScenarios } from './scenarios';
import { World } from './world';

export type Certificate = NonNullable<Parameters<typeof World.start>[1]['certificate']>;

export interface Failure {
	server: string;
	scenario: string;
	message: string;
	/** Of a server that was drawn. */
	seed?: number;
}

/** The terms on which scenarios meet servers. */
interface Meeting {
	certificate: Certificate;
	/** After so long a scenario counts as endless. */
	patienceMs: number;
	/** Called for each server that was met, at once. */
	onMet?(failures: readonly Failure[]): void;
}

/** What was met on servers that seeds made up. */
export interface Drawn {
	failures: Failure[];
	/** By name and value of a behaviour: servers that had it, and failures on them. */
	counts: Map<string, [runs: number, failures: number]>;
}

/** Meets servers that seeds make up, several at a time since they wait more than they work. */
export async function meetDrawn(
	seeds: readonly number[],
	together: number,
	meeting: Meeting,
): Promise<Drawn> {
	const failures: Failure[] = [];
	const counts: Drawn['counts'] = new Map();
	const waiting = [...seeds];
	const work = async () => {
		for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
			const server = randomBehaviours(seed);
			const scenario = drawnScenarios[seed % drawnScenarios.length];
			const failed = await meet(server, [scenario], meeting, seed);
			failures.push(...failed);
			for (const [name, value] of Object.entries(server)) {
				const [runs, broken] = counts.get(`${name}=${value}`) ?? [0, 0];
				counts.set(`${name}=${value}`, [runs + 1, broken + failed.length]);
			}
		}
	};
	await Promise.all(Array.from({ length: together }, work));
	return { failures, counts };
}

/** Plays scenarios on a server, each on its own. */
export async function meet(
	server: Partial<Behaviours>,
	scenarios: readonly Scenario[],
	meeting: Meeting,
	seed?: number,
): Promise<Failure[]> {
	const failures: Failure[] = [];
	for (const scenario of scenarios) {
		const message = await failureOf(server, scenario, meeting, seed);
		if (message === undefined) continue;
		failures.push({ server: writeBehaviours(server), scenario: scenario.name, message, seed });
	}
	meeting.onMet?.(failures);
	return failures;
}

async function failureOf(
	server: Partial<Behaviours>,
	scenario: Scenario,
	{ certificate, patienceMs }: Meeting,
	seed = 1,
): Promise<string | undefined> {
	const settings = scenario.delegate ? ({ mailboxAccess: 'delegate' } as const) : {};
	const world = await World.start(server, { certificate }, settings);
	if (scenario.delegate) {
		world.company.user('alice').share(world.company.serviceAccount.mailbox!, 'Editor');
		world.company
			.user('alice')
			.share(world.company.serviceAccount.mailbox!, 'Editor', 'deleteditems');
	}
	let timer: NodeJS.Timeout | undefined;
	const endless = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error('does not end')), patienceMs);
	});
	try {
		await Promise.race([scenario.run(world, seeded(seed)), endless]);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	} finally {
		clearTimeout(timer);
		await world.close().catch((error: Error) => process.stderr.write(`${error.message}\n`));
	}
}
