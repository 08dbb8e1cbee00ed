import type { PatternedRecurrence } from '../../calendar/graphTypes';
import { inWordsOf } from '../../calendar/recurrence';
import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import { outcomeOf } from '../../outcome';
import { formerSeries, giveBack } from '../../push/carryOut/giveBack';
import { hasAttendees } from '../../push/carryOut/items';
import { hasOwnOccurrences } from '../../push/carryOut/resetSeries';
import { OccurrencesLost } from '../../push/carryOut/seriesErrors';
import { isGiven } from '../../push/input/values';
import type { WritableEvent, WritableTimes } from '../../push/input/writableEvent';
import { isAlone } from '../../push/plan/alone';
import type { ItemWithOccurrences } from '../../push/plan/comparable';
import { fieldsOf } from '../../push/plan/fields';
import { ruleOf } from '../../push/series/ownTimes';
import { withExceptions } from '../../push/series/withExceptions';
import { assertSeen } from './assertSeen';
import type { Change } from './change';
import { completedContent, differingFields } from './changeOf';
import { completeSeries } from './completeSeries';
import type { FoundEvent } from './findEvent';
import { missingOccurrences } from './seriesTimes';
import { saysWhen } from './givenTimes';
import {
	assertOrder,
	carriesOccurrences,
	givesOccurrences,
	timesOfOne,
	timesOfSeries,
	wholeSeries,
} from './timesOfChange';
import { writeDiffering, type Changed, type Decided } from './writeDiffering';
import { quietWriting, type Writing } from './writing';

interface ChangingItem {
	/** Found a moment ago. */
	found: FoundEvent;
	/** Looks once more; at an item of that id, or at what was named. */
	find(isKnown: boolean, id?: string): Promise<FoundEvent>;
	change: Change;
	writing: Writing;
}

/** A decision about a series. */
interface Tried extends Decided {
	series: ItemWithOccurrences;
	/** It may be a single event since. */
	isDropped?: boolean;
}

/** Changes a single event, one occurrence, or a whole series. */
export async function changeItem(
	exchange: Exchange,
	{ found, find, change, writing }: ChangingItem,
): Promise<Pick<Changed, 'action' | 'from'> & { id: string }> {
	let first: FoundEvent | undefined = found;
	let tried: Tried | undefined;
	const work = writeDiffering(exchange, writing, async () => {
		const goesOn = tried && (await continued(exchange, find, tried, writing));
		if (goesOn) return goesOn;
		const decided = await decide(exchange, first ?? (await find(true)), change, writing);
		first = undefined;
		const { series } = decided;
		if (!series) return decided;
		const one: Tried = { ...decided, series };
		tried = one;
		return { ...decided, dropping: () => void (one.isDropped = true) };
	});
	const done = await outcomeOf(work);
	if (!done.ok) {
		const isDropped = tried?.isDropped === true;
		throw tried && isDropped ? await restored(exchange, tried, writing, done.error) : done.error;
	}
	const { action, item, from } = done.value;
	if (action === 'updated' && found.scope !== 'occurrence') {
		const unwritten = await completeSeries(exchange, done.value, writing);
		// A repeat writes what the call itself gives, and finds nothing of what was carried along.
		if (unwritten && givesOccurrences(change.input)) throw unwritten.cause;
		if (unwritten) throw new OccurrencesLost(unwritten, 'changed');
	}
	return { action, id: item.id, from };
}

