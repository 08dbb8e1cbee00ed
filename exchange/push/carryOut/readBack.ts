import { batchesOf } from '../../batches';
import type { Turns } from '../../eventLoop';
import { outcomeOf } from '../../outcome';
import type { PushResult } from '../options';
import { memoryAsRead } from '../plan/asRead';
import type { LinkState } from '../plan/link';
import type { CalendarItemView, PlannedAction } from '../plan/plan';
import type { CalendarAccess, MemoryStep } from '../ports';
import { isLost, type Outcome } from './writeBatch';

interface ReadBackOptions {
	access: CalendarAccess;
	/** Told of each event whose item may remember something else than was planned. */
	onCorrected?(externalId: string): void;
	turns?: Turns;
}

interface Written {
	action: PlannedAction & { state: LinkState };
	result: PushResult;
	id: string;
	/** As the last write left it. */
	changeKey: string;
}

/** The state to remember of an item that is as the write left it. */
interface Correction extends Written {
	state: LinkState;
}

/**
 * Reads what was written, and has each item remember what Exchange made of it where that is not what was
 * expected, so that the next run does not take it for somebody's change. Only an item that nobody has
 * touched since the write says so. One that can't be read, or is written meanwhile, stays as it is.
 * Results of corrected items get the new change key.
 * @throws ExchangeError when the run was cancelled
 */
export async function readBack(
	outcomes: readonly Outcome[],
	options: ReadBackOptions,
): Promise<void> {
	const written = outcomes.flatMap(writtenBy);
	const first = await look(written, options);
	// Some servers move change keys once more by themselves: those do it after the next write as well.
	const again = await remember(
		first.moved.map((one) => ({ ...one, state: one.action.state })),
		options,
	);
	const second = await look(again, options);
	const corrections = [...first.asWritten, ...second.moved];
	await remember(corrections, options);
	const corrected = new Set([...again, ...corrections].map(({ action }) => action.externalId));
	for (const externalId of corrected) options.onCorrected?.(externalId);
}

function writtenBy(outcome: Outcome): Written[] {
	if (!('result' in outcome)) return [];
	const { action, result } = outcome;
	const { state, event } = action;
	const { id, changeKey } = result;
	const isWritten = /^(created|updated)$/.test(result.action) && event !== undefined;
	if (!isWritten || !state || id === undefined || changeKey === undefined) return [];
	return [{ action: { ...action, state }, result, id, changeKey }];
}

/** Those in which something is not as expected, sorted by their change keys. */
async function look(
	written: readonly Written[],
	{ access, turns }: ReadBackOptions,
): Promise<{ asWritten: Correction[]; moved: Correction[] }> {
	const ids = written.map(({ id }) => id);
	const nothing = new Map<string, CalendarItemView>();
	const read = async () => (ids.length > 0 ? await access.read(ids, () => undefined) : nothing);
	const items = await outcomeOf(read(), ({ code }) => code === 'cancelled');
	const asWritten: Correction[] = [];
	const moved: Correction[] = [];
	for (const one of items.ok ? written : []) {
		if (turns?.isOver) await turns.next();
		const item = items.ok ? items.value.get(one.id) : undefined;
		const state = item && memoryAsRead(one.action, item);
		if (!item || !state) continue;
		const { changeKey } = item;
		(changeKey === one.changeKey ? asWritten : moved).push({ ...one, changeKey, state });
	}
	return { asWritten, moved };
}

/** @returns those that were written, with their new change keys */
async function remember(
	corrections: readonly Correction[],
	{ access }: ReadBackOptions,
): Promise<Written[]> {
	const done: Written[] = [];
	const waiting = batchesOf(corrections, access.batchSize).reverse();
	for (let batch = waiting.pop(); batch !== undefined; batch = waiting.pop()) {
		const open: Correction[] = [];
		const steps = batch.map(
			({ id, changeKey, state }): MemoryStep => ({ item: { id, changeKey }, state }),
		);
		const sent = await outcomeOf(access.remember(steps), ({ code }) => code === 'cancelled');
		for (const [index, one] of batch.entries()) {
			const step = sent.ok ? sent.value[index] : sent;
			if (!step.ok && isLost(step.error)) open.push(one);
			if (!step.ok || step.changeKey === undefined) continue;
			one.result.changeKey = step.changeKey;
			done.push({ ...one, changeKey: step.changeKey });
		}
		if (batch.length === 1) continue;
		// Fewer at a time may do. What was written in spite of a lost answer is refused now, and stays so.
		const middle = Math.ceil(open.length / 2);
		waiting.push(...[open.slice(middle), open.slice(0, middle)].filter(({ length }) => length > 0));
	}
	return done;
}
