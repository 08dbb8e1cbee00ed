import { dateText, dayMs, dayOfDate, instantText } from '../../calendar/civil';
import type { PatternedRecurrence } from '../../calendar/event';
import { lastOccurrenceStart, occurrenceStarts, type SeriesRule } from '../../calendar/occurrences';
import type { TimeZones } from '../../calendar/timeZone';
import { InvalidInput } from '../../errors';
import { clockFace, isMoved, occurrenceTimes } from '../plan/comparable';
import type { PushException, PushInput, PushTime } from './pushInput';
import type { WritableException, WritableTimes } from './writableEvent';
import {
	readContent,
	type ContentOptions,
	describe,
	isGiven,
	readFlag,
	readList,
	readObject,
} from './values';
import { readOwnContent } from './ownContent';
import { readRecurrence } from './recurrence';
import { isoOfCompact, readRrule } from './rrule';
import { lastDayUntil } from './until';
import { recurrenceRecord } from '../../calendar/recurrence';
import { noZone, readTime, readZone, zoneOf, type GivenTime, type TimeOptions } from './time';

type TimesOptions = TimeOptions & ContentOptions;

/** Exchange's own limit. */
const maxDurationMs = 5 * 366 * dayMs;

/**
 * The times of an event; undefined when the input says nothing of them.
 * @throws InvalidInput naming the field
 */
export function readTimes(input: PushInput, options: TimesOptions): WritableTimes | undefined {
	if (input.start === undefined) {
		for (const field of ['end', 'isAllDay', 'recurrence', 'rrule', 'exceptions'] as const) {
			if (input[field] === undefined) continue;
			throw new InvalidInput('start', `start is missing, but there is ${field}`, {
				remedy: 'Give start and end together with everything that says when the event is.',
			});
		}
		return undefined;
	}
	const single = readSingle(input, options);
	const isSeries = (input.recurrence ?? undefined) !== undefined || input.rrule !== undefined;
	if (isSeries) return readSeries(input, single, options);
	if (input.exceptions?.length) {
		throw new InvalidInput('exceptions', 'There are exceptions, but no recurrence', {
			remedy: 'Give the recurrence or rrule of the series as well, or leave exceptions out.',
		});
	}
	return single;
}

function readSingle(input: PushInput, options: TimeOptions): WritableTimes {
	const start = readTime('start', input.start, options);
	const isAllDay =
		input.isAllDay === undefined
			? start.timeOfDay === undefined
			: readFlag('isAllDay', input.isAllDay);
	if (isAllDay) return allDay(input, start, options);
	if (start.instant === undefined) {
		throw new InvalidInput('start', 'start is a date, but the event is not all day', {
			remedy: 'Give a time as well, such as 2026-11-25T09:00:00Z, or set isAllDay to true.',
		});
	}
	if (input.end === undefined) {
		throw new InvalidInput('end', 'end is missing', {
			remedy: 'Give the moment at which the event ends, such as 2026-11-25T10:00:00Z.',
		});
	}
	const end = readTime('end', input.end, options);
	if (end.instant === undefined) {
		throw new InvalidInput('end', 'end is a date, but the event is not all day', {
			remedy: 'Give a time as well, such as 2026-11-25T10:00:00Z, or set isAllDay to true.',
		});
	}
	const named = seriesZone(input, options) ?? start.zone;
	const isSeries = isGiven(input.recurrence) || isGiven(input.rrule);
	if (isSeries && named === undefined && !options.isZoneChosen && !isUtc(input.start)) {
		throw noZone('start', 'start does not say by the clock of which time zone the series goes');
	}
	const timeZone = named ?? options.defaultZone;
	return span(start.instant, end.instant, { isAllDay, timeZone });
}

/** An offset alone tells a moment, and not what the clock shows in summer and in winter. */
function isUtc(time: PushTime | undefined): boolean {
	const text = typeof time === 'string' ? time : time?.dateTime;
	return typeof text === 'string' && /Z$/.test(text.trim());
}

function allDay(input: PushInput, start: GivenTime, options: TimeOptions): WritableTimes {
	const first = midnight('start', start);
	const last =
		input.end === undefined ? first + 1 : midnight('end', readTime('end', input.end, options));
	if (last === first) {
		throw new InvalidInput('end', 'The all-day event ends on the day it begins', {
			remedy: 'Give the day after its last day as end.',
		});
	}
	const timeZone = seriesZone(input, options) ?? zoneOfDays(start, options);
	const zone = zoneOf(timeZone, options.zones);
	return span(zone.toUtc(first * dayMs), zone.toUtc(last * dayMs), { isAllDay: true, timeZone });
}

/**
 * Days are kept as midnights of the zone of those who look at them: of any other they show on two days.
 * The event's own zone is the next best, but for UTC, which Graph writes beside every day.
 */
function zoneOfDays(
	start: GivenTime,
	{ defaultZone, isZoneChosen, isStandIn }: TimeOptions,
): string {
	if (isZoneChosen && !(isStandIn && start.zone && start.zone !== 'UTC')) return defaultZone;
	if (start.zone !== undefined) return start.zone;
	throw noZone(
		'start',
		`start (${dateText(start.day)}) does not say in which time zone the day is`,
	);
}