async function decide(
	exchange: Exchange,
	{ item, scope, master, pivot }: FoundEvent,
	change: Change,
	writing: Writing,
): Promise<Decided & { series?: ItemWithOccurrences }> {
	const isOccurrence = scope === 'occurrence';
	// From its first occurrence on is the whole series.
	const target = scope === 'thisAndFollowing' && master ? master : item;
	const isSeries = !isOccurrence && target.recurrence !== undefined;
	const hasTimes = saysWhen(change.input);
	const endsSeries = change.input.recurrence === null && !isGiven(change.input.rrule);
	const series = await withExceptions(
		exchange,
		hasTimes ? target : withoutModified(target),
		writing,
		endsSeries ? -Infinity : undefined,
	);
	const given = !isSeries
		? timesOfOne(target, change, isOccurrence)
		: hasTimes
			? timesOfSeries(series, wholeSeries(series, pivot), change)
			: undefined;
	const kept = isSeries && given ? withOwnPattern(given, ruleOf(series).recurrence) : given;
	const times = kept ?? given;
	const content = completedContent(change, target);
	const wanted: WritableEvent = { ...content, ...(times && { times }) };
	const own = isSeries && givesOccurrences(change.input) ? wanted : {};
	const differing = withMissing(differingFields(series, wanted), series, own);
	const isCarried = isSeries && carriesOccurrences(change.input);
	if (isCarried && differing.times) {
		assertOrder(differing.times, series.zones);
		await assertSeen(exchange, series, writing);
	}
	return {
		item: target.itemId,
		wanted,
		differing,
		...(isSeries && { series, hasOwn: hasOwnOccurrences(target) }),
		...(isOccurrence && { isOccurrence }),
		isAlone: isAlone({ hasAttendees: hasAttendees(target) }, wanted),
		...(isSeries && times && !times.recurrence && { endsSeries: true }),
		...(times?.recurrence && !kept && { changesPattern: true }),
	};
}

/**
 * Goes on with a change of a series that was written in part, or whole: what was decided stays. Another look
 * at what was named would find a single event, or another occurrence at the same time, and move it once more.
 * @returns undefined where nothing of it was written
 */
async function continued(
	exchange: Exchange,
	find: ChangingItem['find'],
	{ item: { id }, wanted, isDropped, hasOwn }: Tried,
	writing: Writing,
): Promise<Decided | undefined> {
	const { item } = await find(true, id);
	const isSeries = item.recurrence !== undefined;
	const { cancelled, exceptions, ...pattern } = wanted.times ?? {};
	void [cancelled, exceptions];
	const now = await withExceptions(
		exchange,
		{ ...withoutModified(item), deletedOccurrences: [] },
		writing,
	);
	const differing = differingFields(
		now,
		wanted.times ? { ...wanted, times: pattern as WritableTimes } : wanted,
	);
	const isWritten = fieldsOf(differing).length === 0;
	const isSingle = !isSeries && (isDropped || wanted.times?.recurrence === undefined);
	if (!isWritten && !isSingle) return undefined;
	return {
		item: item.itemId,
		wanted,
		differing,
		hasOwn,
		isAlone: isAlone({ hasAttendees: hasAttendees(item) }, wanted),
	};
}

/**
 * Gives a series that is a single event now its own times back, even if the run was cancelled.
 * @returns the failure, which says so where that can't be done
 */
async function restored(
	exchange: Exchange,
	{ item: { id }, series }: Tried,
	{ mailbox }: Writing,
	failure: ExchangeError,
): Promise<ExchangeError> {
	const former = await formerSeries(series);
	if (!former) return failure;
	const writing = quietWriting(exchange, { mailbox });
	const { error } = await giveBack(exchange, { id, former }, writing, failure);
	return error;
}

/** New times of a series in the words of its own pattern; undefined where that gives other days. */
function withOwnPattern(times: WritableTimes, own: PatternedRecurrence): WritableTimes | undefined {
	const recurrence = times.recurrence && inWordsOf(times.recurrence, own);
	return recurrence && { ...times, recurrence };
}

/** Adds the times whose occurrences lack something that is no part of the times, such as a category. */
function withMissing(
	differing: WritableEvent,
	series: ItemWithOccurrences,
	{ times, ...event }: WritableEvent,
): WritableEvent {
	if (differing.times || !times) return differing;
	const { exceptions = [] } = missingOccurrences(series, { ...event, times });
	return exceptions.length > 0 ? { ...differing, times } : differing;
}

/** The content of single occurrences is of no interest then. */
function withoutModified(item: FoundEvent['item']): FoundEvent['item'] {
	return { ...item, modifiedOccurrences: [] };
}
