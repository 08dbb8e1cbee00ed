import { timeZones } from '../../calendar/timeZone';
import type { PatternedRecurrence } from '../../calendar/graphTypes';
import { ExchangeError } from '../../errors';
import type { ItemReference } from '../../ews/calendarItem';
import { outcomeOf } from '../../outcome';
import type { WritableTimes } from '../input/writableEvent';
import { pendingState } from '../plan/unfinished';
import type { StepResult, UpdateStep } from '../ports';
import { stateWithoutAttendees, updateInSomeOrder, type OrderedStep } from './inSomeOrder';
import { OccurrencesLost, SeriesLost } from './seriesErrors';

/** Times that a series has. */
export interface FormerTimes {
	recurrence?: PatternedRecurrence;
	/** As they are written again; missing where they can't be, as in a zone that has no known name. */
	times?: WritableTimes;
}

/** The calendar, as far as giving back needs it. */
interface SeriesAccess {
	/** By id; what can't be read is missing. */
	formerTimes(ids: readonly string[]): Promise<ReadonlyMap<string, FormerTimes>>;
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
	const dropped = new Map<string, { item: ItemReference; former?: FormerTimes }>();
	const results = await updateInSomeOrder(steps, async (some) => {
		const dropping = some.filter(({ dropsRecurrence }) => dropsRecurrence);
		const former =
			dropping.length > 0
				? await access.formerTimes(dropping.map(({ item }) => item.id))
				: undefined;
		const sent = await send(some);
		for (const [at, { item, dropsRecurrence }] of some.entries()) {
			const result = sent[at];
			if (!dropsRecurrence || !result.ok) continue;
			dropped.set(item.id, { item: referenceTo(result), former: former?.get(item.id) });
		}
		return sent;
	});
	for (const [index, step] of steps.entries()) {
		const result = results[index];
		const { item, former } = dropped.get(step.item.id) ?? {};
		// One that was no series before is what it was.
		if (!item || !former?.recurrence || result.ok || result.stale) continue;
		const { recurrence, times } = former;
		const error = times
			? await givenBack({ item, step, times }, result.error, access)
			: new SeriesLost(result.error, recurrence);
		results[index] = { ...result, error };
	}
	return results;
}

/** @returns the refusal, with what became of the series */
async function givenBack(
	{ item, step, times }: { item: ItemReference; step: UpdateStep; times: WritableTimes },
	refusal: ExchangeError,
	{ updateQuietly, writeOccurrences }: SeriesAccess,
): Promise<ExchangeError> {
	const state = pendingState(stateWithoutAttendees(step), { times }, timeZones());
	const sent = await outcomeOf(updateQuietly([{ item, event: { times }, state }]));
	const [result] = sent.ok ? sent.value : [sent];
	if (!result.ok) return new SeriesLost(refusal, times.recurrence);
	const written = await outcomeOf(writeOccurrences([{ item: referenceTo(result), times }]));
	const [failure] = written.ok ? written.value.values() : [written];
	const { cancelled = [], exceptions = [] } = times;
	const modified = exceptions.map(({ originalStart }) => originalStart).sort();
	if (failure) {
		const starts = [...cancelled, ...modified].sort();
		return new OccurrencesLost({ cause: failure.error, starts }, 'restored', refusal);
	}
	if (modified.length === 0) return refusal;
	const message = 'of single occurrences only times, texts and availability were written again';
	const cause = new ExchangeError(refusal.code, message, { cause: refusal });
	return new OccurrencesLost({ cause, starts: modified }, 'restored', refusal);
}

function referenceTo({ id, changeKey = '' }: StepResult & { ok: true }): ItemReference {
	return { id, changeKey };
}
