import { dateText, dayMs, instantText } from '../../calendar/civil';
import { InvalidInput } from '../../errors';
import type { PushInput } from '../../push/input/pushInput';
import { readTime, type TimeOptions } from '../../push/input/time';
import { isGiven } from '../../push/input/values';
import { givenTime, type CurrentTimes } from '../../push/series/currentTimes';
import type { Change } from './change';
import type { FieldsInput } from './fields';

const timeFields = ['start', 'end', 'isAllDay', 'recurrence', 'rrule', 'exceptions'] as const;

/** True where the fields say something of when the event is; a recurrence of null says that it is none. */
export function saysWhen(fields: FieldsInput): boolean {
	return timeFields.some((name) => isGiven(fields[name])) || fields.recurrence === null;
}

/**
 * Fills in what is not given of start, end and day: a new start alone keeps the length.
 * @throws InvalidInput naming `start` or `end`, for what is no time
 */
export function completedTimes(
	{ input: { start, end, isAllDay }, endsOnLastDay }: Pick<Change, 'input' | 'endsOnLastDay'>,
	current: CurrentTimes,
	options: TimeOptions,
): Pick<PushInput, 'start' | 'end' | 'isAllDay'> {
	const allDay = isGiven(isAllDay) ? isAllDay : current.isAllDay;
	const isDay = allDay === true;
	const length = current.zone.toLocal(current.end) - current.zone.toLocal(current.start);
	if (current.isAllDay && !isDay && !isGiven(start)) {
		throw new InvalidInput('start', 'The event is all day, and does not say when it is to begin', {
			remedy: 'Give start and end with their times, such as 2026-11-25T09:00:00Z.',
		});
	}
	const begins = isGiven(start) ? start : givenTime(current.start, current, isDay);
	if (isGiven(end)) {
		const { day, timeOfDay } = readTime('end', end, options);
		const isLastDay = isDay && endsOnLastDay && !timeOfDay;
		return { start: begins, end: isLastDay ? dateText(day + 1) : end, isAllDay: allDay };
	}
	if (isGiven(start)) {
		const { day, instant } = readTime('start', start, options);
		if (isDay) {
			const days = Math.max(1, Math.ceil(length / dayMs));
			return { start, end: dateText(day + days), isAllDay: allDay };
		}
		// A day has no length in hours that could be meant.
		if (instant === undefined || current.isAllDay) return { start, isAllDay: allDay };
		const { zone } = current;
		const ends = zone.toUtc(zone.toLocal(instant) + length);
		return { start, end: instantText(ends), isAllDay: allDay };
	}
	const lastDay = Math.ceil(current.zone.toLocal(current.end) / dayMs);
	const ends = isDay ? dateText(lastDay) : givenTime(current.end, current, current.isAllDay);
	return { start: begins, end: ends, isAllDay: allDay };
}
