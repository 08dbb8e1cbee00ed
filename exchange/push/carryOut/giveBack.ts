import { startTimeZoneId } from '../../calendar/itemTimes';
import type { PatternedRecurrence } from '../../calendar/graphTypes';
import { propertiesReadBy } from '../../calendar/propertyUses';
import { graphRecurrence } from '../../calendar/recurrence';
import { timeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import { fieldUris, type ItemReference } from '../../ews/calendarItem';
import { responseError } from '../../ews/errors';
import type { ItemShape } from '../../ews/itemShape';
import { readItemBatches } from '../../ews/readItemBatches';
import { isGone } from '../../ews/responseCodes';
import { schemaFor } from '../../ews/versions';
import { outcomeOf } from '../../outcome';
import type { WritableTimes } from '../input/writableEvent';
import type { ItemWithOccurrences } from '../plan/comparable';
import type { LinkState } from '../plan/link';
import type { CalendarItemView } from '../plan/plan';
import { pendingState, stateOfRefusedTimes } from '../plan/unfinished';
import type { MemoryStep, StepResult, UpdateStep } from '../ports';
import { unwritable } from '../series/ownContent';
import { ownTimes } from '../series/ownTimes';
import { withExceptions } from '../series/withExceptions';
import { withWritableZone } from '../series/writableZone';
import { asSeries, type QuietWriting } from './asSeries';
import { writeOccurrences } from './finishSeries';
import { stateWithoutAttendees, updateInSomeOrder, type OrderedStep } from './inSomeOrder';
import { isRefusal } from './refusals';
import { OccurrencesLost, SeriesLost } from './seriesErrors';
import { withheld } from './withheld';
import { isLost, waitForLostRequest } from './writeBatch';

/** A series as it was before its times were written. */
export interface FormerSeries {
	recurrence: PatternedRecurrence;
	/** Its times, as they are written again; missing where they can't be, as in a zone that has no known name. */
	times?: WritableTimes;
	/** Of its modified occurrences, by original start, what can't be written again. */
	unwritable: ReadonlyMap<string, readonly string[]>;
}

/** What a series is given back if need be. Extended properties of single occurrences are not read. */
export async function formerSeries(series: ItemWithOccurrences): Promise<FormerSeries | undefined> {
	const { item } = series;
	if (!item.recurrence) return undefined;
	const times = await outcomeOf(Promise.resolve().then(() => ownTimes(series)));
	const left = (item.modifiedOccurrences ?? []).map(
		({ id, originalStart }) => [originalStart, unwritable(series, id)] as const,
	);
	return {
		recurrence: graphRecurrence(item.recurrence, startTimeZoneId(item)),
		...(times.ok && { times: times.value }),
		unwritable: new Map(left.filter(([, what]) => what.length > 0)),
	};
}

/**
 * Reads series whose times are about to be written.
 * @returns by id; what is gone or no series is missing, and one that can't be read whole is a failure
 */
export async function readFormer(
	exchange: Exchange,
	ids: readonly string[],
	target: { mailbox: string; signal?: AbortSignal },
): Promise<Map<string, FormerSeries | ExchangeError>> {
	const { mailbox } = target;
	const properties = fieldUris(propertiesReadBy('push'), schemaFor(exchange.settings.version));
	const shape: ItemShape = { base: 'IdOnly', bodyType: 'Best', properties };
	const results = await readItemBatches(
		exchange,
		ids.map((id) => ({ id })),
		shape,
		target,
	);
	const found = new Map<string, FormerSeries | ExchangeError>();
	for (const [index, result] of results.entries()) {
		const id = ids[index];
		if (!result.ok) {
			if (isGone(result.failure)) continue;
			found.set(id, responseError(result.failure, { operation: 'GetItem', mailbox }));
			continue;
		}
		if (!result.item.recurrence) continue;
		const item = await withWritableZone(exchange, result.item);
		const read = await outcomeOf(
			withExceptions(exchange, item, target),
			({ code }) => code === 'cancelled',
		);
		if (!read.ok) {
			found.set(id, read.error);
			continue;
		}
		const { exceptions } = read.value;
		const seen = [...exceptions].filter(([, own]) => !withheld(exchange, mailbox, own));
		const former = await formerSeries({ ...read.value, exceptions: new Map(seen) });
		if (former) found.set(id, former);
	}
	return found;
}

/** A series that is a single event now. */
interface Dropped {
	id: string;
	former: FormerSeries;
	/** Remembered with its former times; absent: its memory stays. */
	state?: LinkState;
}

interface GivenBack {
	error: ExchangeError;
	isDone: boolean;
}

/** Times that the same is sent again of which no answer came. */
const attempts = 3;

/**
 * Gives a series that is a single event now its former times back, with what its occurrences had of their
 * own. Nobody is mailed, and it is done even if the run was cancelled.
 * @param refusal the reason for which it is not as it was wanted
 * @returns the same, which says so where something could not be given back; and whether nothing is left to be
 * written
 */
export async function giveBack(
	exchange: Exchange,
	{ id, former, state }: Dropped,
	writing: QuietWriting,
	refusal: ExchangeError,
): Promise<GivenBack> {
	const { recurrence, times } = former;
	if (!times) return { error: new SeriesLost(refusal, recurrence), isDone: false };
	const again = await outcomeOf(asSeries(exchange, id, { times, state }, writing));
	if (!again.ok) return { error: new SeriesLost(refusal, times.recurrence), isDone: false };
	// Somebody else made a series of it meanwhile.
	if (!again.value) return { error: refusal, isDone: false };
	const { cancelled = [], exceptions = [] } = times;
	const failure = await failureOfOccurrences(exchange, again.value, times, writing);
	if (failure) {
		const starts = [...cancelled, ...exceptions.map(({ originalStart }) => originalStart)].sort();
		const error = new OccurrencesLost({ cause: failure, starts }, 'restored', refusal);
		return { error, isDone: false };
	}
	if (former.unwritable.size === 0) return { error: refusal, isDone: true };
	const what = [...new Set([...former.unwritable.values()].flat())].sort();
	const message = `of single occurrences this could not be written again: ${what.join(', ')}`;
	const cause = new ExchangeError(refusal.code, message, { cause: refusal });
	const starts = [...former.unwritable.keys()].sort();
	return { error: new OccurrencesLost({ cause, starts }, 'restored', refusal), isDone: true };
}

/** Writes what its occurrences had of their own; what is written already is so again. */
async function failureOfOccurrences(
	exchange: Exchange,
	item: ItemReference,
	times: WritableTimes,
	{ mailbox, failed, lostRequestMs }: QuietWriting,
): Promise<ExchangeError | undefined> {
	for (let attempt = 1; ; attempt++) {
		const series = [{ item, times, isAlone: true }];
		const sent = await outcomeOf(
			writeOccurrences(exchange, series, { mailbox, sending: 'none', failed }),
		);
		const [failure] = sent.ok ? sent.value.values() : [sent];
		if (!failure) return undefined;
		if (!isLost(failure.error) || attempt === attempts) return failure.error;
		await waitForLostRequest({ lostRequestMs });
	}
}

/** The calendar, as far as writing times needs it. */
interface SeriesAccess {
	/** By id; what is gone or no series is missing, and one that can't be read whole is a failure. */
	former(ids: readonly string[]): Promise<ReadonlyMap<string, FormerSeries | ExchangeError>>;
	giveBack(dropped: Dropped, refusal: ExchangeError): Promise<GivenBack>;
	/** By id; what is gone is missing. */
	read(ids: readonly string[]): Promise<ReadonlyMap<string, CalendarItemView>>;
	remember(steps: readonly MemoryStep[]): Promise<StepResult[]>;
}

/**
 * Updates items in some order. A series that is a single event in between, and whose new times Exchange
 * refuses then, gets its former times back; the next run tries the new ones again, unless they are refused for
 * good: the item remembers that. One that could not be given back whole, since it can't be read, stays as it
 * is.
 * @param send sends steps of one kind
 */
export async function updateOrGiveBack(
	steps: readonly UpdateStep[],
	send: (steps: readonly OrderedStep[]) => Promise<StepResult[]>,
	access: SeriesAccess,
): Promise<StepResult[]> {
	const dropped = new Map<string, { id: string; former: FormerSeries }>();
	const results = await updateInSomeOrder(steps, async (some) => {
		const dropping = some.filter(({ dropsRecurrence }) => dropsRecurrence);
		if (dropping.length === 0) return await send(some);
		const former = await access.former(dropping.map(({ item }) => item.id));
		const formerOf = some.map(({ item, dropsRecurrence }) =>
			dropsRecurrence ? former.get(item.id) : undefined,
		);
		const due = some.filter((_, at) => !(formerOf[at] instanceof ExchangeError));
		const sent = (due.length > 0 ? await send(due) : []).values();
		return formerOf.map((found, at): StepResult => {
			if (found instanceof ExchangeError) return { ok: false, stale: false, error: found };
			const result = sent.next().value!;
			if (found && result.ok) dropped.set(some[at].item.id, { id: result.id, former: found });
			return result;
		});
	});
	for (const [index, step] of steps.entries()) {
		const result = results[index];
		const one = dropped.get(step.item.id);
		// One that was no series before is what it was.
		if (!one || result.ok || result.stale) continue;
		const { times } = one.former;
		const state = times && pendingState(stateWithoutAttendees(step), { times }, timeZones());
		const { error, isDone } = await access.giveBack(
			{ ...one, ...(state && { state }) },
			result.error,
		);
		results[index] = { ...result, error };
		if (isDone && isRefusal(result)) await rememberRefusal(one.id, step, result.error, access);
	}
	return results;
}

/** Where that fails the next run tries the new times once more. */
async function rememberRefusal(
	id: string,
	step: UpdateStep,
	refusal: ExchangeError,
	{ read, remember }: SeriesAccess,
): Promise<void> {
	const remembered = async () => {
		const item = (await read([id])).get(id);
		if (!item) return;
		const state = stateOfRefusedTimes(stateWithoutAttendees(step), item, refusal);
		await remember([{ item: { id, changeKey: item.changeKey }, state }]);
	};
	await outcomeOf(remembered());
}
