import { occurrenceStarts } from '../../calendar/occurrences';
import { timeZones } from '../../calendar/timeZone';
import { instantText } from '../../calendar/civil';
import type { Exchange } from '../../connection';
import { InvalidInput, type ExchangeError } from '../../errors';
import type { ItemFailure, ItemReference } from '../../ews/calendarItem';
import { readItemBatches } from '../../ews/readItemBatches';
import type { CallTarget } from '../../ews/request';
import { isItemMissing, isOccurrenceDeleted } from '../../ews/responseCodes';
import { deleteItems, updateAppointments } from '../../ews/library/writeItems';
import { isMoved, occurrenceTimes } from '../plan/comparable';
import { fieldsOf } from '../plan/fields';
import type { WritableEvent, WritableException, WritableTimes } from '../input/writableEvent';
import { changedAppointment } from './appointment';
import { findOccurrences } from './findOccurrences';
import { askForContent, isDoubtful, refusedException, saysMore } from './occurrenceContent';
import { updateInSomeOrder, type OrderedStep } from './inSomeOrder';
import { isUnseen, updateMailingApart } from './mailApart';
import { isRefusal } from './refusals';
import { resetSeries } from './resetSeries';
import type { LinkState } from '../plan/link';
import { withRefusal } from '../plan/unfinished';
import { recurrenceRecord } from '../../calendar/recurrence';
import type { SeriesResult, SeriesStep, StepResult } from '../ports';

interface SeriesOptions {
	mailbox: string;
	/** Of occurrences that are taken out. */
	sending: 'none' | 'allAndSaveCopy';
	/** Of those that are changed; default: the same. */
	updating?: 'none' | 'allAndSaveCopy' | 'changedAndSaveCopy';
	signal?: AbortSignal;
	failed(failure: ItemFailure): Failure;
}

/** An occurrence that is to be moved or taken out. */
interface Due {
	step: number;
	/** Counts from 1, cancelled ones too. */
	instanceIndex: number;
	/** ISO instant that the pattern gives it. */
	originalStart: string;
	exception?: WritableException;
}

interface Move {
	step: number;
	item: ItemReference;
	event: WritableEvent;
	exception: WritableException;
}

/**
 * Exchange keeps the occurrences of a series in their order: the error names the one that would leave it.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 */
function crossing(result: Failure, { exception }: Move): Failure {
	if (result.error.details.responseCode !== 'ErrorOccurrenceCrossingBoundary') return result;
	const { originalStart, start } = exception;
	const message = `The occurrence of ${originalStart} can't be moved to ${start}: another occurrence of the series is before it or at the same time`;
	const error = new InvalidInput('exceptions', message, {
		details: { ...result.error.details },
		remedy:
			'Cancel that occurrence in exceptions (isCancelled: true), and send a single event for its new time.',
	});
	return { ...result, error };
}

/**
 * Writes what differs from the series' pattern: first takes out, then moves, then remembers that all is
 * written; before that, series that are to be reset lose the exceptions that they have. Each of the three is
 * one request for all series of the batch, or two where one of them mails. An occurrence that is out already
 * is left out, so that an interrupted run can be continued. What Exchange refuses is remembered as that:
 * it would refuse it again.
 */
