import { batchesOf } from '../../batches';
import type { ExchangeError } from '../../errors';
import { outcomeOf } from '../../outcome';
import { externalKey } from '../plan/link';
import type { PlannedAction } from '../plan/plan';
import type { WritableTimes } from '../input/writableEvent';
import type { CalendarAccess, SeriesStep, StepResult } from '../ports';
import type { PushResult } from '../options';
import { failedResult, resultOf } from './results';
import { throwIfCancelled } from '../../transport/errors';

interface CarryOutOptions {
	source: string;
	access: CalendarAccess;
	/** Looks at what is in the calendar now and decides again; called for stale items and lost answers. */
	decideAgain(actions: readonly PlannedAction[]): Promise<PlannedAction[]>;
	signal?: AbortSignal;
}

/** Times that something is decided again before it is given up. */
const maxRounds = 3;

interface Undecided {
	action: PlannedAction;
	error: ExchangeError;
}

/**
 * Writes what a plan says, in batches, and says of each action what became of it. A write is never simply
 * repeated: after a lost answer, and for what was changed meanwhile, the calendar is asked first.
 */
export async function* carryOut(
	actions: readonly PlannedAction[],
	options: CarryOutOptions,
): AsyncGenerator<PushResult, void> {
	let current = actions;
	/** Actions that were tried: finding one done counts as this run's work. */
	const tried = new Map<string, PlannedAction>();
	for (let round = 0; ; round++) {
		const undecided: Undecided[] = [];
		for (const action of current) {
			if (!writes(action)) yield resultOf(action, tried.get(action.externalId));
		}
		for (const batch of batches(current, options.access.batchSize)) {
			throwIfCancelled(options.signal);
			for (const action of batch) tried.set(action.externalId, action);
			const outcomes = await writeBatch(batch, options);
			for (const outcome of outcomes) {
				if ('error' in outcome) undecided.push(outcome);
				else yield outcome.result;
			}
		}
		if (undecided.length === 0) return;
		if (round === maxRounds) {
			for (const { action, error } of undecided) yield failedResult(action, error);
			return;
		}
		current = await options.decideAgain(undecided.map(({ action }) => action));
	}
}

function writes({ action, state }: PlannedAction): boolean {
	return /^(create|update|adopt|delete)$/.test(action) || (action === 'unchanged' && !!state);
}

/** Batches of one kind each: new items first, deletions last. */
function batches(actions: readonly PlannedAction[], size: number): PlannedAction[][] {
	const due = actions.filter(writes);
	const kinds = [
		due.filter(({ action }) => action === 'create'),
		due.filter(({ action }) => action !== 'create' && action !== 'delete'),
		due.filter(({ action }) => action === 'delete'),
	];
	return kinds.flatMap((kind) => batchesOf(kind, size));
}

type Outcome = { result: PushResult } | Undecided;

async function writeBatch(batch: PlannedAction[], options: CarryOutOptions): Promise<Outcome[]> {
	const sent = await outcomeOf(send(batch, options), endsTheRun);
	if (!sent.ok) {
		const { error } = sent;
		if (isLost(error)) {
			await options.access.waitForLostRequest();
			return batch.map((action) => ({ action, error }));
		}
		if (batch.length === 1) return [{ result: failedResult(batch[0], error) }];
		// One of them makes the whole request unacceptable; the others are not to suffer from it.
		const middle = Math.ceil(batch.length / 2);
		return [
			...(await writeBatch(batch.slice(0, middle), options)),
			...(await writeBatch(batch.slice(middle), options)),
		];
	}
	const results = sent.value;
	const outcomes = batch.map((action, index): Outcome => {
		const result = results[index];
		if (result.ok) return { result: { ...resultOf(action), ...withoutOk(result) } };
		if (result.stale) return { action, error: result.error };
		return { result: failedResult(action, result.error) };
	});
	return await finishSeries(batch, results, outcomes, options);
}

async function send(
	batch: readonly PlannedAction[],
	{ access, source }: CarryOutOptions,
): Promise<StepResult[]> {
	const kind = batch[0].action;
	if (kind === 'delete') return await access.delete(batch.map(itemOf));
	const steps = batch.map((action) => {
		const { event = {}, state = { version: 1, fields: {} } } = action;
		return {
			event,
			state: isUnfinished(event.times) ? { ...state, pending: true as const } : state,
		};
	});
	if (kind === 'create') {
		return await access.create(
			batch.map((action, index) => ({
				key: externalKey(source, action.externalId),
				...steps[index],
			})),
		);
	}
	return await access.update(
		batch.map((action, index) => ({
			item: itemOf(action),
			...(action.endsSeries && { endsSeries: true }),
			...(action.action === 'adopt' && { key: externalKey(source, action.externalId) }),
			...steps[index],
		})),
	);
}

/** Occurrences can only be written when the series is there. */
async function finishSeries(
	batch: readonly PlannedAction[],
	results: readonly StepResult[],
	outcomes: Outcome[],
	{ access }: CarryOutOptions,
): Promise<Outcome[]> {
	const open: number[] = [];
	const steps: SeriesStep[] = [];
	for (const [index, { event, state, action }] of batch.entries()) {
		const result = results[index];
		if (action === 'delete' || !result.ok || !state || !isUnfinished(event?.times)) continue;
		open.push(index);
		const item = { id: result.id, changeKey: result.changeKey ?? '' };
		steps.push({ item, times: event.times, state });
	}
	if (steps.length === 0) return outcomes;
	const sent = await outcomeOf(access.finishSeries(steps), endsTheRun);
	if (!sent.ok) await access.waitForLostRequest();
	const finished = sent.ok
		? sent.value
		: steps.map((): StepResult => ({ ok: false, stale: true, error: sent.error }));
	for (const [at, index] of open.entries()) {
		const result = finished[at];
		const action = batch[index];
		const before = outcomes[index];
		if (result.ok && 'result' in before) before.result.changeKey = result.changeKey;
		else if (!result.ok) {
			outcomes[index] = result.stale
				? { action, error: result.error }
				: { result: failedResult(action, result.error) };
		}
	}
	return outcomes;
}

function isUnfinished(times: WritableTimes | undefined): times is WritableTimes {
	return !!times?.recurrence && !!(times.cancelled?.length || times.exceptions?.length);
}

function itemOf({ id = '', changeKey = '' }: PlannedAction) {
	return { id, changeKey };
}

function withoutOk({ id, changeKey }: StepResult & { ok: true }) {
	return { id, ...(changeKey !== undefined && { changeKey }) };
}

/** Nothing of the rest could be written either: the account, the mailbox or the run itself. */
function endsTheRun(error: ExchangeError): boolean {
	return !isLost(error) && !isAboutContent(error);
}

/** The request may have been carried out although its answer never came. */
function isLost({ code, outcome }: ExchangeError): boolean {
	return (
		outcome === 'unknown' ||
		/^(unreachable|timeout|malformedResponse|http|server|temporarilyUnavailable)$/.test(code)
	);
}

/** The request was refused whole, before anything of it was done. */
function isAboutContent({ code }: ExchangeError): boolean {
	return code === 'input' || code === 'schemaValidation' || code === 'limit';
}
