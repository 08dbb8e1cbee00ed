import { dayMs, instantOf, instantText } from '../../calendar/civil';
import { isSameStart, occurrenceStarts, type SeriesRule } from '../../calendar/occurrences';
import { recurrenceRecord } from '../../calendar/recurrence';
import { readSeries } from '../../changes/seriesOccurrences';
import type { PushException } from '../input/pushInput';
import { zoneOf } from '../input/time';
import { readContent, type ContentOptions } from '../input/values';
import type { WritableAttendee, WritableException, WritableTimes } from '../input/writableEvent';
import type { ItemWithOccurrences } from '../plan/comparable';
import { exceptionsOfItem } from '../plan/versions';
import { ownContent } from './ownContent';

/** Where a series begins now, and where it began. */
export interface Moved {
	/** UTC milliseconds: a start that the old pattern gives, and what becomes of it. */
	from: number;
	to: number;
	/** The pattern is the old one, on other days: the third occurrence is the third one then, whatever its day. */
	keepsOrder?: boolean;
	/** Those who are invited to the series then, where that changes. */
	invited?: readonly WritableAttendee[];
	/** Those occurrences that began in this time come along. */
	start?: number;
	end?: number;
}

/**
 * The cancelled and modified occurrences of a series, as those of its new times: each keeps its place by
 * the clock. One that was moved by itself stays where it is. What the new pattern lacks is left out.
 * @param times without occurrences of their own
 * @throws InvalidInput for a series in a zone that is unknown here
 */
export function carriedOccurrences(
	series: ItemWithOccurrences,
	times: WritableTimes,
	{ from, to, keepsOrder = false, invited, start = -Infinity, end = Infinity }: Moved,
	options: ContentOptions,
): Pick<WritableTimes, 'cancelled' | 'exceptions'> {
	const known = readSeries(series.item, series.zones);
	if (!known?.rule || !times.recurrence) return {};
	const before = known.rule.zone;
	const after = zoneOf(times.timeZone, series.zones);
	const first = Date.parse(times.start);
	const length = after.toLocal(Date.parse(times.end)) - after.toLocal(first);
	const recurrence = recurrenceRecord(times.recurrence);
	const rule = { recurrence, start: first, zone: after };
	const delta = after.toLocal(to) - before.toLocal(from);
	const { rule: ownRule, deleted, modified } = known;
	const { isAllDayEvent } = series.item;
	const given = new Map(
		[...deleted, ...modified.keys()].map((one) => [one, patternStart(ownRule, one, isAllDayEvent)]),
	);
	const inOrder = keepsOrder
		? placesInOrder(ownRule, from, rule, [...given.values()].filter(isDefined))
		: undefined;
	const placed = (original: number): number | undefined => {
		const own = given.get(original);
		if (own === undefined || own < start || own >= end) return undefined;
		if (inOrder) return inOrder.get(own);
		const at = after.toUtc(before.toLocal(own) + delta);
		for (const found of occurrenceStarts(rule, at, at + 1)) return found;
		return undefined;
	};
	const cancelled: number[] = [];
	for (const original of deleted) {
		const at = placed(original);
		if (at !== undefined) cancelled.push(at);
	}
	const contents = new Map<number | undefined, PushException>(
		exceptionsOfItem(series).map((one) => [instantOf(one.originalStart as string), one]),
	);
	const ids = new Map(
		(series.item.modifiedOccurrences ?? []).map(({ id, originalStart }) => [
			instantOf(originalStart),
			id,
		]),
	);
	const exceptions: WritableException[] = [];
	for (const [original, own] of modified) {
		const at = placed(original);
		if (at === undefined) continue;
		// By the clock: the night in which summer time ends is an hour longer.
		const ownLength = before.toLocal(own.end) - before.toLocal(own.start);
		const isInPlace = own.start === original && ownLength === known.length;
		const content = contents.get(original);
		exceptions.push({
			originalStart: instantText(at),
			start: instantText(isInPlace ? at : own.start),
			end: instantText(isInPlace ? after.toUtc(after.toLocal(at) + length) : own.end),
			...(content && readContent(content, options)),
			...ownContent(series, ids.get(original) ?? '', invited),
		});
	}
	const byStart = (a: WritableException, b: WritableException) =>
		Date.parse(a.originalStart) - Date.parse(b.originalStart);
	return {
		...(cancelled.length > 0 && {
			cancelled: cancelled.sort((a, b) => a - b).map(instantText),
		}),
		...(exceptions.length > 0 && { exceptions: exceptions.sort(byStart) }),
	};
}

/**
 * The start that the pattern gives an occurrence: servers may have it by other rules for its zone, or at the
 * other one of an hour that comes twice.
 * @param start UTC milliseconds, as a server has it
 */
export function patternStart(
	rule: SeriesRule,
	start: number,
	isAllDay?: boolean,
): number | undefined {
	let nearest: number | undefined;
	for (const one of occurrenceStarts(rule, start - dayMs, start + dayMs)) {
		if (!isSameStart(one, start, isAllDay)) continue;
		if (nearest === undefined || Math.abs(one - start) < Math.abs(nearest - start)) nearest = one;
	}
	return nearest;
}

function isDefined<T>(value: T | undefined): value is T {
	return value !== undefined;
}

/** What becomes of starts of a series where the n-th occurrence from `from` on is the n-th one then. */
function placesInOrder(
	before: SeriesRule,
	from: number,
	after: SeriesRule,
	originals: readonly number[],
): Map<number, number> {
	const end = originals.reduce((last, one) => Math.max(last, one), -Infinity) + 1;
	const places = new Map<number, number>();
	const starts = occurrenceStarts(after, after.start, 8.64e15);
	for (const original of occurrenceStarts(before, from, end)) {
		const next = starts.next();
		if (next.done) break;
		places.set(original, next.value);
	}
	return places;
}
