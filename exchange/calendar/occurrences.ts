import type { RecurrenceRecord } from '../ews/itemParts';
import { dayMs, dayNumber, dayOfDate, minuteMs } from './civil';
import { patternDays } from './patternDays';
import type { Zone } from './zone';

/** The rule for the starts of a series' occurrences, before any of them was moved or deleted. */
export interface SeriesRule {
	recurrence: RecurrenceRecord;
	/** Start of the master: the instant of the first occurrence, in milliseconds. */
	start: number;
	zone: Zone;
}

/** Years that a series is followed beyond the asked range before it counts as having no more occurrence. */
const patience = 500;

/**
 * The starts (UTC milliseconds) that the pattern gives, in order, within `from` <= start < `to`.
 * The clock time of the master's start is kept in the series' zone across daylight-saving changes.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocal/ (section 2.2.1.44)
 */
export function* occurrenceStarts(
	{ recurrence, start, zone }: SeriesRule,
	from: number,
	to: number,
): Generator<number, void> {
	const local = zone.toLocal(start);
	const masterDay = Math.floor(local / dayMs);
	const timeOfDay = local - masterDay * dayMs;
	const { pattern, range } = recurrence;
	const rangeStart = dayOfDate(range.startDate) ?? masterDay;
	// Exchange puts the master on its first occurrence, which may lie after the range's start date.
	const first = Math.max(rangeStart, masterDay);
	const lastDay = range.kind === 'endDate' ? (dayOfDate(range.endDate) ?? Infinity) : Infinity;
	let left = range.kind === 'numbered' ? range.numberOfOccurrences : Infinity;
	// A counted series has to be counted from its beginning.
	const skipTo = range.kind === 'numbered' ? first : Math.floor(from / dayMs) - 2;
	const giveUp = Math.floor(Math.min(to, 8.64e15) / dayMs) + patience * 366;

	for (const day of patternDays(pattern, first, skipTo)) {
		if (day > lastDay || left-- <= 0 || day > giveUp) return;
		const approximate = day * dayMs + timeOfDay;
		if (approximate < from - 2 * dayMs) continue;
		const instant = zone.toUtc(approximate);
		if (instant >= to) return;
		if (instant >= from) yield instant;
	}
}

/** The first start at or after `from`; undefined when the series has ended by then. */
export function nextOccurrenceStart(rule: SeriesRule, from: number): number | undefined {
	for (const start of occurrenceStarts(rule, from, 8.64e15)) return start;
	return undefined;
}

const halfDay = dayMs / 2;

/**
 * True where the pattern gives a start on that day. An occurrence that it does not give shows that the pattern is
 * of another calendar: EWS writes the lunar New Year as 1 January. Clocks may differ by hours, as rules of zones do.
 * @param at UTC milliseconds
 */
export function hasStartNear(rule: SeriesRule, at: number): boolean {
	return !occurrenceStarts(rule, at - halfDay, at + halfDay).next().done;
}

/** Exchange keeps no later day. */
const lastDayOfExchange = dayNumber(4500, 12, 31);

/**
 * The last start of a series; undefined when it has none, or no end. One that ends on a date is looked for
 * from there backwards: the date may be far off.
 */
export function lastOccurrenceStart(rule: SeriesRule): number | undefined {
	const { range } = rule.recurrence;
	if (range.kind === 'noEnd') return undefined;
	if (range.kind === 'numbered') return lastBetween(rule, rule.start, 8.64e15);
	const lastDay = Math.min(dayOfDate(range.endDate) ?? Infinity, lastDayOfExchange);
	// No clock is a whole day away from UTC.
	const to = (lastDay + 2) * dayMs;
	for (let days = 32; ; days *= 2) {
		const from = Math.max(rule.start, to - days * dayMs);
		const last = lastBetween(rule, from, to);
		if (last !== undefined || !(from > rule.start)) return last;
	}
}

function lastBetween(rule: SeriesRule, from: number, to: number): number | undefined {
	let last: number | undefined;
	for (const start of occurrenceStarts(rule, from, to)) last = start;
	return last;
}

/**
 * How far the clock of a server may be from ours: rules of its own for summer time, or the other one of an
 * hour that comes twice. No series has two occurrences within a day.
 */
const otherClock = 3 * 60 * minuteMs;

/**
 * True for two starts of one occurrence, in UTC milliseconds, by whatever clock of its series.
 * @param tolerance milliseconds that they may be apart, but for days
 */
export function isSameStart(
	one: number,
	other: number,
	isAllDay = false,
	tolerance = otherClock,
): boolean {
	// The days of an all-day series may come as midnights of another zone.
	return Math.abs(one - other) < (isAllDay ? halfDay : tolerance);
}
