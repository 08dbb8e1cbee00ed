import { instantText, localText, minuteMs } from '../../calendar/civil';
import { dayIndex, dayName, daySet } from '../../calendar/ewsNames';
import { customZoneName } from '../../calendar/availabilityZone';
import { timeZones } from '../../calendar/timeZone';
import type { Zone } from '../../calendar/zone';
import type { Privacy } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import { each, EventLoopTurns, inTurns } from '../../eventLoop';
import type {
	WorkingHoursRecord,
	WorkingPeriodRecord,
	ZoneChangeRecord,
} from '../../ews/availabilityRecords';
import type {
	FreeBusy,
	FreeBusyViewName,
	GetFreeBusyOptions,
	ScheduleItem,
	ScheduleWorkingHours,
	ScheduleWorkingPeriod,
} from './freeBusy';
import { checkFreeBusyOptions, secondsOf, zoneNamed } from './options';
import { workingHoursOf, type ScheduleTime } from './schedule';
import { readSchedules, type MailboxSchedule } from './schedules';

/**
 * Tells when people, rooms and groups are free, also those whose calendars the account can't open, with
 * as much detail as its rights allow. Up to 100 addresses go into a request.
 * @returns a result for each of `mailboxes`, in their order; members of a group in its place. What is
 * wrong with one is its `error`
 * @throws ExchangeError when a failure concerns all of them, or an option can't be used
 */
export async function getFreeBusy(
	exchange: Exchange,
	options: GetFreeBusyOptions,
): Promise<FreeBusy[]> {
	checkFreeBusyOptions(exchange, options);
	const { mailboxes, start, end, interval = 30, view = 'details', privacy } = options;
	const zone = zoneNamed(options.timeZone, timeZones());
	const expandGroups = options.groups === 'members';
	const schedules = await readSchedules(exchange, mailboxes, {
		window: secondsOf(start, end),
		interval,
		// Only a group shows digits alone where times are asked for: that tells it from its members.
		view: expandGroups && view === 'merged' ? 'times' : view,
		expandsGroup: () => expandGroups,
		onBehalfOf: options.onBehalfOf,
		signal: options.signal,
	});
	const results: FreeBusy[] = [];
	const work = each(
		schedules,
		(schedule) => results.push(freeBusyOf(schedule, { zone, view, privacy })),
		1,
	);
	await inTurns(work, exchange.turns ?? new EventLoopTurns());
	return results;
}

interface Shown {
	zone: Zone;
	view: FreeBusyViewName;
	privacy?: Privacy;
}

function freeBusyOf(
	{ user, mailbox, memberOf, schedule }: MailboxSchedule,
	{ zone, view, privacy = 'maskPrivate' }: Shown,
): FreeBusy {
	const who = { user, mailbox, ...(memberOf !== undefined && { memberOf }) };
	if (!schedule.ok) {
		const { error } = schedule;
		return { ...who, access: 'none', availabilityView: '', scheduleItems: [], error };
	}
	const { access, merged, times, hours } = schedule.value;
	const workingHours = hours && shownHours(hours);
	const hasItems = view !== 'merged';
	return {
		...who,
		access: hasItems ? access : 'merged',
		availabilityView: merged,
		scheduleItems: hasItems ? times.map((time) => itemOf(time, zone, privacy)) : [],
		...(workingHours && { workingHours }),
	};
}

function itemOf(
	{ status, start, end, details }: ScheduleTime,
	zone: Zone,
	privacy: Privacy,
): ScheduleItem {
	const shown = (time: number) => ({ dateTime: localText(zone.toLocal(time)), timeZone: zone.id });
	const item: ScheduleItem = {
		status,
		start: shown(start),
		end: shown(end),
		startUtc: instantText(start),
		endUtc: instantText(end),
	};
	if (!details) return item;
	// What does not say that it is public is not taken for it.
	const isPrivate = details.isPrivate ?? true;
	const isMasked = privacy === 'busyOnly' || (privacy === 'maskPrivate' && isPrivate);
	return isMasked ? { ...item, isPrivate, masked: true } : { ...item, ...details };
}

function shownHours(hours: WorkingHoursRecord): ScheduleWorkingHours | undefined {
	const { timeZone } = hours;
	if (!timeZone || !workingHoursOf(hours)) return undefined;
	const periods = hours.periods.filter(({ days = [] }) => days.length > 0).map(periodOf);
	const { bias = 0, standard, daylight } = timeZone;
	return {
		...periods[0],
		...(periods.length > 1 && { periods }),
		timeZone: {
			name: customZoneName,
			bias,
			standardOffset: changeOf(standard),
			daylightOffset: { daylightBias: daylight?.bias ?? 0, ...changeOf(daylight) },
		},
	};
}

function periodOf({ days = [], start = 0, end = 0 }: WorkingPeriodRecord): ScheduleWorkingPeriod {
	const clock = (minutes: number) => localText(minutes * minuteMs).slice(11);
	return {
		daysOfWeek: daySet(days).map(dayName),
		startTime: clock(start),
		endTime: clock(end),
	};
}

function changeOf({ time, dayOrder, dayOfWeek, month, year }: ZoneChangeRecord = {}) {
	return {
		time: `${(time ?? '00:00:00').slice(0, 8)}.0000000`,
		dayOccurrence: dayOrder ?? 0,
		dayOfWeek: dayName(dayIndex(dayOfWeek ?? '') ?? 0),
		month: month ?? 0,
		year: Number(year ?? 0),
	};
}
