import { rewriteAfterMs } from '../changes/position/format';
import { InvalidInput } from '../errors';
import { inTurns, type Turns } from '../eventLoop';
import { readMemory, writeMemory } from './plan/memoryFormat';
import type { WrittenItem } from './plan/nextMemory';
import type { TwoWayPlan } from './plan/planTwoWay';
import { remembersSame, type TwoWayMemory } from './plan/twoWayMemory';
import { addUnconfirmedMemory, settleMemory } from './plan/unconfirmedMemory';

/** The positions that a run goes on from. */
interface PositionOptions {
	mailbox: string;
	source: string;
	calendar?: { id: string };
	position?: string;
	unconfirmed?: readonly string[];
	positionIsKept?: boolean;
	now?: Date;
}

/** The memory that counts, with the doubts of those that were never confirmed. */
export async function readMemories(options: PositionOptions, turns: Turns): Promise<TwoWayMemory> {
	const read = async (text: string | undefined) =>
		await readMemory(text, scopeOf(options), turns, isOwnerOf(options));
	const memory = await read(options.position);
	await inTurns(settleMemory(memory), turns);
	for (const text of options.unconfirmed ?? []) {
		const unconfirmed = await read(text).catch((error: unknown) => {
			if (error instanceof InvalidInput) return undefined;
			throw error;
		});
		if (unconfirmed) await inTurns(addUnconfirmedMemory(memory, unconfirmed), turns);
	}
	return memory;
}

/** The owner of a position. */
function scopeOf({ mailbox, source, calendar }: PositionOptions): string {
	return JSON.stringify([mailbox.toLowerCase(), source, calendar?.id ?? '']);
}

/** The place of a kept position says which calendar it is of, whatever that was called. */
function isOwnerOf(options: PositionOptions): (scope: string) => boolean {
	const own = scopeOf(options);
	if (!options.positionIsKept) return (scope) => scope === own;
	return (scope) => (JSON.parse(scope) as string[])[1] === options.source;
}

interface Ending {
	/** The memory that the run began with. */
	memory: TwoWayMemory;
	turns: Turns;
	options: PositionOptions;
	isQuiet: boolean;
	written: ReadonlyMap<string, WrittenItem>;
}

/** The same position as before when there is nothing new to remember. */
export async function nextPosition(
	decided: TwoWayPlan,
	{ options, isQuiet, memory, turns, written }: Ending,
): Promise<string> {
	const { position, now = new Date(), unconfirmed = [] } = options;
	const isFresh = now.getTime() - memory.writtenAt < rewriteAfterMs;
	const mayStay = position && isQuiet && isFresh && unconfirmed.length === 0;
	const next = await inTurns(decided.remember(written), turns);
	if (mayStay && (await inTurns(remembersSame(memory, next), turns))) return position;
	return await writeMemory({ ...next, writtenAt: now.getTime() }, turns);
}