export async function finishSeries(
	exchange: Exchange,
	steps: readonly SeriesStep[],
	writing: SeriesOptions,
): Promise<SeriesResult[]> {
	const { mailbox, sending, updating = sending, signal } = writing;
	const failures = new Map<number, Failure>();
	const resets = [...steps.keys()].filter((index) => steps[index].resets);
	const unreset = await resetSeries(
		exchange,
		resets.map((index) => steps[index]),
		{ mailbox, updating, signal },
	);
	for (const [at, failure] of unreset) failures.set(resets[at], writing.failed(failure));
	const open = [...steps.keys()].filter((index) => !failures.has(index));
	const ofOpen = await writeOccurrences(
		exchange,
		open.map((index) => steps[index]),
		writing,
	);
	const refusals = new Map<number, ExchangeError>();
	for (const [at, failure] of ofOpen) {
		failures.set(open[at], failure);
		if (isRefusal(failure)) refusals.set(open[at], failure.error);
	}
	const done = [...steps.keys()].filter((index) => !failures.has(index) || refusals.has(index));
	const remembered =
		done.length === 0
			? []
			: await updateAppointments(
					exchange,
					{ mailbox, signal, conflict: 'overwrite' },
					(api, service) =>
						done.map((index) =>
							changedAppointment(api, service, steps[index].item, {
								event: {},
								state: withRefusal(steps[index].state, refusals.get(index)),
							}),
						),
				);
	return steps.map((_, index): SeriesResult => {
		const failure = failures.get(index);
		const refused = refusals.get(index);
		if (failure && !refused) return failure;
		const result = remembered[done.indexOf(index)];
		if (!result.ok) return writing.failed(result.failure);
		return { ok: true, ...result.item, ...(refused && { refused }) };
	});
}

type Failure = StepResult & { ok: false };

/**
 * Takes out and moves what differs from the series' pattern.
 * @returns the failures, by the number of their step
 */
export async function writeOccurrences(
	exchange: Exchange,
	steps: ReadonlyArray<Pick<SeriesStep, 'item' | 'times' | 'isAlone'>>,
	writing: SeriesOptions,
): Promise<Map<number, Failure>> {
	const { mailbox, sending, updating = sending, signal } = writing;
	const target = { mailbox, sendInvitations: sending, signal };
	const due = steps.flatMap((step, index) => differing(step.times, index));
	const wanted = due.map(({ step, instanceIndex, originalStart }) => ({
		seriesId: steps[step].item.id,
		instanceIndex,
		originalStart,
	}));
	const found = await findOccurrences(exchange, wanted, { mailbox, signal });
	const failures = new Map<number, Failure>();
	const fail = (step: number, result: Failure) => {
		const before = failures.get(step);
		// What may pass is tried again, whatever else was refused.
		if (!before || isRefusal(before)) failures.set(step, result);
	};
	const missing = found.flatMap((result, index) =>
		!result.ok && isItemMissing(result.failure) && !due[index].exception
			? [wanted[index].seriesId]
			: [],
	);
	const unseen = await unseenSeries(exchange, [...new Set(missing)], { mailbox, signal });
	const moves: Move[] = [];
	const removals: Array<{ step: number; item: ItemReference }> = [];
	for (const [index, { step, exception }] of due.entries()) {
		const result = found[index];
		if (result.ok) {
			const item = result.item.itemId;
			if (exception) {
				const event = exceptionEvent(exception, steps[step].times);
				// An update that writes nothing is refused.
				if (fieldsOf(event).length > 0) moves.push({ step, item, event, exception });
			} else removals.push({ step, item });
		} else if (
			exception ||
			!isOccurrenceDeleted(result.failure) ||
			unseen.has(wanted[index].seriesId)
		)
			fail(step, writing.failed(result.failure));
	}
	const write = async (some: readonly OrderedStep[], sendInvitations: typeof updating) => {
		const results = await updateAppointments(
			exchange,
			// Each move changes the change key that all occurrences of the series share.
			{ ...target, sendInvitations, conflict: 'overwrite' },
			(api, service) =>
				some.map(({ item, event, isEndFirst }) =>
					changedAppointment(api, service, item, { event, isEndFirst, isOccurrence: true }),
				),
		);
		return results.map(
			(result): StepResult =>
				result.ok ? { ok: true, ...result.item } : writing.failed(result.failure),
		);
	};
	// Another occurrence may be moved to the day of one that is cancelled.
	if (removals.length > 0) {
		const items = removals.map(({ item }) => item);
		const results = await deleteItems(exchange, { ...target, how: 'toDeletedItems' }, items);
		for (const [index, result] of results.entries()) {
			if (!result.ok && !isOccurrenceDeleted(result.failure))
				fail(removals[index].step, writing.failed(result.failure));
		}
	}
	const asked = moves.filter(({ event }) => isDoubtful(event));
	const answers = await askForContent(exchange, asked, { mailbox, signal, conflict: 'overwrite' });
	const unwritten = new Set<Move>();
	for (const [index, answer] of answers.entries()) {
		const move = asked[index];
		if (answer.ok) {
			if (answer.isHidden && !saysMore(move.event)) unwritten.add(move);
			continue;
		}
		const refused = 'refused' in answer ? answer.refused : undefined;
		if (refused?.field !== 'categories') unwritten.add(move);
		const { originalStart } = move.exception;
		const failure = 'failure' in answer ? writing.failed(answer.failure) : undefined;
		const error = refused && refusedException(refused, originalStart);
		fail(move.step, failure ?? { ok: false, stale: false, error: error as ExchangeError });
	}
	const open = withoutMeeting(moves.filter((move) => !unwritten.has(move)));
	if (open.length > 0) {
		const state: LinkState = { version: 1, fields: {} };
		const results = await updateInSomeOrder(
			open.map(({ item, event, step }) => ({
				item,
				event,
				state,
				...(steps[step].isAlone && { isAlone: true }),
			})),
			async (some) => await updateMailingApart(some, updating, isUnseen, write),
		);
		for (const [index, result] of results.entries()) {
			if (!result.ok) fail(open[index].step, crossing(result, open[index]));
		}
	}
	return failures;
}

