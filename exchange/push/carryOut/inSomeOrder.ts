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
 * single event in between; broken off there, it is finished by the next run.
 * @param send sends steps of one kind
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 */
export async function updateInSomeOrder(
	steps: readonly UpdateStep[],
	send: (steps: readonly OrderedStep[]) => Promise<StepResult[]>,
): Promise<StepResult[]> {
	const results = await send(steps);
	const resend = async (again: ReadonlyMap<number, OrderedStep>) => {
		const sent = again.size > 0 ? await send([...again.values()]) : [];
		for (const [at, index] of [...again.keys()].entries()) results[index] = sent[at];
	};
	const isRefused = ([index, { event }]: [number, UpdateStep]) =>
		event.times && isForOrder(results[index]);
	const endFirst = (again: ReadonlyArray<[number, OrderedStep]>) =>
		new Map(again.map(([index, step]) => [index, { ...step, isEndFirst: true as const }]));
	const refused = [...steps.entries()].filter(isRefused);
	await resend(endFirst(refused.filter(([, step]) => !isSeries(step))));
	const series = refused.filter(([, step]) => isSeries(step));
	await resend(new Map(series.map(([index, step]) => [index, withoutTimes(step)])));
	const times = new Map<number, OrderedStep>();
	for (const [index, { event, state }] of series) {
		const result = results[index];
		if (!result.ok) continue;
		const item = { id: result.id, changeKey: result.changeKey ?? '' };
		times.set(index, { item, event: { times: event.times }, state });
	}
	await resend(times);
	await resend(endFirst([...times].filter(isRefused)));
	return results;
}

function isSeries({ event, endsSeries }: UpdateStep): boolean {
	return endsSeries === true || event.times?.recurrence !== undefined;
}

function withoutTimes({ endsSeries, event, state, ...step }: UpdateStep): OrderedStep {
	void endsSeries;
	const { times, ...rest } = event;
	void times;
	return { ...step, event: rest, state: { ...state, pending: true }, dropsRecurrence: true };
}

/** True for a refusal of times that may be right all the same. */
function isForOrder(result: StepResult): boolean {
	if (result.ok) return false;
	const { responseCode = '' } = result.error.details;
	return /^Error(OccurrenceTimeSpanTooBig|CalendarEndDateIsEarlierThanStartDate)$/.test(
		responseCode,
	);
}