/** All-day events are dates: no zone moves them. */
function midnight(field: string, { day, timeOfDay }: GivenTime): number {
	if (!timeOfDay) return day;
	throw new InvalidInput(field, `${field} of the all-day event is not midnight`, {
		remedy: 'Give dates, such as "2026-11-25", or set isAllDay to false.',
	});
}

function span(
	start: number,
	end: number,
	rest: Pick<WritableTimes, 'isAllDay' | 'timeZone'>,
): WritableTimes {
	if (end < start) {
		throw new InvalidInput(
			'end',
			`end (${instantText(end)}) is before start (${instantText(start)})`,
			{ remedy: 'Give an end that is not before the start; look at the time zones of both.' },
		);
	}
	if (end - start > maxDurationMs) {
		throw new InvalidInput('end', 'The event is longer than five years, Exchange’s limit', {
			remedy: 'Give an earlier end, or a series of shorter events.',
		});
	}
	return { start: instantText(start), end: instantText(end), ...rest };
}

function seriesZone({ recurrence }: PushInput, { zones }: TimeOptions): string | undefined {
	const name = recurrence?.range?.recurrenceTimeZone;
	if (name === undefined || name === '') return undefined;
	return readZone('recurrence.range.recurrenceTimeZone', name, zones);
}

function readSeries(input: PushInput, single: WritableTimes, options: TimesOptions): WritableTimes {
	const start = Date.parse(single.start);
	const seriesOptions = { ...options, defaultZone: single.timeZone, isZoneChosen: true };
	const { recurrence, excluded } = recurrenceOf(input, single, seriesOptions);
	const series = seriesRule(recurrence, start, single.timeZone, options);
	const endsOnDate = recurrence.range.type === 'endDate';
	const last = endsOnDate ? lastOccurrenceStart(series) : undefined;
	// Days go by the clock: some have 23 hours and some 25.
	const days = single.isAllDay ? series.zone : undefined;
	const ofFirst = occurrenceTimes({ ...single, originalStart: single.start }, days);
	const length = ofFirst.end - ofFirst.start;
	const endOf = (from: number) =>
		days ? days.toUtc(clockFace(days, from) + length) : from + length;
	const originals = (time: PushTime, field: string, zoneName?: string) =>
		originalStart(time, field, zoneName, { series, isAllDay: single.isAllDay, ...seriesOptions });

	const cancelled = new Set<number>();
	for (const { text, zone: name } of excluded) {
		const iso = isoOfCompact(text);
		if (iso === undefined) {
			throw new InvalidInput('rrule', `EXDATE holds ${describe(text)}, not a date`, {
				remedy: 'Write it as 20261125, 20261125T090000Z or 20261125T090000 with a TZID.',
			});
		}
		// RFC 5545 lets an EXDATE stand for nothing.
		const original = originals(iso, 'rrule', name);
		if (original !== undefined) cancelled.add(original);
	}
	const modified = new Map<number, WritableException>();
	const ofSeries = { endOf, isAllDay: single.isAllDay };
	for (const [index, entry] of readList('exceptions', input.exceptions ?? []).entries()) {
		const field = `exceptions[${index}]`;
		const exception = readObject(field, entry) as unknown as PushException;
		const original = originals(exception.originalStart, `${field}.originalStart`);
		if (original === undefined) {
			throw new InvalidInput(
				`${field}.originalStart`,
				`The series has no occurrence at ${describeTime(exception.originalStart)}`,
				{ remedy: 'Give the start that the pattern gives the occurrence, before it was moved.' },
			);
		}
		if (exception.isCancelled === true) cancelled.add(original);
		else {
			const own = readException(exception, field, original, ofSeries, seriesOptions);
			const hasContent = Object.keys(own).some((name) => !timeNames.has(name));
			if (hasContent || isMoved(occurrenceTimes(own, days), length)) modified.set(original, own);
			else modified.delete(original);
		}
	}
	for (const original of cancelled) modified.delete(original);
	const times: WritableTimes = {
		...single,
		start: instantText(series.start),
		end: instantText(endOf(series.start)),
		recurrence: {
			pattern: recurrence.pattern,
			range: {
				...recurrence.range,
				startDate: dateText(Math.floor(series.zone.toLocal(series.start) / dayMs)),
				...(last !== undefined && {
					endDate: dateText(Math.floor(series.zone.toLocal(last) / dayMs)),
				}),
			},
		},
		...(cancelled.size > 0 && { cancelled: [...cancelled].sort(ascending).map(instantText) }),
		...(modified.size > 0 && {
			exceptions: [...modified].sort(([a], [b]) => a - b).map(([, exception]) => exception),
		}),
	};
	assertSomethingLeft(times, options.zones);
	return times;
}

const timeNames = new Set(['originalStart', 'start', 'end']);

const ascending = (a: number, b: number) => a - b;

