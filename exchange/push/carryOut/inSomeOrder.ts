import { dayMs } from '../../calendar/civil';
import { occurrenceStarts } from '../../calendar/occurrences';
import { recurrenceRecord } from '../../calendar/recurrence';
import { timeZones } from '../../calendar/timeZone';
import { InvalidInput } from '../../errors';
import type { WritableTimes } from '../input/writableEvent';
import type { LinkState } from '../plan/link';
import type { StepResult, UpdateStep } from '../ports';

/** An update, with what decides in which order its times are written. */
export interface OrderedStep extends UpdateStep {
	/** The end before the start. */
	isEndFirst?: true;
	/** A series becomes a single event for the moment, of which nobody is to hear. */
	dropsRecurrence?: true;
}

/**
 * Updates items on servers that apply one field after the other, too: where a new start meets an old end,
 * they refuse what the next field would mend. Then the end is written before the start, and a series is a
 * single event in between; broken off there, it is finished by the next run. So is at once a series that gets
 * another pattern: servers make two of one that has begun. A series whose occurrences are
 * too long for their intervals stays as it is: no order helps it.
 * @param send sends steps of one kind
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 * @see https://github.com/OfficeDev/ews-managed-api/issues/168
 */
export async function updateInSomeOrder(
	steps: readonly UpdateStep[],
	send: (steps: readonly OrderedStep[]) => Promise<StepResult[]>,
): Promise<StepResult[]> {
	const results: StepResult[] = [];
	const resend = async (again: ReadonlyMap<number, OrderedStep>) => {
		const sent = again.size > 0 ? await send([...again.values()]) : [];
		for (const [at, index] of [...again.keys()].entries()) results[index] = sent[at];
	};
	const anew: Array<[number, UpdateStep]> = [];
	const others: Array<[number, UpdateStep]> = [];
	for (const one of steps.entries()) (startsAnew(one[1]) ? anew : others).push(one);
	await resend(new Map(others));
	const isRefused = ([index, { event }]: [number, UpdateStep]) =>
		event.times && isForOrder(results[index]);
	const endFirst = (again: ReadonlyArray<[number, OrderedStep]>) =>
		new Map(again.map(([index, step]) => [index, { ...step, isEndFirst: true as const }]));
	const refused = others.filter(isRefused);
	await resend(endFirst(refused.filter(([, step]) => !isSeries(step))));
	for (const [index, { event }] of refused) {
		if (event.times && overlapsItself(event.times)) results[index] = tooLong(results[index]);
	}
	const isOpen = ([index, step]: [number, UpdateStep]) =>
		isSeries(step) && isForOrder(results[index]);
	const series = [...anew, ...refused.filter(isOpen)];
	await resend(new Map(series.map(([index, step]) => [index, withoutTimes(step)])));
	const times = new Map<number, OrderedStep>();
	for (const [index, { event, state }] of series) {
		const result = results[index];
		if (!result.ok) continue;
		const item = { id: result.id, changeKey: result.changeKey ?? '' };
		times.set(index, { item, event: withoutContent(event), state });
	}
	await resend(times);
	await resend(endFirst([...times].filter(isRefused)));
	return results;
}

function isSeries({ event, endsSeries }: UpdateStep): boolean {
	return endsSeries === true || event.times?.recurrence !== undefined;
}

/**
 * One that can't be refused for its length: then nothing of it is to be written. A series that has not begun
 * yet is among them, though servers would change it in place: the clock of the server decides that, which
 * nobody here knows, and a wrong guess costs the series its UID and its past, the right one saves a request.
 */
function startsAnew({ changesPattern, event: { times } }: UpdateStep): boolean {
	return changesPattern === true && times !== undefined && !overlapsItself(times);
}

/** Who is invited is written with the times: of the step between nobody hears. */
function withoutTimes(given: UpdateStep): OrderedStep {
	const { endsSeries, changesPattern, event, ...step } = given;
	void [endsSeries, changesPattern];
	const { times, attendees, ...rest } = event;
	void [times, attendees];
	const state: LinkState = { ...stateWithoutAttendees(given), pending: true };
	return { ...step, event: rest, state, dropsRecurrence: true };
}

/** The memory of a write that leaves out who is invited: the next run is to find that undone. */
export function stateWithoutAttendees({
	event,
	state,
	attendeesBefore,
}: Pick<UpdateStep, 'event' | 'state' | 'attendeesBefore'>): LinkState {
	if (!event.attendees) return state;
	const { attendees, ...fields } = state.fields;
	void attendees;
	return {
		...state,
		fields: { ...fields, ...(attendeesBefore && { attendees: attendeesBefore }) },
	};
}

function withoutContent({ times, attendees }: UpdateStep['event']): UpdateStep['event'] {
	return { times, ...(attendees && { attendees }) };
}

/** Occurrences in which the shortest interval of any pattern is found. */
const looked = 100;

/** True where an occurrence is not over when the next one begins, by the clock of the series. */
function overlapsItself({ recurrence, start, end, timeZone }: WritableTimes): boolean {
	const zone = timeZones().byName(timeZone);
	if (!recurrence || !zone) return false;
	const first = Date.parse(start);
	const length = zone.toLocal(Date.parse(end)) - zone.toLocal(first);
	if (length <= dayMs) return false;
	const rule = { recurrence: recurrenceRecord(recurrence), start: first, zone };
	let [before, left] = [-Infinity, looked];
	for (const one of occurrenceStarts(rule, first, 8.64e15)) {
		const local = zone.toLocal(one);
		if (local - before < length) return true;
		before = local;
		if (--left === 0) break;
	}
	return false;
}

function tooLong(result: StepResult): StepResult {
	if (result.ok) return result;
	const message = 'The occurrences would be longer than the time from one to the next';
	const error = new InvalidInput('end', message, {
		cause: result.error,
		details: { ...result.error.details, responseCode: undefined },
		remedy: 'Give an earlier end, or a recurrence with more time between its occurrences.',
	});
	return { ...result, error };
}

/** True for a refusal of times that may be right all the same. */
function isForOrder(result: StepResult): boolean {
	if (result.ok) return false;
	const { responseCode = '' } = result.error.details;
	return /^Error(OccurrenceTimeSpanTooBig|CalendarEndDateIsEarlierThanStartDate)$/.test(
		responseCode,
	);
}
