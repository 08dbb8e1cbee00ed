import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import type { ItemReference } from '../../ews/calendarItem';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import { asSeries } from '../../push/carryOut/asSeries';
import { resetSeries } from '../../push/carryOut/resetSeries';
import { SeriesLost, type Unwritten } from '../../push/carryOut/seriesErrors';
import { isLost, waitForLostRequest } from '../../push/carryOut/writeBatch';
import type { WritableTimes } from '../../push/input/writableEvent';
import { eventError } from './findEvent';
import { completeOccurrences, occurrencesOf, readAgain } from './seriesOfEvent';
import { keptOccurrences } from './seriesTimes';
import type { Changed } from './writeDiffering';
import { quietWriting, updateMode, type Writing } from './writing';

/**
 * Writes the occurrences of a series whose times were written a moment ago: a failure comes too late to
 * take those back. What it keeps from its former times goes first.
 * @returns undefined where it is complete
 * @throws SeriesLost
 */
export async function completeSeries(
	exchange: Exchange,
	{ item, wanted, isReset, isAlone }: Pick<Changed, 'item' | 'wanted' | 'isReset' | 'isAlone'>,
	given: Writing,
): Promise<Unwritten | undefined> {
	const writing: Writing = isAlone ? { ...given, sending: 'none' } : given;
	const { times } = wanted;
	let kept: string[] = [];
	const complete = async () => {
		const look = async () => keptOccurrences(await readAgain(exchange, item.id, writing), wanted);
		const mayKeep = isReset && times?.recurrence !== undefined;
		if (mayKeep) kept = await look();
		const keeps = mayKeep && kept.length > 0;
		const refusal = keeps ? await startAnew(exchange, item, times, writing) : undefined;
		await completeOccurrences(exchange, item, wanted, writing);
		if (keeps) kept = await look();
		if (kept.length === 0) return;
		if (refusal) throw refusal;
		const message = 'Exchange keeps occurrences of the former times';
		throw notDone('UpdateItem', writing.mailbox, message);
	};
	const completed = await outcomeOf(complete(), (error) => error instanceof SeriesLost);
	if (completed.ok) return undefined;
	const starts = [...new Set([...occurrencesOf(wanted), ...kept])].sort();
	return { cause: completed.error, starts };
}

/**
 * Takes from a series what it has of its own occurrences: it is a single event for the moment.
 * @returns the failure for which it may have all of them still
 * @throws SeriesLost where it stays one
 */
async function startAnew(
	exchange: Exchange,
	item: ItemReference,
	times: WritableTimes,
	{ mailbox, signal, sending, lostRequestMs }: Writing,
): Promise<ExchangeError | undefined> {
	const target = { mailbox, signal, updating: updateMode(sending) };
	const reset = await outcomeOf(resetSeries(exchange, [{ item, times }], target));
	if (reset.ok && reset.value.size === 0) return undefined;
	if (!reset.ok && isLost(reset.error)) await waitForLostRequest({ lostRequestMs });
	const quiet = quietWriting(exchange, { mailbox, lostRequestMs });
	const again = await outcomeOf(asSeries(exchange, item.id, { times }, quiet));
	if (!again.ok) throw new SeriesLost(again.error, times.recurrence);
	if (!reset.ok) return reset.error;
	const [failure] = reset.value.values();
	return eventError(exchange, mailbox, failure, 'UpdateItem');
}
