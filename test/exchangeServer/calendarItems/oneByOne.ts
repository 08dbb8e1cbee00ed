import type { Recurrence, XmlNode } from '../contracts';
import { ResponseError } from '../responseErrors';
import { moveZones } from './moveZones';
import {
	checkTimes,
	finishTimes,
	readFields,
	type WrittenFields,
	type Writing,
} from './readFields';

const MS_PER_DAY = 86_400_000;
const ZONES = ['StartTimeZone', 'EndTimeZone', 'MeetingTimeZone'];

/**
 * Reads fields as a server does that applies one after the other, in the order of the request.
 * @param recurrence of the series that is changed
 * @throws ResponseError for what one field makes impossible, even if a later one would mend it
 */
export function readOneByOne(
	nodes: readonly XmlNode[],
	writing: Writing,
	recurrence: Recurrence | undefined,
): WrittenFields {
	const zones = nodes.filter(({ name }) => ZONES.includes(name));
	const { updateOrder } = writing.call.behaviours;
	let result: WrittenFields = {};
	for (const node of nodes) {
		const isTime = node.name === 'Start' || node.name === 'End';
		const current = { ...writing.current, ...result };
		const read = isTime ? [node, ...zones] : [node];
		const step = readFields(read, { ...writing, current, inSteps: true });
		if (isTime) for (const zone of ['startTimeZone', 'endTimeZone'] as const) delete step[zone];
		result = { ...result, ...moveZones(step, { ...writing, current }) };
		if (!isTime) continue;
		const { start = current.start, end = current.end } = result;
		if (updateOrder === 'eachChecked') checkTimes(start, end);
		checkSpan(start, end, result.recurrence ?? recurrence);
	}
	finishTimes(result, writing);
	return result;
}

/** @throws ResponseError when an occurrence would be longer than the time to the next one */
function checkSpan(start: Date, end: Date, recurrence: Recurrence | undefined): void {
	if (!recurrence) return;
	if (end.getTime() - start.getTime() <= shortestGap(recurrence) * MS_PER_DAY) return;
	throw new ResponseError(
		'ErrorOccurrenceTimeSpanTooBig',
		'The duration of an occurrence must be shorter than how frequently it occurs.',
	);
}

/** Days between two occurrences, at least. */
function shortestGap({ pattern }: Recurrence): number {
	switch (pattern.type) {
		case 'DailyRecurrence':
			return pattern.interval;
		case 'WeeklyRecurrence':
			return pattern.days.length > 1 ? 1 : 7 * pattern.interval;
		case 'AbsoluteMonthlyRecurrence':
		case 'RelativeMonthlyRecurrence':
			return 28 * pattern.interval;
		default:
			return 364;
	}
}
