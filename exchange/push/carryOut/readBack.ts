import { batchesOf } from '../../batches';
import { ExchangeError } from '../../errors';
import type { Turns } from '../../eventLoop';
import { outcomeOf } from '../../outcome';
import type { PushResult } from '../options';
import { fieldsKeptDifferently, memoryAsRead } from '../plan/asRead';
import { fieldsOf, type FieldName } from '../plan/fields';
import { markOf, writeLinkState, type LinkState } from '../plan/link';
import type { CalendarItemView, PlannedAction } from '../plan/plan';
import type { CalendarAccess, MemoryStep } from '../ports';
import { failedResult } from './results';
import { isLost, type Outcome } from './writeBatch';

interface ReadBackOptions {
	access: CalendarAccess;
	onCorrected?: OnCorrected;
	turns?: Turns;
}

/**
 * Told of each event whose item may remember something else than was planned.
 * @param state what it surely remembers: the same, and which item it is
 */
export type OnCorrected = (externalId: string, state?: LinkState) => void;

interface Written {
	outcome: Outcome;
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

interface Seen {
	/** Those in which something is not as expected, sorted by their change keys. */
	asWritten: Correction[];
	moved: Correction[];
	/** Those that only do not remember which item they are, sorted in the same way. */
	unmarked: Correction[];
	touched: Correction[];
	/** Created just now, and shown as meetings of somebody else: they are to remember which items they are. */
	claimed: Correction[];
	/** Those that are as they were before, although the server said that they were written. */
	undone: Outcome[];
	/** Those that are not there. */
	missing: Written[];
	/** Created just now, and of no source: nobody would find them again. */
	nameless: Written[];
}

/**
 * Reads what was written, and has each item remember what Exchange made of it where that is not what was
 * expected, so that the next run does not take it for somebody's change. Only an item that nobody has
 * touched since the write says so. One that can't be read, or is written meanwhile, stays as it is.
 * Results get the iCalUId of their items, those of corrected ones the new change key and the names of
 * those fields. What was created and does not have the key that it was given is deleted again.
 * @returns the outcomes, of which those that the server answered and did not do are to be decided again
 * @throws ExchangeError when the run was cancelled
 */
export async function readBack(
	outcomes: readonly Outcome[],
	options: ReadBackOptions,
): Promise<Outcome[]> {
	const written = outcomes.flatMap(writtenBy);
	const first = await look(written, options);
	// Some servers move change keys once more by themselves: those do it after the next write as well.
	const moved = first.moved.map((one) => ({ ...one, state: one.action.state }));
	const again = await remember([...moved, ...first.claimed], options);
	const second = await look(again, options);
	const claimed = new Set(first.claimed.map(({ outcome }) => outcome));
	const corrections = [
		...first.asWritten,
		...second.moved,
		// What Exchange made of those was not compared before.
		...second.asWritten.filter(({ outcome }) => claimed.has(outcome)),
	];
	for (const one of corrections) one.result.keptDifferently = keptDifferently(one);
	const touched = [...first.touched, ...second.touched];
	const noted = await remember(
		[...corrections, ...first.unmarked, ...second.unmarked, ...touched],
		options,
	);
	const corrected = new Set(
		[...again, ...corrections, ...touched].map(({ action }) => action.externalId),
	);
	for (const externalId of corrected) options.onCorrected?.(externalId);
	for (const { action, state } of noted) {
		if (!corrected.has(action.externalId)) options.onCorrected?.(action.externalId, state);
	}
	for (const { action, result } of first.missing) {
		result.keptDifferently = fieldsOf(action.event ?? {});
		result.message =
			'It is not there any more: somebody deleted or moved it, or Exchange did not keep it';
	}
	const undone = new Set(first.undone);
	const own = new Set(again.map(({ outcome }) => outcome));
	const unclaimed = first.claimed.filter(({ outcome }) => !own.has(outcome));
	const nameless = await removeNameless([...first.nameless, ...unclaimed], options);
	return outcomes.map((outcome) =>
		undone.has(outcome) ? undoneBy(outcome) : (nameless.get(outcome) ?? outcome),
	);
}

/**
 * Deletes those that a second look, a moment later, shows without their key as well.
 * @returns the outcomes in place of those
 */
async function removeNameless(
	nameless: readonly Written[],
	{ access }: ReadBackOptions,
): Promise<Map<Outcome, Outcome>> {
	const failed = new Map<Outcome, Outcome>();
	if (nameless.length === 0) return failed;
	await access.waitForLostRequest();
	for (const batch of batchesOf(nameless, access.batchSize)) {
		const read = access.read(
			batch.map(({ id }) => id),
			() => {},
		);
		const seen = await outcomeOf(read, ({ code }) => code === 'cancelled');
		const due = batch.filter(({ id }) => seen.ok && hasNoLink(seen.value.get(id)));
		const items = due.map(({ id, changeKey }) => ({ id, changeKey }));
		if (items.length === 0) continue;
		const sent = await outcomeOf(access.delete(items), ({ code }) => code === 'cancelled');
		for (const [index, { outcome, action }] of due.entries()) {
			const isRemoved = sent.ok && sent.value[index].ok;
			failed.set(outcome, { action, result: failedResult(action, keyNotKept(isRemoved)) });
		}
	}
	return failed;
}

function hasNoLink(item: CalendarItemView | undefined): boolean {
	return item !== undefined && item.externalId === undefined && item.state === undefined;
}

function keyNotKept(isRemoved: boolean): ExchangeError {
	const state = isRemoved ? 'it was deleted again' : 'it could not be deleted again';
	return new ExchangeError(
		'server',
		`The server has not kept the External ID in the event, and each run would make another one: ${state}`,
		{
			remedy:
				'Exchange keeps extended properties of events. Look for a program that takes them away, or for a server other than Exchange.',
			remedyBy: 'exchangeAdmin',
		},
	);
}

function undoneBy({ action }: Outcome): Outcome {
	const message = 'Exchange answered that the event was written, and it is as it was before';
	return { action, error: new ExchangeError('server', message) };
}

function writtenBy(outcome: Outcome): Written[] {
	if (!('result' in outcome)) return [];
	const { action, result } = outcome;
	const { state, event } = action;
	const { id, changeKey } = result;
	const isInPart = result.action === 'failed' && state?.refused !== undefined;
	const isWritten = isInPart || (/^(created|updated)$/.test(result.action) && event !== undefined);
	if (!isWritten || !state || id === undefined || changeKey === undefined) return [];
	return [{ outcome, action: { ...action, state }, result, id, changeKey }];
}

async function look(
	written: readonly Written[],
	{ access, turns }: ReadBackOptions,
): Promise<Seen> {
	const seen: Seen = {
		asWritten: [],
		moved: [],
		unmarked: [],
		touched: [],
		claimed: [],
		undone: [],
		missing: [],
		nameless: [],
	};
	const ids = written.map(({ id }) => id);
	const unreadable = new Set<string>();
	const nothing = new Map<string, CalendarItemView>();
	const read = async () =>
		ids.length > 0 ? await access.read(ids, (id) => unreadable.add(id)) : nothing;
	const items = await outcomeOf(read(), ({ code }) => code === 'cancelled');
	for (const one of items.ok ? written : []) {
		if (turns?.isOver) await turns.next();
		const item = items.ok ? items.value.get(one.id) : undefined;
		if (!item) {
			if (!unreadable.has(one.id)) seen.missing.push(one);
			continue;
		}
		const { changeKey, iCalUId } = item;
		if (iCalUId !== undefined) one.result.iCalUId = iCalUId;
		const mark = item.isOwnInvitation && markOf(item);
		if (mark && one.action.action === 'create') {
			const state = { ...one.action.state, item: mark };
			seen.claimed.push({ ...one, changeKey, action: { ...one.action, state }, state });
			continue;
		}
		if (hasNoLink(item) && one.action.action === 'create') {
			seen.nameless.push({ ...one, changeKey });
			continue;
		}
		if (!isRemembered(one.action.state, item)) {
			// Else somebody wrote since: the next run sees what.
			if (changeKey === one.action.changeKey) seen.undone.push(one.outcome);
			continue;
		}
		const state = memoryAsRead(one.action, item);
		if (!state) continue;
		const correction = { ...one, changeKey, state };
		const isAsWritten = changeKey === one.changeKey;
		if (keptDifferently(correction).length > 0)
			(isAsWritten ? seen.asWritten : seen.moved).push(correction);
		else (isAsWritten ? seen.unmarked : seen.touched).push(correction);
	}
	return seen;
}

function keptDifferently({ action, state }: Correction): FieldName[] {
	return fieldsKeptDifferently(action.state, state);
}

/** The memory of a write is part of it. */
function isRemembered(state: LinkState, { state: there }: CalendarItemView): boolean {
	return there !== undefined && writeLinkState(there) === writeLinkState(state);
}

/** Writes in a row that nobody answers, down to a single one and beyond: the server is away. */
const maxUnanswered = 12;

/** @returns those that were written, with their new change keys */
async function remember(
	corrections: readonly Correction[],
	{ access }: ReadBackOptions,
): Promise<Correction[]> {
	const done: Correction[] = [];
	const waiting = batchesOf(corrections, access.memoryBatchSize).reverse();
	let unanswered = 0;
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
		unanswered = open.length === batch.length ? unanswered + 1 : 0;
		if (unanswered === maxUnanswered) break;
		if (batch.length === 1) continue;
		// Fewer at a time may do. What was written in spite of a lost answer is refused now, and stays so.
		const middle = Math.ceil(open.length / 2);
		waiting.push(...[open.slice(middle), open.slice(0, middle)].filter(({ length }) => length > 0));
	}
	return done;
}
