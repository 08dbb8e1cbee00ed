import { dayMs, localText, minuteMs } from '../../calendar/civil';
import { dayIndex, daySet, monthNumber } from '../../calendar/ewsNames';
import { lastOccurrenceStart } from '../../calendar/occurrences';
import type { TimeZones } from '../../calendar/timeZone';
import { times } from '../../calendar/itemTimes';
import { utcZone, type Zone } from '../../calendar/zone';
import type { RecurrencePatternRecord, RecurrenceRecord } from '../../ews/calendarItem';
import {
	contentOfOccurrence,
	contentOfException,
	givenOccurrenceFields,
	isMoved,
	clockFace,
	type ItemWithOccurrences,
	type OccurrenceContent,
	type OccurrenceField,
	type OccurrenceTimes,
	occurrenceTimes,
} from './comparable';
import { recurrenceRecord } from '../../calendar/recurrence';
import type { WritableEvent, WritableTimes } from '../input/writableEvent';

interface Times {
	start: number;
	end: number;
	isAllDay: boolean;
	zone: Zone;
	recurrence?: RecurrenceRecord;
	cancelled: number[];
	modified: Modified[];
}

interface Modified extends OccurrenceTimes {
	content: OccurrenceContent;
}

/** The times of an event, as the source gives them: alike for two events that mean the same. */
export function timesOfEvent(
	event: WritableEvent,
	times: WritableTimes,
	zones: TimeZones,
	names: readonly OccurrenceField[] = givenOccurrenceFields(event),
): unknown {
	return canonicalTimes({
		start: Date.parse(times.start),
		end: Date.parse(times.end),
		isAllDay: times.isAllDay,
		zone: zones.byName(times.timeZone) ?? utcZone,
		recurrence: times.recurrence && recurrenceRecord(times.recurrence),
		cancelled: (times.cancelled ?? []).map((text) => Date.parse(text)),
		modified: (times.exceptions ?? []).map((exception) => ({
			...occurrenceTimes(exception),
			content: contentOfException(event, exception, names),
		})),
	});
}

/**
 * What a source says of its times, alike whichever zone they are kept in: days have none, and an instant is
 * the same in each. Only a series of times goes by the clock of one.
 */
export function givenTimes(times: WritableTimes, zones: TimeZones): unknown {
	const { isAllDay, timeZone, recurrence, cancelled, exceptions } = times;
	const zone = isAllDay ? zones.byName(timeZone) : undefined;
	const time = (text: string) => (zone ? localText(clockFace(zone, Date.parse(text))) : text);
	const { recurrenceTimeZone, ...range } = recurrence?.range ?? {};
	return {
		start: time(times.start),
		end: time(times.end),
		isAllDay,
		...(recurrence && {
			pattern: recurrence.pattern,
			range,
			...(!isAllDay && { timeZone, recurrenceTimeZone }),
		}),
		...(cancelled && { cancelled: cancelled.map(time) }),
		...(exceptions && {
			exceptions: exceptions.map((exception) => ({
				...exception,
				originalStart: time(exception.originalStart),
				start: time(exception.start),
				end: time(exception.end),
			})),
		}),
	};
}

/** The times of an item, comparable with `timesOfEvent`. */
export function timesOfItem(series: ItemWithOccurrences): unknown {
	const { item, occurrenceFields, zones } = series;
	const record = item.startTimeZone ?? { id: item.startTimeZoneId ?? 'UTC' };
	// A known name means one thing on both sides, whichever rules the item came with.
	const zone = zones.byName(record.id) ?? zones.ofRecord(record) ?? utcZone;
	const isAllDay = item.isAllDayEvent === true;
	// An all-day item's dates are those of its own zone, however the server wrote them.
	const local = isAllDay ? times(item, { outputZone: utcZone, zones }) : undefined;
	const midnight = (text: string | undefined) => zone.toUtc(Date.parse(`${text?.slice(0, 10)}Z`));
	return canonicalTimes({
		start: local ? midnight(local.start?.dateTime) : Date.parse(item.start ?? ''),
		end: local ? midnight(local.end?.dateTime) : Date.parse(item.end ?? ''),
		isAllDay,
		zone,
		recurrence: item.recurrence,
		cancelled: (item.deletedOccurrences ?? []).map(({ start }) => Date.parse(start)),
		modified: (item.modifiedOccurrences ?? []).map((occurrence) => ({
			...occurrenceTimes(occurrence),
			content: contentOfOccurrence(series, occurrence.id, occurrenceFields),
		})),
	});
}

