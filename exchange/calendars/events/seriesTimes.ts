import {
	dateText,
	dayMs,
	dayNumber,
	dayOfDate,
	daysInMonth,
	instantOf,
} from '../../calendar/civil';
import { dayIndex, dayName } from '../../calendar/ewsNames';
import type { PatternedRecurrence } from '../../calendar/graphTypes';
import { itemZone } from '../../calendar/itemTimes';
import { isSameStart, lastOccurrenceStart } from '../../calendar/occurrences';
import { recurrenceRecord } from '../../calendar/recurrence';
import { utcZone } from '../../calendar/zone';
import { InvalidInput } from '../../errors';
import type { WritableEvent, WritableTimes } from '../../push/input/writableEvent';
import {
	contentOfException,
	contentOfOccurrence,
	isMoved,
	occurrenceFields,
	occurrenceTimes,
	type ItemWithOccurrences,
} from '../../push/plan/comparable';
import { hasContent, ownContent } from '../../push/series/ownContent';
import { differingFields } from './changeOf';

/** Of the wanted cancelled and modified occurrences those that the series does not have. */
export function missingOccurrences(
	series: ItemWithOccurrences,
	event: WritableEvent,
): Pick<WritableTimes, 'cancelled' | 'exceptions'> {
	const { cancelled = [], exceptions = [] } = event.times ?? {};
	const { deletedOccurrences = [], modifiedOccurrences = [], isAllDayEvent } = series.item;
	const out = deletedOccurrences.map(({ start }) => start);
	return {
		cancelled: cancelled.filter((start) => !out.some(startsAt(start, isAllDayEvent))),
		exceptions: exceptions.filter((exception) => {
			const isThat = startsAt(exception.originalStart, isAllDayEvent);
			const there = modifiedOccurrences.find(({ originalStart }) => isThat(originalStart));
			if (!there) return true;
			const isAsWanted = hasTimesOf(there, exception);
			const names = occurrenceFields.filter((name) => exception[name] !== undefined);
			const wanted = contentOfException(event, exception, names);
			const has = contentOfOccurrence(series, there.id, names);
			const isSame = names.every((name) => wanted[name] === has[name]);
			return !isAsWanted || !isSame || !hasContent(series, there.id, exception);
		}),
	};
}

/** Original starts of the occurrences that a series has of its own, and that are not to be so. */
export function keptOccurrences(series: ItemWithOccurrences, event: WritableEvent): string[] {
	const { cancelled = [], exceptions = [] } = event.times ?? {};
	const { deletedOccurrences = [], modifiedOccurrences = [], isAllDayEvent } = series.item;
	const off = deletedOccurrences.filter(
		({ start }) => !cancelled.some(startsAt(start, isAllDayEvent)),
	);
	const modified = modifiedOccurrences.filter((there) => {
		const isThat = startsAt(there.originalStart, isAllDayEvent);
		const wanted = exceptions.find(({ originalStart }) => isThat(originalStart));
		if (!wanted || !hasTimesOf(there, wanted)) return true;
		const own = {
			...contentOfOccurrence(series, there.id, occurrenceFields),
			...ownContent(series, there.id),
		};
		return Object.keys(own).some((name) => wanted[name as keyof typeof own] === undefined);
	});
	return [...off.map(({ start }) => start), ...modified.map(({ originalStart }) => originalStart)];
}

/** Tells whether a start is that one, by whatever clock of its series. */
function startsAt(text: string, isAllDay?: boolean): (other: string) => boolean {
	const start = instantOf(text) ?? NaN;
	return (other) => isSameStart(start, instantOf(other) ?? NaN, isAllDay);
}

type OccurrenceTexts = Record<'originalStart' | 'start' | 'end', string>;

/** True for occurrences at the same time, or as long and as far from where their series has them. */
function hasTimesOf(one: OccurrenceTexts, other: OccurrenceTexts): boolean {
	const [a, b] = [one, other].map(({ originalStart, start, end }) => {
		const at = instantOf(start) ?? NaN;
		return {
			at,
			shift: at - (instantOf(originalStart) ?? NaN),
			length: (instantOf(end) ?? NaN) - at,
		};
	});
	return a.length === b.length && (a.at === b.at || a.shift === b.shift);
}

/**
 * Of the wanted cancelled and modified occurrences those that a creation which was cut off left open. Where
 * somebody changed the times of the series, or touched such an occurrence, nothing is open.
 */
export function neverWritten(
	series: ItemWithOccurrences,
	event: WritableEvent,
): Pick<WritableTimes, 'cancelled' | 'exceptions'> {
	const { deletedOccurrences = [], modifiedOccurrences = [], ...item } = series.item;
	const { cancelled = [], exceptions = [], ...pattern } = event.times as WritableTimes;
	const { times: differing } = differingFields({ ...series, item }, { times: pattern });
	if (differing) return {};
	const touched = [
		...deletedOccurrences.map(({ start }) => start),
		...modifiedOccurrences
			.filter((there) => !isAsSeries(series, there))
			.map(({ originalStart }) => originalStart),
	];
	const isOpen = (start: string) => !touched.some(startsAt(start, item.isAllDayEvent));
	return {
		cancelled: cancelled.filter(isOpen),
		exceptions: exceptions.filter(({ originalStart }) => isOpen(originalStart)),
	};
}

