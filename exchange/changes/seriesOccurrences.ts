import { dateText, dayMs, dayOfDate, instantOf } from '../calendar/civil';
import {
	hasStartNear,
	isSameStart,
	nextOccurrenceStart,
	occurrenceStarts,
	type SeriesRule,
} from '../calendar/occurrences';
import { itemZone } from '../calendar/itemTimes';
import type { TimeZones } from '../calendar/timeZone';
import type { Zone } from '../calendar/zone';
import type { CalendarItemRecord, RecurrenceRecord } from '../ews/calendarItem';
import { overlaps, type Window } from './compare';

/** A series master, read into numbers. */
export interface Series {
	master: CalendarItemRecord;
	start: number;
	/** Length of an occurrence that was not modified, by the clock of its zone, milliseconds. */
	length: number;
	/** Undefined when zone or pattern cannot be evaluated: then only the server can expand the series. */
	rule?: SeriesRule;
	/** In its place a rule that does not give the series' own first or last start: it may be of another calendar. */
	doubtfulRule?: SeriesRule;
	/** Original starts of deleted occurrences. */
	deleted: Set<number>;
	/** Modified occurrences by original start. */
	modified: Map<number, ModifiedOccurrence>;
}

interface ModifiedOccurrence extends Window {
	id: string;
}

/** Undefined for an item that has no times. */
export function readSeries(master: CalendarItemRecord, zones: TimeZones): Series | undefined {
	const start = instantOf(master.start);
	const end = instantOf(master.end);
	if (start === undefined || end === undefined) return undefined;
	const zone = itemZone(master, zones);
	const deleted = new Set<number>();
	for (const occurrence of master.deletedOccurrences ?? []) {
		const originalStart = instantOf(occurrence.start);
		if (originalStart !== undefined) deleted.add(originalStart);
	}
	const modified = new Map<number, ModifiedOccurrence>();
	for (const occurrence of master.modifiedOccurrences ?? []) {
		const originalStart = instantOf(occurrence.originalStart);
		const from = instantOf(occurrence.start);
		const to = instantOf(occurrence.end);
		if (originalStart === undefined || from === undefined || to === undefined) continue;
		modified.set(originalStart, { id: occurrence.id, start: from, end: to });
	}
	const rule = zone &&
		master.recurrence && { recurrence: untilLastOccurrence(master, zone), start, zone };
	const hasEnd = rule && rule.recurrence.range.kind !== 'noEnd';
	const last = (hasEnd && instantOf(master.lastOccurrence?.originalStart)) || start;
	const isDoubtful = rule && !(hasStartNear(rule, start) && hasStartNear(rule, last));
	return {
		master,
		start,
		length: Math.max(0, zone ? zone.toLocal(end) - zone.toLocal(start) : end - start),
		...(isDoubtful ? { doubtfulRule: rule } : { rule }),
		deleted,
		modified,
	};
}

/** The end date is a date in the series' zone; a server that writes it in another zone still gives the last start. */
function untilLastOccurrence(
	{ recurrence, lastOccurrence }: CalendarItemRecord,
	zone: Zone,
): RecurrenceRecord {
	const { pattern, range } = recurrence!;
	const last = instantOf(lastOccurrence?.originalStart);
	const end = range.kind === 'endDate' ? dayOfDate(range.endDate) : undefined;
	if (range.kind !== 'endDate' || last === undefined || end === undefined) return recurrence!;
	const lastDay = Math.floor(zone.toLocal(last) / dayMs);
	return lastDay > end ? { pattern, range: { ...range, endDate: dateText(lastDay) } } : recurrence!;
}

/**
 * Original starts of the occurrences that follow the pattern: those in the window and those of `also`.
 * @throws TypeError for a series without rule
 */
export function unmodifiedStarts(
	series: Series,
	window: Window,
	also: Iterable<number> = [],
): number[] {
	const { rule } = series;
	if (rule === undefined) throw new TypeError('the series has no rule to follow');
	const starts: number[] = [];
	const isPlain = (start: number) => !isTaken(series, start);
	for (const start of occurrenceStarts(rule, earliestStart(series, window), window.end)) {
		if (isPlain(start) && overlaps(occurrenceAt(series, start), window)) starts.push(start);
	}
	for (const start of also) {
		if (overlaps(occurrenceAt(series, start), window) || !isPlain(start)) continue;
		for (const found of occurrenceStarts(rule, start, start + 1)) starts.push(found);
	}
	return starts;
}

/**
 * True for a start that the pattern gives and whose occurrence is deleted or modified. Some servers write those
 * by the clock of the other half of the year.
 */
function isTaken({ deleted, modified }: Series, start: number): boolean {
	if (deleted.has(start) || modified.has(start)) return true;
	for (const other of deleted) if (isSameStart(start, other)) return true;
	for (const other of modified.keys()) if (isSameStart(start, other)) return true;
	return false;
}

/**
 * The earliest start at or after `from`, modified occurrences included but for those reported already;
 * undefined when there is none.
 */
export function nextStart(
	series: Series,
	from: number,
	reported?: ReadonlyMap<number, unknown>,
): number | undefined {
	let next = nextModifiedStart(series, from, reported) ?? Infinity;
	const { rule } = series;
	if (rule !== undefined) {
		let start = nextOccurrenceStart(rule, from);
		while (start !== undefined && start < next && isTaken(series, start)) {
			start = nextOccurrenceStart(rule, start + 1);
		}
		if (start !== undefined) next = Math.min(next, start);
	}
	return Number.isFinite(next) ? next : undefined;
}

export function nextModifiedStart(
	{ modified }: Series,
	from: number,
	reported?: ReadonlyMap<number, unknown>,
): number | undefined {
	let next: number | undefined;
	for (const [originalStart, { start }] of modified) {
		if (reported?.has(originalStart)) continue;
		if (start >= from && (next === undefined || start < next)) next = start;
	}
	return next;
}

/** The end of a series without end: the last day that Outlook knows. */
const endOfTime = Date.UTC(4500, 7, 31);

/** From the first occurrence's start to the last one's end, as the server reports them. */
export function extentOf(series: Series): Window {
	const { master, start } = series;
	const { range } = master.recurrence ?? {};
	const last = instantOf(master.lastOccurrence?.end);
	const end = range?.kind === 'noEnd' ? endOfTime : (last ?? endOfTime);
	return { start, end: Math.max(end, occurrenceAt(series, start).end) };
}

/** True if any occurrence overlaps the window. Without a rule the extent of the series decides. */
export function hasOccurrenceIn(series: Series, window: Window): boolean {
	for (const occurrence of series.modified.values()) if (overlaps(occurrence, window)) return true;
	if (series.rule === undefined) return overlaps(extentOf(series), window);
	const { rule } = series;
	for (const start of occurrenceStarts(rule, earliestStart(series, window), window.end)) {
		if (isTaken(series, start)) continue;
		if (overlaps(occurrenceAt(series, start), window)) return true;
	}
	return false;
}

/**
 * An unmodified occurrence. It ends by the clock: a night shift to six o'clock takes an hour more in the
 * night in which daylight saving ends.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocal/ (EndTimeOffset)
 */
export function occurrenceAt({ rule, length }: Series, start: number): Window {
	if (rule === undefined) return { start, end: start + length };
	const { zone } = rule;
	return { start, end: Math.max(start, zone.toUtc(zone.toLocal(start) + length)) };
}

/** No occurrence that began before this reaches into the window, whatever the clocks did. */
function earliestStart({ length }: Series, window: Window): number {
	return window.start - length - dayMs;
}
