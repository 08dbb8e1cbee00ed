import { zoneOfAvailability } from '../../calendar/availabilityZone';
import { instantOf, minuteMs, touches } from '../../calendar/civil';
import { daySet } from '../../calendar/ewsNames';
import type { ShowAs } from '../../calendar/graphTypes';
import { lookUp, showAs } from '../../calendar/graphValues';
import type {
	AvailabilityDetailsRecord,
	AvailabilityEventRecord,
	FreeBusyViewRecord,
	WorkingHoursRecord,
} from '../../ews/availabilityRecords';
import type { FreeBusyViewName } from './freeBusy';
import type { BusyTime } from './search/slots';
import type { Interval, WorkingHours } from './search/workingTimes';

/** Everything learnt of one mailbox's time in one part of the window. */
export interface SeenPart {
	window: Interval;
	view: FreeBusyViewRecord;
	access: FreeBusyViewName;
}

/** One mailbox's time in the whole window. */
export interface Schedule {
	access: FreeBusyViewName;
	/** A digit for each interval. */
	merged: string;
	/** By start. */
	times: ScheduleTime[];
	hours?: WorkingHoursRecord;
}

export interface ScheduleTime extends BusyTime {
	details?: AvailabilityDetailsRecord;
}

/**
 * Joins the parts of a window. Servers list what overlaps a part uncut, so that it comes with each part
 * that it touches; here it comes once. Undefined where a time can't be read: nothing is guessed.
 * @param interval minutes of a digit
 * @param asked the window that the caller wants, where more was asked for
 */
export function scheduleOf(
	parts: readonly SeenPart[],
	interval: number,
	asked: Interval,
): Schedule | undefined {
	const times: ScheduleTime[] = [];
	let merged = '';
	for (const [index, { view, window, access }] of parts.entries()) {
		const own = view.events.map(timeOf).filter((time) => time !== undefined);
		if (own.length < view.events.length) return undefined;
		merged +=
			access === 'merged'
				? digitsOf(view.merged ?? '', window, interval)
				: mergedOf(own, window, interval);
		const isLast = index === parts.length - 1;
		for (const time of own) {
			const isSeenBefore = index > 0 && time.start < window.start;
			const isSeenLater = !isLast && time.start >= window.end;
			if (!isSeenBefore && !isSeenLater && touches(time, asked)) times.push(time);
		}
	}
	const hours = parts.find(({ view }) => view.workingHours)?.view.workingHours;
	return {
		access: accesses[Math.min(...parts.map(({ access }) => accesses.indexOf(access)))],
		merged,
		times: times.sort((one, other) => one.start - other.start || one.end - other.end),
		...(hours && { hours }),
	};
}

/** Times that keep somebody busy, also of those who show no more than digits. */
export function busyTimesOf(
	{ access, merged, times }: Schedule,
	start: number,
	interval: number,
): BusyTime[] {
	if (access !== 'merged') return times;
	const digit = interval * minuteMs;
	return Array.from(merged, (one, index): BusyTime => {
		const from = start + index * digit;
		return { start: from, end: from + digit, status: stateOfDigit[one] ?? 'unknown' };
	}).filter(({ status }) => status !== 'free');
}

/** Undefined where no hours are set, such as those of a new mailbox without a working day. */
export function workingHoursOf(hours: WorkingHoursRecord | undefined): WorkingHours | undefined {
	const zone = hours?.timeZone && zoneOfAvailability(hours.timeZone);
	if (!hours || !zone) return undefined;
	const periods = hours.periods.flatMap(({ days = [], start, end }) =>
		days.length > 0 && start !== undefined && end !== undefined
			? [{ days: daySet(days), start, end }]
			: [],
	);
	return periods.length > 0 ? { zone, periods } : undefined;
}

/** The least first. */
const accesses = ['merged', 'times', 'details'] as const;

/**
 * What the view shows; undefined where that is nothing, which says neither free nor busy.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/freebusyviewtype
 */
export function accessOf({
	type,
	merged = '',
	events,
}: FreeBusyViewRecord): FreeBusyViewName | undefined {
	const has = (pattern: RegExp) => type.some((name) => pattern.test(name));
	if (has(/^Detailed/)) return 'details';
	const isUnnamed = type.length === 0;
	if (has(/^FreeBusy/) || (isUnnamed && events.length > 0)) return 'times';
	return merged.trim() === '' ? undefined : 'merged';
}

function timeOf({
	start,
	end,
	busyType,
	details,
}: AvailabilityEventRecord): ScheduleTime | undefined {
	const [from, to] = [instantOf(start), instantOf(end)];
	if (from === undefined || to === undefined) return undefined;
	const status = lookUp(showAs, busyType) ?? 'unknown';
	return { start: from, end: to, status, ...(details && { details }) };
}

/**
 * The digits of servers. 4 is left out: of old servers it says that nothing is known, of new ones that
 * somebody works elsewhere, and the highest digit hides the others of its interval.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/mergedfreebusy
 */
const stateOfDigit: Readonly<Record<string, ShowAs>> = {
	0: 'free',
	1: 'tentative',
	2: 'busy',
	3: 'oof',
};

const digitOfState: Readonly<Record<ShowAs, { digit: string; rank: number }>> = {
	free: { digit: '0', rank: 0 },
	unknown: { digit: '5', rank: 1 },
	workingElsewhere: { digit: '4', rank: 2 },
	tentative: { digit: '1', rank: 3 },
	busy: { digit: '2', rank: 4 },
	oof: { digit: '3', rank: 5 },
};

/** The digits for times: servers differ in what theirs mean. */
function mergedOf(times: readonly ScheduleTime[], window: Interval, interval: number): string {
	const digit = interval * minuteMs;
	const strongest = new Array<ShowAs>(countOf(window, interval)).fill('free');
	for (const { start, end, status } of times) {
		const from = Math.max(0, Math.floor((start - window.start) / digit));
		const to = Math.min(strongest.length, Math.ceil((end - window.start) / digit));
		for (let at = from; at < to; at++) {
			if (digitOfState[status].rank > digitOfState[strongest[at]].rank) strongest[at] = status;
		}
	}
	return strongest.map((status) => digitOfState[status].digit).join('');
}

/** As many digits as the part has: what a server leaves out is not known. */
function digitsOf(merged: string, window: Interval, interval: number): string {
	const count = countOf(window, interval);
	return merged.trim().slice(0, count).padEnd(count, '5');
}

function countOf({ start, end }: Interval, interval: number): number {
	return Math.ceil((end - start) / (interval * minuteMs));
}
