import { timeZones } from '../../calendar/timeZone';
import type { ExchangeError } from '../../errors';
import { MailboxFull } from '../../ews/errors';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import type { WritableTimes } from '../input/writableEvent';
import type { PushResult } from '../options';
import { writtenKey } from '../plan/link';
import type { PlannedAction } from '../plan/plan';
import { pendingState, withRefusal } from '../plan/unfinished';
import type { CalendarAccess, SeriesResult, SeriesStep, StepResult } from '../ports';
import { failedResult, resultOf } from './results';

interface WriteOptions {
	source: string;
	access: CalendarAccess;
}

/** An action of which nobody knows what became, or that met something else than it was decided for. */
export interface Undecided {
	action: PlannedAction;
	error: ExchangeError;
}

export type Outcome = { action: PlannedAction; result: PushResult } | Undecided;

/** Writes actions of one kind, in one request if the server takes it. */
export async function writeBatch(
	batch: readonly PlannedAction[],
	options: WriteOptions,
): Promise<Outcome[]> {
	const sent = await outcomeOf(send(batch, options), endsTheRun);
	if (!sent.ok) {
		const { error } = sent;
		if (isLost(error)) {
			await options.access.waitForLostRequest();
			return batch.map((action) => ({ action, error }));
		}
		if (batch.length === 1) {
			const [action] = batch;
			return [{ action, result: failedResult(action, error) }];
		}
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
		if (result.ok) return { action, result: { ...resultOf(action), ...withoutOk(result) } };
		if (result.stale) return { action, error: result.error };
		return { action, result: failedResult(action, result.error) };
	});
	return await finishSeries(batch, results, outcomes, options);
}

async function send(
	batch: readonly PlannedAction[],
	{ access, source }: WriteOptions,
): Promise<StepResult[]> {
	const kind = batch[0].action;
	if (kind === 'delete') return await access.delete(batch.map(itemOf));
	const steps = batch.map((action) => {
		const { event = {}, missing, state = { version: 1, fields: {} } } = action;
		const { times, ...others } = event;
		void times;
		return {
			event: missing ? others : event,
			state: timesToFinish(action) ? pendingState(state, event, timeZones()) : state,
		};
	});
	if (kind === 'create') {
		return await access.create(
			batch.map((action, index) => ({
				link: writtenKey(source, action.externalId),
				...steps[index],
			})),
		);
	}
	return await access.update(
		batch.map((action, index) => ({
			item: itemOf(action),
			...(action.endsSeries && { endsSeries: true }),
			...(action.changesPattern && !action.missing && { changesPattern: true }),
			...(action.isAlone && { isAlone: true }),
			...(action.attendeesBefore && { attendeesBefore: action.attendeesBefore }),
			...(action.action === 'adopt' && { link: writtenKey(source, action.externalId) }),
			...steps[index],
		})),
	);
}

/** Occurrences can only be written when the series is there. */
async function finishSeries(
	batch: readonly PlannedAction[],
	results: readonly StepResult[],
	outcomes: Outcome[],
	{ access }: WriteOptions,
): Promise<Outcome[]> {
	const open: number[] = [];
	const steps: SeriesStep[] = [];
	for (const [index, action] of batch.entries()) {
		const { state, missing } = action;
		const result = results[index];
		const times = timesToFinish(action);
		if (action.action === 'delete' || !result.ok || !state || !times) continue;
		open.push(index);
		const item = { id: result.id, changeKey: result.changeKey ?? '' };
		const resets = action.resetsSeries === true && !missing;
		const { isAlone } = action;
		steps.push({ item, times, state, ...(resets && { resets }), ...(isAlone && { isAlone }) });
	}
	if (steps.length === 0) return outcomes;
	const sent = await outcomeOf(access.finishSeries(steps), endsTheRun);
	if (!sent.ok) await access.waitForLostRequest();
	const finished = sent.ok
		? sent.value
		: steps.map((): SeriesResult => ({ ok: false, stale: true, error: sent.error }));
	for (const [at, index] of open.entries()) {
		const result = finished[at];
		const action = batch[index];
		const before = outcomes[index];
		if (result.ok && result.refused) {
			const { id, changeKey, refused } = result;
			const state = withRefusal(steps[at].state, refused);
			outcomes[index] = {
				action: { ...action, state },
				result: { ...failedResult(action, refused), id, changeKey },
			};
		} else if (result.ok && 'result' in before) before.result.changeKey = result.changeKey;
		else if (!result.ok) {
			outcomes[index] = result.stale
				? { action, error: result.error }
				: { action, result: failedResult(action, result.error) };
		}
	}
	return outcomes;
}

/** Those of a series of which a part is written once it is there. */
function timesToFinish({ event, missing, resetsSeries }: PlannedAction): WritableTimes | undefined {
	const times = missing ?? event?.times;
	if (!times?.recurrence) return undefined;
	const hasExceptions = !!(times.cancelled?.length || times.exceptions?.length);
	return hasExceptions || (resetsSeries && !missing) ? times : undefined;
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

/** The request may have been carried out, in part or in full, although its answer never came. */
export function isLost({ code, outcome }: ExchangeError): boolean {
	return (
		outcome === 'unknown' ||
		/^(unreachable|timeout|malformedResponse|http|server|temporarilyUnavailable)$/.test(code)
	);
}

/** After a lost answer the request may still be at work: what is there is looked at a moment later. */
export async function waitForLostRequest({
	signal,
	lostRequestMs = 1_000,
}: {
	signal?: AbortSignal;
	lostRequestMs?: number;
}): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, lostRequestMs));
	throwIfCancelled(signal);
}

/** The request was refused whole, before anything of it was done. */
function isAboutContent(error: ExchangeError): boolean {
	const { code } = error;
	if (error instanceof MailboxFull) return false;
	return code === 'input' || code === 'schemaValidation' || code === 'limit';
}
