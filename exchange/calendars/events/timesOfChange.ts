import { dayMs, instantText, timeOfDay } from '../../calendar/civil';
import type { PatternedRecurrence } from '../../calendar/graphTypes';
import { occurrenceStarts, type SeriesRule } from '../../calendar/occurrences';
import { recurrenceRecord } from '../../calendar/recurrence';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { InvalidInput } from '../../errors';
import { zoneOf } from '../../push/input/time';
import { assertSomethingLeft, readTimes } from '../../push/input/times';
import { isGiven } from '../../push/input/values';
import type { PushInput } from '../../push/input/pushInput';
import type { WritableTimes } from '../../push/input/writableEvent';
import type { ItemWithOccurrences } from '../../push/plan/comparable';
import { carriedOccurrences } from '../../push/series/carriedOccurrences';
import { currentTimes, givenTime, type CurrentTimes } from '../../push/series/currentTimes';
import { ruleOf } from '../../push/series/ownTimes';
import type { Change } from './change';
import { completedContent } from './changeOf';
import { completedTimes, saysWhen } from './givenTimes';
import { shiftedDay, shiftedRecurrence } from './seriesTimes';

/** The new times of a single event or an occurrence; undefined where the change says nothing of them. */
export function timesOfOne(
	item: CalendarItemRecord,
	change: Change,
	isOccurrence: boolean,
): WritableTimes | undefined {
	const { input } = change;
	if (!saysWhen(input)) return undefined;
	const current = currentTimes(item, change.reading.zones);
	const reading = readingFor(change, current, isOccurrence);
	const completed = completedTimes(change, current, reading);
	if (!isOccurrence) return read({ ...seriesFields(input), ...completed }, reading);
	const field = (['recurrence', 'rrule', 'exceptions'] as const).find((name) =>
		isGiven(input[name]),
	);
	if (field !== undefined) {
		throw new InvalidInput(field, `One occurrence has no ${field} of its own`, {
			remedy: 'Leave it out, or choose the scope series or thisAndFollowing.',
		});
	}
	const times = read(completed, reading);
	if (times.isAllDay === current.isAllDay) return times;
	throw new InvalidInput('isAllDay', 'One occurrence is all day if its series is', {
		remedy: 'Leave isAllDay out, or choose the scope series or thisAndFollowing.',
	});
}

/** A series, or the part of one that is to have new times. */
export interface SeriesPart {
	/** The occurrence that the new start is given for; UTC milliseconds. */
	pivot: number;
	/** The first one of the part. */
	first: number;
	/** The pattern of the part, as it is now. */
	recurrence: PatternedRecurrence;
}

/** The whole of a series, in which that occurrence was named. @throws InvalidInput naming `event` */
export function wholeSeries(series: ItemWithOccurrences, pivot?: number): SeriesPart {
	const { start, recurrence } = ruleOf(series);
	return { pivot: pivot ?? start, first: start, recurrence };
}

/**
 * A series has the clock time of its first occurrence, which must not be one that summer time has moved.
 * @throws InvalidInput naming `event`
 */
export function assertClockTime({ zone, start }: SeriesRule, pivot: number): void {
	const clockTime = (instant: number) => timeOfDay(zone.toLocal(instant));
	if (clockTime(pivot) === clockTime(start)) return;
	throw new InvalidInput(
		'event',
		'The occurrence is at another clock time than its series, as summer time begins then',
		{ remedy: 'Change it alone, and this and following from the next occurrence on.' },
	);
}

/**
 * The new times of a series or a part of one. Occurrences of their own come along, unless others are given.
 * @throws InvalidInput naming the field
 */
export function timesOfSeries(
	series: ItemWithOccurrences,
	part: SeriesPart,
	change: Change,
): WritableTimes {
	const { input } = change;
	const { zones } = change.reading;
	const current = currentTimes(series.item, zones, part.pivot);
	const reading = readingFor(change, current);
	const one = read(completedTimes(change, current, reading), reading);
	if (input.recurrence === null && !isGiven(input.rrule)) return one;
	const { zone } = current;
	// Days are those of the zone that they were read in.
	const shownIn = one.isAllDay ? zoneOf(one.timeZone, zones) : zone;
	const local = (text: string) => shownIn.toLocal(Date.parse(text));
	const dayOf = (instant: number) => Math.floor(zone.toLocal(instant) / dayMs);
	const hasNewPattern = isGiven(input.recurrence) || isGiven(input.rrule);
	const moved = local(one.start) - zone.toLocal(part.pivot);
	const named = { from: dayOf(part.pivot), to: Math.floor(local(one.start) / dayMs) };
	const { pattern } = part.recurrence;
	const day = dayOf(part.first);
	const more = hasNewPattern ? 0 : shiftedDay(pattern, named, day) - day - named.to + named.from;
	const start = zone.toUtc(zone.toLocal(part.first) + moved + more * dayMs);
	const end = zone.toUtc(zone.toLocal(start) + local(one.end) - local(one.start));
	const times = read(
		{
			...seriesFields(withOwnWeek(input, pattern)),
			...(!hasNewPattern && {
				recurrence: shiftedRecurrence(part.recurrence, { from: day, to: dayOf(start) }, named),
			}),
			start: givenTime(start, current, one.isAllDay),
			end: givenTime(end, current, one.isAllDay),
			isAllDay: one.isAllDay,
		},
		reading,
	);
	if (!carriesOccurrences(input)) return times;
	const place = {
		from: part.first,
		to: start,
		start: part.first,
		keepsOrder: !hasNewPattern,
		invited: completedContent(change, series.item).attendees,
	};
	const whole = { ...times, ...carriedOccurrences(series, times, place, reading) };
	// Exchange deletes a series with its last occurrence.
	assertSomethingLeft(whole, zones);
	return whole;
}