function recurrenceOf(
	{ rrule, recurrence }: PushInput,
	{ start, isAllDay }: WritableTimes,
	options: TimeOptions,
): { recurrence: PatternedRecurrence; excluded: Array<{ text: string; zone?: string }> } {
	const zone = zoneOf(options.defaultZone, options.zones);
	const local = zone.toLocal(Date.parse(start));
	const startDay = Math.floor(local / dayMs);
	if (rrule === undefined)
		return { recurrence: readRecurrence(recurrence, startDay), excluded: [] };
	if (recurrence) {
		throw new InvalidInput('rrule', 'There are both recurrence and rrule', {
			remedy: 'Give one of them.',
		});
	}
	return readRrule(rrule, startDay, (until) =>
		lastDayUntil(until, { local, zone, isAllDay }, options.zones),
	);
}

/** The rule from its first occurrence on. @throws InvalidInput when there is none */
function seriesRule(
	recurrence: PatternedRecurrence,
	start: number,
	timeZone: string,
	{ zones }: TimeOptions,
): SeriesRule {
	const zone = zoneOf(timeZone, zones);
	const rule = { recurrence: recurrenceRecord(recurrence), start, zone };
	const rangeDay = dayOfDate(recurrence.range.startDate) ?? 0;
	const local = zone.toLocal(start);
	const startDay = Math.floor(local / dayMs);
	const { type, interval, month } = recurrence.pattern;
	// A range that begins later than the start moves the whole series.
	const from = rangeDay > startDay ? zone.toUtc(local + (rangeDay - startDay) * dayMs) : start;
	const isManyYears = /Yearly$/.test(type) && interval > 1;
	if (isManyYears && new Date(zone.toLocal(from)).getUTCMonth() + 1 !== month) {
		throw new InvalidInput(
			'start',
			'A series that takes place every few years has to start in its month',
			{ remedy: 'Give the first occurrence as start, or the month of the start in the pattern.' },
		);
	}
	for (const first of occurrenceStarts({ ...rule, start: from }, from, 8.64e15)) {
		return { ...rule, start: first };
	}
	throw withoutOccurrences();
}

/** @throws InvalidInput naming `recurrence`, for a series of which each occurrence is cancelled */
export function assertSomethingLeft(
	{ start, timeZone, recurrence, cancelled = [] }: WritableTimes,
	zones: TimeZones,
): void {
	if (!recurrence || cancelled.length === 0) return;
	const first = Date.parse(start);
	const off = new Set(cancelled.map((one) => Date.parse(one)));
	const rule = {
		recurrence: recurrenceRecord(recurrence),
		start: first,
		zone: zoneOf(timeZone, zones),
	};
	for (const one of occurrenceStarts(rule, first, 8.64e15)) if (!off.has(one)) return;
	throw withoutOccurrences();
}

function withoutOccurrences(): InvalidInput {
	return new InvalidInput('recurrence', 'The series never takes place', {
		remedy: 'Check the pattern, the end of the series and its cancelled occurrences.',
	});
}

/** The occurrence that is meant: by its instant, of a date by its day. */
function originalStart(
	time: PushTime,
	field: string,
	zoneName: string | undefined,
	{ series, isAllDay, ...options }: TimeOptions & { series: SeriesRule; isAllDay: boolean },
): number | undefined {
	const given = readTime(
		field,
		zoneName === undefined || typeof time !== 'string' || /Z$/.test(time)
			? time
			: { dateTime: time, timeZone: zoneName },
		options,
	);
	const { instant, day, timeOfDay } = given;
	if (instant !== undefined) {
		for (const start of occurrenceStarts(series, instant, instant + 1)) return start;
		if (!isAllDay || timeOfDay !== 0) return undefined;
	}
	// All-day events are dates: a midnight is one, whatever clock it is of.
	const from = series.zone.toUtc(day * dayMs);
	const to = series.zone.toUtc((day + 1) * dayMs);
	for (const start of occurrenceStarts(series, from, to)) return start;
	return undefined;
}

function readException(
	exception: PushException,
	field: string,
	original: number,
	{ endOf, isAllDay }: { endOf(start: number): number; isAllDay: boolean },
	options: TimesOptions,
): WritableException {
	const zone = zoneOf(options.defaultZone, options.zones);
	const instant = (name: 'start' | 'end') => {
		const given = exception[name];
		if (!isGiven(given)) return undefined;
		const time = readTime(`${field}.${name}`, given, options);
		// All-day events are dates: a midnight is one of the series' zone, whatever zone it names.
		const isDate = time.instant === undefined || (isAllDay && time.timeOfDay === 0);
		return isDate ? zone.toUtc(time.day * dayMs) : time.instant;
	};
	const start = instant('start') ?? original;
	const end = instant('end') ?? endOf(start);
	if (end < start) {
		throw new InvalidInput(`${field}.end`, `${field}.end is before its start`, {
			remedy: 'Give start and end together where the occurrence is moved.',
		});
	}
	return {
		originalStart: instantText(original),
		start: instantText(start),
		end: instantText(end),
		...readContent(exception, options, `${field}.`),
		...readOwnContent(exception, `${field}.`),
	};
}

function describeTime(time: PushTime): string {
	return typeof time === 'string' ? describe(time) : describe(time?.dateTime);
}