/** True for a modified occurrence in which nothing differs: a server did not keep what was written. */
function isAsSeries(series: ItemWithOccurrences, there: OccurrenceTexts & { id: string }): boolean {
	const { item, exceptions, zones } = series;
	if (!exceptions.has(there.id)) return false;
	const zone = itemZone(item, zones) ?? utcZone;
	const { start: first = '', end: last = '' } = item;
	const ofSeries = occurrenceTimes({ originalStart: first, start: first, end: last }, zone);
	const length = ofSeries.end - ofSeries.start;
	if (isMoved(occurrenceTimes(there, zone), length)) return false;
	const own = {
		...contentOfOccurrence(series, there.id, occurrenceFields),
		...ownContent(series, there.id),
	};
	return Object.keys(own).length === 0;
}

/** A day of a series, and the day that it moves to; day numbers. */
export interface MovedDay {
	from: number;
	to: number;
}

/**
 * The day that another day of a series moves to. By a date it is that date of every month, as many months
 * away: months have no common number of days.
 */
export function shiftedDay(
	{ type }: PatternedRecurrence['pattern'],
	{ from, to }: MovedDay,
	day: number,
): number {
	if (from === to || !/^absolute/.test(type)) return day + to - from;
	const [before, after, own] = [from, to, day].map((one) => new Date(one * dayMs));
	const monthOf = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
	const month = monthOf(own) + monthOf(after) - monthOf(before);
	const [year, inYear] = [Math.floor(month / 12), (month % 12) + 1];
	const date = Math.min(after.getUTCDate(), daysInMonth(year, inYear));
	return dayNumber(year, inYear, date);
}

/**
 * The recurrence of a series that moves to another day.
 * @param first its first day
 * @param named the day that was given; default: the first
 * @throws InvalidInput naming `changes.recurrence`, where the pattern does not say which days are meant then
 */
export function shiftedRecurrence(
	{ pattern, range }: PatternedRecurrence,
	first: MovedDay,
	named: MovedDay = first,
): PatternedRecurrence {
	const days = first.to - first.from;
	const moved = {
		...range,
		startDate: dateText(first.to),
		...(range.endDate !== undefined && {
			endDate: dateText(shiftedEnd({ pattern, range }, first, named)),
		}),
	};
	if (named.from === named.to || pattern.type === 'daily') return { pattern, range: moved };
	const date = new Date(named.to * dayMs);
	switch (pattern.type) {
		case 'weekly': {
			const shifted = (name: string) => ((((dayIndex(name) ?? 0) + days) % 7) + 7) % 7;
			const daysOfWeek = (pattern.daysOfWeek ?? []).map((name) => dayName(shifted(name)));
			if (pattern.interval === 1 || daysOfWeek.length === 1) {
				return { pattern: { ...pattern, daysOfWeek }, range: moved };
			}
			// A day that leaves its week takes the beginning of the week along: the same weeks count.
			const firstDayOfWeek = dayName(shifted(pattern.firstDayOfWeek ?? 'sunday'));
			return { pattern: { ...pattern, daysOfWeek, firstDayOfWeek }, range: moved };
		}
		case 'absoluteMonthly':
			return { pattern: { ...pattern, dayOfMonth: date.getUTCDate() }, range: moved };
		case 'absoluteYearly': {
			const [dayOfMonth, month] = [date.getUTCDate(), date.getUTCMonth() + 1];
			return { pattern: { ...pattern, dayOfMonth, month }, range: moved };
		}
		default:
			throw new InvalidInput(
				'changes.recurrence',
				'The series takes place on certain days of a month, and its start moves to another day',
				{ remedy: 'Give the recurrence as well, with the days that are meant from now on.' },
			);
	}
}

/** The day on which a series ends then: by a date, that of its last occurrence. */
function shiftedEnd(
	{ pattern, range }: PatternedRecurrence,
	first: MovedDay,
	named: MovedDay,
): number {
	const end = dayOfDate(range.endDate ?? '') ?? first.from;
	if (named.from === named.to || !/^absolute/.test(pattern.type))
		return end + first.to - first.from;
	const recurrence = recurrenceRecord({ pattern, range });
	const last = lastOccurrenceStart({ recurrence, start: first.from * dayMs, zone: utcZone });
	return shiftedDay(pattern, named, last === undefined ? end : last / dayMs);
}

/** A series in two parts. */
export interface CutRange {
	before: PatternedRecurrence['range'];
	/** Without a start date of its own. */
	after: PatternedRecurrence['range'];
}

/**
 * Cuts the range of a series before one of its occurrences.
 * @param index the number of that occurrence, from 2
 * @param lastDay day number of the occurrence before it
 * @param day day number of that occurrence
 */
export function cutRange(
	range: PatternedRecurrence['range'],
	index: number,
	lastDay: number,
	day: number,
): CutRange {
	const { startDate, numberOfOccurrences = 0 } = range;
	const zone =
		range.recurrenceTimeZone === undefined ? {} : { recurrenceTimeZone: range.recurrenceTimeZone };
	const after = { ...range, startDate: dateText(day) };
	if (range.type === 'numbered') {
		return {
			before: { type: 'numbered', startDate, numberOfOccurrences: index - 1, ...zone },
			after: { ...after, numberOfOccurrences: numberOfOccurrences - index + 1 },
		};
	}
	return { before: { type: 'endDate', startDate, endDate: dateText(lastDay), ...zone }, after };
}
