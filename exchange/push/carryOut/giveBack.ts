import { timeZones } from '../../calendar/timeZone';
import type { ExchangeError } from '../../errors';
import type { ItemReference } from '../../ews/calendarItem';
import { outcomeOf } from '../../outcome';
import type { WritableTimes } from '../input/writableEvent';
import type { LinkState } from '../plan/link';
import { pendingState } from '../plan/unfinished';
import type { StepResult, UpdateStep } from '../ports';
import { updateInSomeOrder, type OrderedStep } from './inSomeOrder';
import { OccurrencesLost, SeriesLost } from './seriesErrors';

/** The calendar, as far as giving back needs it. */
interface SeriesAccess {
	/** The times that series have now, by id; those that can't be written again are missing. */
	formerTimes(ids: readonly string[]): Promise<ReadonlyMap<string, WritableTimes>>;
	/** Updates without telling anybody. */
	updateQuietly(steps: readonly OrderedStep[]): Promise<StepResult[]>;
	/** @returns the failures */
	writeOccurrences(
		series: ReadonlyArray<{ item: ItemReference; times: WritableTimes }>,
	): Promise<ReadonlyMap<number, { error: ExchangeError }>>;
}

/**
 * Updates items in some order. A series that is a single event in between, and whose new times Exchange
 * refuses then, gets its former times back; the next run tries the new ones again.
 * @param send sends steps of one kind
 */
export async function updateOrGiveBack(
	steps: readonly UpdateStep[],
	send: (steps: readonly OrderedStep[]) => Promise<StepResult[]>,
	access: SeriesAccess,
): Promise<StepResult[]> {
	const due = steps.filter(({ changesPattern }) => changesPattern);
	const former =
		due.length > 0 ? await access.formerTimes(due.map(({ item }) => item.id)) : undefined;
	const dropped = new Map<string, ItemReference>();
	const results = await updateInSomeOrder(steps, async (some) => {
		const sent = await send(some);
		for (const [at, { item, dropsRecurrence }] of some.entries()) {
			const result = sent[at];
			if (dropsRecurrence && result.ok) dropped.set(item.id, referenceTo(result));
		}
		return sent;
	});
	for (const [index, { item, state }] of steps.entries()) {
		const result = results[index];
		const single = dropped.get(item.id);
		if (!single || result.ok || result.stale) continue;
		const times = former?.get(item.id);
		const error = times
			? await givenBack({ item: single, state, times }, result.error, access)
			: new SeriesLost(result.error, undefined);
		results[index] = { ...result, error };
	}
	return results;
}

/** @returns the refusal, with what became of the series */
async function givenBack(
	{ item, state, times }: { item: ItemReference; state: LinkState; times: WritableTimes },
	refusal: ExchangeError,
	{ updateQuietly, writeOccurrences }: SeriesAccess,
): Promise<ExchangeError> {
	const pending = pendingState(state, { times }, timeZones());
	const sent = await outcomeOf(updateQuietly([{ item, event: { times }, state: pending }]));
	const [result] = sent.ok ? sent.value : [sent];
	if (!result.ok) return new SeriesLost(refusal, times.recurrence);
	const written = await outcomeOf(writeOccurrences([{ item: referenceTo(result), times }]));
	const [failure] = written.ok ? written.value.values() : [written];
	if (!failure) return refusal;
	const { cancelled = [], exceptions = [] } = times;
	const starts = [...cancelled, ...exceptions.map(({ originalStart }) => originalStart)].sort();
	return new OccurrencesLost({ cause: failure.error, starts }, 'restored', refusal);
}

function referenceTo({ id, changeKey = '' }: StepResult & { ok: true }): ItemReference {
	return { id, changeKey };
}
