import type { Random } from '../support/seed';

/** One way in which a request, its answer or the whole process comes to grief. */
export const troubles = [
	/** The connection breaks before the server has the request. */
	'lostRequest',
	/** The server carries it out, and nobody hears of it. */
	'lostAnswer',
	/** Nobody waits any more when the server carries it out. */
	'late',
	/** Carried out, then an answer of something in between. */
	'status500',
	'status502',
	'status503',
	'status504',
	'htmlPage',
	/** Refused by something in between, which looks like the one above. */
	'refused503',
	/** Carried out; the answer breaks off. */
	'cutAnswer',
	/** Carried out; the answer is the one to an earlier request, of somebody else where there is one. */
	'anothersAnswer',
	/** The process is killed before the server has the request, or after it was carried out. */
	'killBefore',
	'killAfter',
	/** From there on the server is down for the rest of the run, and says when it will be back. */
	'outage',
] as const;

export type Trouble = (typeof troubles)[number];

/** True for trouble with one write, whose fate can be found out by asking. */
export const canBeAsked = ({ kind, of }: PlannedTrouble): boolean =>
	of === 'writes' && !/^(outage|late|kill)/.test(kind);

/** Where in a run what happens: at its n-th request, from 1; or at its n-th write, or reading of items. */
export interface PlannedTrouble {
	at: number;
	kind: Trouble;
	of?: 'writes' | 'items';
}

/** Half of what goes wrong does so where it matters most: in a write. */
export function drawTroubles(random: Random, mayKill: boolean, chance = 0.7): PlannedTrouble[] {
	if (!random.chance(chance)) return [];
	const possible = troubles.filter((kind) => mayKill || !kind.startsWith('kill'));
	const kind = random.pick(possible);
	const of = aimOf(kind, random);
	const at = 1 + random.below(random.pick(of ? [1, 2, 4] : [4, 8, 24]));
	return [{ at, kind, ...(of && { of }) }];
}

function aimOf(kind: Trouble, random: Random): PlannedTrouble['of'] {
	if (kind === 'outage') return undefined;
	if (kind === 'anothersAnswer') return random.chance(0.7) ? 'items' : undefined;
	return random.chance(0.5) ? 'writes' : undefined;
}