/**
 * Exchange checks each occurrence against where its neighbours are just then: none is to meet one that is
 * about to leave. Of those that move later the last comes first, then those that move earlier.
 * @param moves of each series in the order of its pattern
 */
function withoutMeeting(moves: readonly Move[]): Move[] {
	const isLater = ({ event, exception: { originalStart, start } }: Move) =>
		event.times !== undefined && Date.parse(start) >= Date.parse(originalStart);
	const later = moves.filter(isLater).reverse();
	return [...later, ...moves.filter((move) => !isLater(move))];
}

/**
 * Ids of the series that are not there for the account: that it does not find an occurrence says nothing
 * then of whether that takes place.
 */
async function unseenSeries(
	exchange: Exchange,
	ids: readonly string[],
	target: CallTarget,
): Promise<Set<string>> {
	if (ids.length === 0) return new Set();
	const targets = ids.map((id) => ({ id }));
	const results = await readItemBatches(exchange, targets, { base: 'IdOnly' }, target);
	return new Set(ids.filter((_, index) => !results[index].ok));
}

function differing(times: WritableTimes, step: number): Due[] {
	const cancelled = new Set(times.cancelled);
	const exceptions = new Map(
		times.exceptions?.map((exception) => [exception.originalStart, exception]),
	);
	const zone = timeZones().byName(times.timeZone);
	if (!times.recurrence || !zone) return [];
	const start = Date.parse(times.start);
	const rule = { recurrence: recurrenceRecord(times.recurrence), start, zone };
	const due: Due[] = [];
	let left = cancelled.size + exceptions.size;
	let instanceIndex = 0;
	for (const one of occurrenceStarts(rule, start, 8.64e15)) {
		instanceIndex++;
		const original = instantText(one);
		const exception = exceptions.get(original);
		if (!exception && !cancelled.has(original)) continue;
		due.push({ step, instanceIndex, originalStart: original, ...(exception && { exception }) });
		if (--left === 0) break;
	}
	return due;
}

function exceptionEvent(
	exception: WritableException,
	{ start: first, end: firstEnd, isAllDay, timeZone }: WritableTimes,
): WritableEvent {
	const { originalStart, start, end, ...content } = exception;
	void originalStart;
	const zone = isAllDay ? timeZones().byName(timeZone) : undefined;
	const ofSeries = occurrenceTimes({ originalStart: first, start: first, end: firstEnd }, zone);
	const length = ofSeries.end - ofSeries.start;
	// Only what differs: Exchange checks times that are written against the neighbours.
	return {
		...(isMoved(occurrenceTimes(exception, zone), length) && {
			times: { start, end, isAllDay, timeZone },
		}),
		...content,
	};
}