/** True where the change itself says which occurrences are cancelled or modified. */
export function givesOccurrences({ exceptions, rrule }: Change['input']): boolean {
	return isGiven(exceptions) || isGiven(rrule);
}

/**
 * Exchange keeps the occurrences of a series in their order: no two begin on one day, and none begins before
 * the one before it has ended. One that keeps times of its own may break that as its series moves, and would
 * be lost. Those that are off are taken out before the others move.
 * @throws InvalidInput naming `changes`
 */
export function assertOrder(times: WritableTimes, zones: ItemWithOccurrences['zones']): void {
	const { cancelled = [], exceptions = [], recurrence } = times;
	const zone = zones.byName(times.timeZone);
	if (!recurrence || !zone) return;
	const first = Date.parse(times.start);
	const length = zone.toLocal(Date.parse(times.end)) - zone.toLocal(first);
	const endOf = (start: number) => zone.toUtc(zone.toLocal(start) + length);
	const moved = new Map<number, { start: number; end: number }>();
	for (const one of exceptions) {
		const original = Date.parse(one.originalStart);
		const [start, end] = [Date.parse(one.start), Date.parse(one.end)];
		if (start !== original || end !== endOf(original)) moved.set(original, { start, end });
	}
	if (moved.size === 0) return;
	const rule = { recurrence: recurrenceRecord(recurrence), start: first, zone };
	const last = Math.max(...moved.keys(), ...[...moved.values()].map(({ end }) => end));
	const dayOf = (instant: number) => Math.floor(zone.toLocal(instant) / dayMs);
	const off = new Set(cancelled.map((start) => Date.parse(start)));
	let before: { start: number; end: number; own?: number } | undefined;
	for (const original of occurrenceStarts(rule, first, 8.64e15)) {
		if (off.has(original)) continue;
		const own = moved.get(original);
		const { start, end } = own ?? { start: original, end: endOf(original) };
		const crossing = own?.start ?? before?.own;
		const isCrossing = before && (dayOf(before.start) >= dayOf(start) || before.end > start);
		if (isCrossing && crossing !== undefined) {
			throw new InvalidInput(
				'changes',
				`The occurrence that was moved to ${instantText(crossing)} keeps its time, and another one of the series would be before it, on the same day, or at the same time`,
				{
					remedy:
						'Move or cancel that occurrence first, or give in exceptions what is cancelled or otherwise from now on.',
				},
			);
		}
		if (original > last) break;
		before = { start, end, own: own?.start };
	}
}

/** Whether the occurrences that a series has of its own come along with new times: unless others are given. */
export function carriesOccurrences(input: Change['input']): boolean {
	return !givesOccurrences(input) && input.recurrence !== null;
}

/** Where a new weekly recurrence does not say on which day weeks begin, that of the series stays. */
function withOwnWeek(input: Change['input'], own: PatternedRecurrence['pattern']): Change['input'] {
	const { recurrence } = input;
	const pattern = recurrence?.pattern;
	const isOpen = pattern?.type === 'weekly' && !isGiven(pattern.firstDayOfWeek);
	if (!recurrence || !isOpen || own.type !== 'weekly') return input;
	const { firstDayOfWeek } = own;
	return { ...input, recurrence: { ...recurrence, pattern: { ...pattern, firstDayOfWeek } } };
}

function seriesFields({ recurrence, rrule, exceptions }: Change['input']) {
	return {
		...(isGiven(recurrence) && { recurrence }),
		...(isGiven(rrule) && { rrule }),
		...(isGiven(exceptions) && { exceptions }),
	};
}

/**
 * Times without a zone keep that of the event, as do its days.
 * @param isOccurrence its days are those of its series
 */
function readingFor(
	change: Change,
	{ isAllDay, zoneId }: CurrentTimes,
	isOccurrence = false,
): Change['reading'] {
	const { reading, isZoneGiven, keepsDays, input } = change;
	const isDay = isGiven(input.isAllDay) ? input.isAllDay : isAllDay;
	const keepsZone = keepsDays || isOccurrence;
	const isKept = !saysWhen(input) || (keepsZone && isDay && isAllDay);
	if (zoneId === undefined || (isZoneGiven && !isKept)) return reading;
	if (reading.isZoneChosen && !isDay) return reading;
	return { ...reading, defaultZone: zoneId, isZoneChosen: true };
}

function read(input: Omit<PushInput, 'externalId'>, reading: Change['reading']): WritableTimes {
	return readTimes({ ...input, externalId: '' }, reading) as WritableTimes;
}
