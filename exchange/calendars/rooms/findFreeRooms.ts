import { dayMs, instantText } from '../../calendar/civil';
import type { PatternedRecurrence, ShowAs } from '../../calendar/graphTypes';
import { occurrenceStarts } from '../../calendar/occurrences';
import { recurrenceRecord } from '../../calendar/recurrence';
import { timeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import { InvalidInput, type ExchangeError } from '../../errors';
import { each, EventLoopTurns, inTurns } from '../../eventLoop';
import {
	abortSignal,
	anyObject,
	anyText,
	assertExchange,
	assertOptions,
	mailboxAddress,
	moment,
	momentList,
	yesOrNo,
} from '../../inputs';
import { readRecurrence } from '../../push/input/recurrence';
import { throwIfCancelled } from '../../transport/errors';
import { checkSpan, secondsOf, zoneNamed } from '../availability/options';
import { busyTimesOf } from '../availability/schedule';
import { readSchedules, type MailboxSchedule } from '../availability/schedules';
import type { BusyTime } from '../availability/search/slots';
import type { Interval } from '../availability/search/workingTimes';
import type { Room } from './room';
import { checkRoomChoice, roomsOf, type RoomChoice } from './roomChoice';

export interface FindFreeRoomsOptions extends RoomChoice {
	/** The time, or that of a series' first occurrence; up to 42 days long. */
	start: Date;
	end: Date;
	/** Makes it a series, as Graph writes it; one without end is looked at for a year, others for two. */
	recurrence?: PatternedRecurrence;
	/** Starts of occurrences of the recurrence that do not take place. Default none. */
	cancelled?: readonly Date[];
	/**
	 * Windows id or IANA name of the series, whose clock time stays in it, unless the recurrence names its
	 * own. Default UTC.
	 */
	timeZone?: string;
	/** Also gives rooms that are taken, with the times that they are, after the others. Default false. */
	includeTaken?: boolean;
	/** A tentative booking keeps no room. Default false. */
	tentativeIsFree?: boolean;
	/** The mailbox as whom it is asked. Default: the service account itself. */
	onBehalfOf?: string;
	signal?: AbortSignal;
}

export interface FoundRoom extends Room {
	/** True when it is free at every occurrence. */
	isFree: boolean;
	/** Number of occurrences that were looked at; 1 for a single time. */
	occurrences: number;
	/** Occurrences at which it is taken, or nothing is known of it. */
	conflicts: Array<{ startUtc: string; endUtc: string; status: ShowAs }>;
	/** The reason why nothing is known of the room, which then does not count as free. */
	error?: ExchangeError;
}

const longestDays = 42;
const mostOccurrences = 1000;
/** The digits of rooms that show no more than these are read in steps of so many minutes. */
const interval = 15;

/**
 * Finds rooms that are free at a time, or at every occurrence of a series.
 * @returns free rooms first, the smallest that will do before larger ones, those of unknown size last
 * @throws ExchangeError when a failure concerns all rooms, or an option can't be used
 */
export async function findFreeRooms(
	exchange: Exchange,
	options: FindFreeRoomsOptions,
): Promise<FoundRoom[]> {
	checkOptions(exchange, options);
	const { onBehalfOf, signal, includeTaken = false, tentativeIsFree = false } = options;
	const occurrences = occurrencesOf(options);
	const rooms = await roomsOf(exchange, options, { mailbox: onBehalfOf, signal });
	const window = { start: occurrences[0].start, end: occurrences.at(-1)!.end };
	const schedules = await readSchedules(
		exchange,
		rooms.map(({ emailAddress }) => emailAddress),
		{ window, interval, view: 'times', onBehalfOf, signal },
	);
	const found: FoundRoom[] = [];
	const work = each(
		rooms.entries(),
		([index, room]) =>
			found.push(judged(room, schedules[index], { occurrences, window, tentativeIsFree })),
		1,
	);
	await inTurns(work, exchange.turns ?? new EventLoopTurns());
	return found
		.filter(({ isFree }) => isFree || includeTaken)
		.sort(
			(one, other) =>
				Number(other.isFree) - Number(one.isFree) ||
				(one.capacity ?? Infinity) - (other.capacity ?? Infinity) ||
				one.displayName.localeCompare(other.displayName),
		);
}

function checkOptions(exchange: Exchange, options: FindFreeRoomsOptions): void {
	assertExchange(exchange);
	assertOptions(
		options,
		{
			start: moment,
			end: moment,
			recurrence: anyObject('{ pattern: { type: "daily", interval: 1 }, range: … }'),
			cancelled: momentList,
			timeZone: anyText('Europe/Berlin'),
			includeTaken: yesOrNo,
			tentativeIsFree: yesOrNo,
			onBehalfOf: mailboxAddress,
			signal: abortSignal,
		},
		['start', 'end'],
	);
	checkRoomChoice(options);
	checkSpan(options.start, options.end, longestDays);
	throwIfCancelled(options.signal);
}

/** Rules know no part of a second, which `$now` has. */
const secondOf = (milliseconds: number) => Math.floor(milliseconds / 1000);

/** In order, at least one. */
function occurrencesOf({
	start,
	end,
	recurrence,
	cancelled = [],
	timeZone,
}: FindFreeRoomsOptions): Interval[] {
	const own = recurrence?.range?.recurrenceTimeZone;
	const zone = own
		? zoneNamed(own, timeZones(), 'recurrence.range.recurrenceTimeZone')
		: zoneNamed(timeZone, timeZones());
	const first = secondsOf(start, end);
	if (!recurrence) return [first];
	const startDay = Math.floor(zone.toLocal(first.start) / dayMs);
	const checked = readRecurrence(recurrence, startDay);
	const length = first.end - first.start;
	const last = first.start + (checked.range.type === 'noEnd' ? 366 : 731) * dayMs - length;
	const rule = { recurrence: recurrenceRecord(checked), start: first.start, zone };
	const excluded = new Set(cancelled.map((one) => secondOf(one.getTime())));
	const occurrences: Interval[] = [];
	for (const at of occurrenceStarts(rule, first.start, last)) {
		if (excluded.has(secondOf(at))) continue;
		occurrences.push({ start: at, end: at + length });
		if (occurrences.length === mostOccurrences) break;
	}
	if (occurrences.length > 0) return occurrences;
	throw new InvalidInput('recurrence', 'The series has no occurrence', {
		remedy:
			'Check that its pattern meets a day between start and the end of its range, and that not every occurrence is cancelled.',
	});
}

interface Question {
	occurrences: readonly Interval[];
	window: Interval;
	tentativeIsFree: boolean;
}

function judged(
	room: Room,
	{ schedule }: MailboxSchedule,
	{ occurrences, window, tentativeIsFree }: Question,
): FoundRoom {
	const known = { ...room, occurrences: occurrences.length };
	if (!schedule.ok) return { ...known, isFree: false, conflicts: [], error: schedule.error };
	const taken = busyTimesOf(schedule.value, window.start, interval).filter(
		({ status }) =>
			/^(busy|oof|unknown)$/.test(status) || (status === 'tentative' && !tentativeIsFree),
	);
	const conflicts = [...conflictsOf(occurrences, taken)];
	return { ...known, isFree: conflicts.length === 0, conflicts };
}

function* conflictsOf(
	occurrences: readonly Interval[],
	taken: readonly BusyTime[],
): Generator<FoundRoom['conflicts'][number]> {
	/** The time that ends last of those that have begun. */
	let latest: BusyTime | undefined;
	let next = 0;
	for (const { start, end } of occurrences) {
		for (; next < taken.length && taken[next].start < end; next++) {
			if (!latest || taken[next].end > latest.end) latest = taken[next];
		}
		if (!latest || latest.end <= start) continue;
		yield { startUtc: instantText(start), endUtc: instantText(end), status: latest.status };
	}
}
