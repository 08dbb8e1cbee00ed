import { instantText, localText, minuteMs } from '../../calendar/civil';
import type { DateTimeTimeZone } from '../../calendar/graphTypes';
import { timeZones } from '../../calendar/timeZone';
import type { Zone } from '../../calendar/zone';
import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import { EventLoopTurns, inTurns } from '../../eventLoop';
import { addressKey } from '../../mailboxes/address';
import { roomsOf } from '../rooms/roomChoice';
import type { Room } from '../rooms/room';
import { secondsOf, zoneNamed } from './options';
import { busyTimesOf, workingHoursOf, type Schedule } from './schedule';
import { readSchedules, type MailboxSchedule } from './schedules';
import { searchSlots } from './search/searchSlots';
import type { Absence, BusyTime, ProposedSlot, SlotPerson, SlotRoom } from './search/slots';
import { workingTimes, type Interval, type WorkingHours } from './search/workingTimes';
import { checkSlotOptions, defaultHours, type FindSlotsOptions } from './slotOptions';

export interface FoundSlots {
	/** Times at which all required people can come and a room is free, the best first. */
	slots: Slot[];
	/** Where there is none: the times that come nearest, with who is missing. */
	nearest: Slot[];
	/**
	 * People and rooms of whom nothing is known, and why. People make no slot impossible by that; rooms
	 * don't count as free.
	 */
	problems: Array<{ user: string; mailbox: string; error: ExchangeError }>;
}

export interface Slot {
	start: DateTimeTimeZone;
	end: DateTimeTimeZone;
	startUtc: string;
	endUtc: string;
	missing: Absence[];
	/** Addresses of those of whom nothing is known at that time. */
	unknown: string[];
	/** Rooms that are free, the smallest first, those of unknown size last. */
	rooms: Room[];
}

/** The merged view of those who show no more than that is read in steps of so many minutes. */
const interval = 15;

/**
 * Finds times to meet: required people free, as many optional ones as possible, in the working hours of
 * each, with a room.
 * @throws ExchangeError when a failure concerns all of them, or an option can't be used
 */
export async function findSlots(
	exchange: Exchange,
	options: FindSlotsOptions,
): Promise<FoundSlots> {
	checkSlotOptions(exchange, options);
	const { required, optional = [], onBehalfOf, signal } = options;
	const zones = timeZones();
	const zone = zoneNamed(options.timeZone, zones);
	const fallback = defaultHours(options, zone, zones);
	const window = secondsOf(options.start, options.end);
	const bufferBefore = (options.bufferBeforeMinutes ?? 0) * minuteMs;
	const bufferAfter = (options.bufferAfterMinutes ?? 0) * minuteMs;
	const busyWindow = { start: window.start - bufferBefore, end: window.end + bufferAfter };
	const asked = { mailbox: onBehalfOf, signal };
	const rooms = options.rooms && (await roomsOf(exchange, options.rooms, asked));
	const people = [...required, ...optional];
	const schedules = await readSchedules(
		exchange,
		[...people, ...(rooms ?? []).map(({ emailAddress }) => emailAddress)],
		{
			window: busyWindow,
			interval,
			view: 'times',
			expandsGroup: (index) => index < people.length,
			onBehalfOf,
			signal,
		},
		(index) =>
			index < required.length ? 'required' : index < people.length ? 'optional' : 'rooms.mailboxes',
	);
	const turns = exchange.turns ?? new EventLoopTurns();
	const persons = slotPeople(
		schedules.filter(({ index }) => index < people.length),
		{
			window,
			isRequired: ({ index }) => index < required.length,
			busyOf: (schedule) => busyTimesOf(schedule, busyWindow.start, interval),
			hoursOf: ({ hours }) =>
				options.workingHours === 'ignored' ? undefined : (workingHoursOf(hours) ?? fallback),
		},
	);
	const found = await inTurns(
		searchSlots({
			window,
			duration: options.durationMinutes * minuteMs,
			step: (options.stepMinutes ?? 30) * minuteMs,
			zone,
			bufferBefore,
			bufferAfter,
			people: await inTurns(persons, turns),
			...(rooms && {
				rooms: schedules.flatMap(({ index, schedule }): SlotRoom[] => {
					const room = rooms[index - people.length] as Room | undefined;
					if (!room || !schedule.ok) return [];
					const busy = busyTimesOf(schedule.value, busyWindow.start, interval);
					return [{ mailbox: room.emailAddress, capacity: room.capacity, busy }];
				}),
			}),
			isTentativeFree: options.tentativeIsFree ?? false,
			maxProposals: options.maxProposals ?? 5,
			spread: options.spread ?? 'separate',
		}),
		turns,
	);
	const shown = slotWriter(zone, rooms ?? []);
	return {
		slots: found.slots.map(shown),
		nearest: found.nearest.map(shown),
		problems: schedules.flatMap(({ user, mailbox, schedule }) =>
			schedule.ok ? [] : [{ user, mailbox, error: schedule.error }],
		),
	};
}

interface PeopleOptions {
	window: Interval;
	isRequired(schedule: MailboxSchedule): boolean;
	busyOf(schedule: Schedule): BusyTime[];
	hoursOf(schedule: Schedule): WorkingHours | undefined;
}

/** Everybody once, also who was given twice or is a member of several groups: required if anywhere. */
function* slotPeople(
	schedules: readonly MailboxSchedule[],
	{ window, isRequired, busyOf, hoursOf }: PeopleOptions,
): Generator<void, SlotPerson[]> {
	const people = new Map<string, SlotPerson>();
	for (const one of schedules) {
		const { mailbox, schedule } = one;
		const key = addressKey(mailbox);
		const known = people.get(key);
		if (known) {
			known.isRequired ||= isRequired(one);
			continue;
		}
		const hours = schedule.ok ? hoursOf(schedule.value) : undefined;
		people.set(key, {
			mailbox,
			isRequired: isRequired(one),
			isKnown: schedule.ok,
			busy: schedule.ok ? busyOf(schedule.value) : [],
			...(hours && { working: workingTimes(hours, window) }),
		});
		yield;
	}
	return [...people.values()];
}

function slotWriter(zone: Zone, rooms: readonly Room[]) {
	const byAddress = new Map(rooms.map((room) => [room.emailAddress, room]));
	const shown = (time: number) => ({ dateTime: localText(zone.toLocal(time)), timeZone: zone.id });
	return ({ start, end, missing, unknown, rooms: free }: ProposedSlot): Slot => ({
		start: shown(start),
		end: shown(end),
		startUtc: instantText(start),
		endUtc: instantText(end),
		missing,
		unknown,
		rooms: free.flatMap((address) => byAddress.get(address) ?? []),
	});
}