/** The same of the source, whatever becomes of single occurrences. */
export function scheduleOfEvent(times: WritableTimes, zones: TimeZones): unknown {
	return timesOfEvent({}, { ...times, cancelled: [], exceptions: [] }, zones);
}

/** The same of an item. */
export function scheduleOfItem(series: ItemWithOccurrences): unknown {
	const item = { ...series.item, deletedOccurrences: [], modifiedOccurrences: [] };
	return timesOfItem({ ...series, item });
}

/**
 * To the minute, as Exchange keeps times. A single event is the same in every zone, and so is a series of
 * days, whose times are those of its own clock.
 */
function canonicalTimes(all: Times): unknown {
	const { start, end, isAllDay, zone, recurrence } = all;
	const at = (utc: number) => (isAllDay ? clockFace(zone, utc) : utc);
	const minute = (time: number) => Math.floor(time / minuteMs);
	const day = (utc: number) => Math.round(zone.toLocal(utc) / dayMs);
	if (!recurrence) return isAllDay ? ['days', day(start), day(end)] : [minute(start), minute(end)];
	const length = at(end) - at(start);
	return [
		isAllDay ? ['days', day(start), day(end)] : [minute(start), minute(end)],
		isAllDay ? null : canonicalZone(all),
		canonicalPattern(recurrence.pattern, all),
		canonicalEnd(all, recurrence),
		[...new Set(all.cancelled.map((utc) => minute(at(utc))))].sort(ascending),
		all.modified
			.map((occurrence) => ({
				...occurrence,
				originalStart: at(occurrence.originalStart),
				start: at(occurrence.start),
				end: at(occurrence.end),
			}))
			.filter(
				(occurrence) => isMoved(occurrence, length) || Object.keys(occurrence.content).length > 0,
			)
			.sort((a, b) => a.originalStart - b.originalStart)
			.map(({ originalStart, start: from, end: to, content }) => [
				...[originalStart, from, to].map(minute),
				...(Object.keys(content).length > 0 ? [content] : []),
			]),
	];
}

const ascending = (a: number, b: number) => a - b;

const weekMs = 7 * dayMs;
/** Every rule for the clock shows within two years. */
const weeksOfRules = 104;

/** The clock from the start on: a server may give a zone under another name. */
function canonicalZone({ start, zone }: Times): Array<[week: number, minutes: number]> {
	const offsets: Array<[number, number]> = [];
	for (let week = 0; week < weeksOfRules; week++) {
		const utc = start + week * weekMs;
		const minutes = Math.round((zone.toLocal(utc) - utc) / minuteMs);
		if (offsets.at(-1)?.[1] !== minutes) offsets.push([week, minutes]);
	}
	return offsets;
}

/** Every twelfth month is once a year, since servers make one of the other. */
function canonicalPattern(pattern: RecurrencePatternRecord, { start, zone }: Times): unknown {
	const isYearly = 'interval' in pattern && pattern.interval === 12;
	const month = new Date(zone.toLocal(start)).getUTCMonth() + 1;
	switch (pattern.kind) {
		case 'weekly':
			return [
				pattern.kind,
				pattern.interval,
				daySet(pattern.daysOfWeek),
				// Where weeks begin matters only when some are left out.
				pattern.interval > 1 && (dayIndex(pattern.firstDayOfWeek ?? 'sunday') ?? 0),
			];
		case 'relativeMonthly':
			return isYearly
				? ['relativeYearly', daySet(pattern.daysOfWeek), pattern.index, month]
				: [pattern.kind, pattern.interval, daySet(pattern.daysOfWeek), pattern.index];
		case 'relativeYearly':
			return [pattern.kind, daySet(pattern.daysOfWeek), pattern.index, monthNumber(pattern.month)];
		case 'absoluteYearly':
			return [pattern.kind, pattern.dayOfMonth, monthNumber(pattern.month)];
		case 'absoluteMonthly':
			return isYearly
				? ['absoluteYearly', pattern.dayOfMonth, month]
				: [pattern.kind, pattern.interval, pattern.dayOfMonth];
		case 'daily':
			return [pattern.kind, pattern.interval];
	}
}

/** An end date counts by the last occurrence before it, since Exchange may move it there. */
function canonicalEnd({ start, zone }: Times, recurrence: RecurrenceRecord): unknown {
	const { range } = recurrence;
	if (range.kind === 'noEnd') return null;
	if (range.kind === 'numbered') return range.numberOfOccurrences;
	const last = lastOccurrenceStart({ recurrence, start, zone });
	return last === undefined ? 'none' : String(Math.floor(zone.toLocal(last) / dayMs));
}
