import { minuteMs } from '../../calendar/civil';
import { dayIndex } from '../../calendar/ewsNames';
import type { GraphDayOfWeek } from '../../calendar/graphTypes';
import type { TimeZones } from '../../calendar/timeZone';
import type { Zone } from '../../calendar/zone';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import {
	abortSignal,
	anyObject,
	anyText,
	assertExchange,
	assertOneOf,
	assertOptions,
	described,
	mailboxAddress,
	moment,
	textList,
	yesOrNo,
} from '../../inputs';
import { throwIfCancelled } from '../../transport/errors';
import { checkRoomChoice, type RoomChoice } from '../rooms/roomChoice';
import { checkSpan, wholeNumber, zoneNamed } from './options';
import type { SlotSpread } from './search/slots';
import type { WorkingHours } from './search/workingTimes';

export interface FindSlotsOptions {
	/** Addresses or account names of those who have to come; groups stand for all their members. */
	required: readonly string[];
	/** The same of those who may miss it. */
	optional?: readonly string[];
	/** The window in which slots lie, up to 62 days. */
	start: Date;
	end: Date;
	/** 5 to 1440. */
	durationMinutes: number;
	/** Slots begin at multiples of it since midnight, 5 to 1440. Default 30. */
	stepMinutes?: number;
	/** Everybody is free so long before and after, 0 to 720. Default 0. */
	bufferBeforeMinutes?: number;
	bufferAfterMinutes?: number;
	/** `required` (default): in the working hours of each, by their own zone; `ignored`: at any time. */
	workingHours?: 'required' | 'ignored';
	/** For those who have set none. Default Monday to Friday, 08:00 to 17:00 in `timeZone`. */
	defaultWorkingHours?: {
		daysOfWeek: readonly GraphDayOfWeek[];
		/** `08:00`. */
		startTime: string;
		endTime: string;
		timeZone?: string;
	};
	/** Windows id or IANA name: for the starts, the days and the answer. Default UTC. */
	timeZone?: string;
	/** Rooms of which one has to be free; absent: none is needed. */
	rooms?: RoomChoice;
	/** A tentative meeting keeps nobody away. Default false. */
	tentativeIsFree?: boolean;
	/** 1 to 100, default 5. */
	maxProposals?: number;
	/** Default `separate`: proposals don't overlap. */
	spread?: SlotSpread;
	/** The mailbox as whom it is asked. Default: the service account itself. */
	onBehalfOf?: string;
	signal?: AbortSignal;
}

/** Days that the window of a search may have. */
const mostDays = 62;

export function checkSlotOptions(exchange: Exchange, options: FindSlotsOptions): void {
	assertExchange(exchange);
	const minutes = wholeNumber(5, 1440, 'minutes', 30);
	const buffer = wholeNumber(0, 720, 'minutes', 15);
	assertOptions(
		options,
		{
			required: textList('alice@enyoi.com'),
			optional: textList('bob@enyoi.com'),
			start: moment,
			end: moment,
			durationMinutes: minutes,
			stepMinutes: minutes,
			bufferBeforeMinutes: buffer,
			bufferAfterMinutes: buffer,
			defaultWorkingHours: anyObject(
				'{ daysOfWeek: ["monday"], startTime: "09:00", endTime: "17:30" }',
			),
			timeZone: anyText('Europe/Berlin'),
			rooms: anyObject('{ list: "rooms@enyoi.com", minCapacity: 8 }'),
			tentativeIsFree: yesOrNo,
			maxProposals: wholeNumber(1, 100, 'proposals', 5),
			onBehalfOf: mailboxAddress,
			signal: abortSignal,
		},
		['required', 'start', 'end', 'durationMinutes'],
	);
	assertOneOf('workingHours', options.workingHours, ['required', 'ignored']);
	assertOneOf('spread', options.spread, ['overlapping', 'separate', 'oneADay']);
	if (options.rooms) checkRoomChoice(options.rooms, 'rooms.');
	const { start, end, durationMinutes } = options;
	checkSpan(start, end, mostDays);
	if (end.getTime() - start.getTime() < durationMinutes * minuteMs) {
		throw new InvalidInput(
			'durationMinutes',
			`The window from start to end is shorter than ${durationMinutes} minutes`,
			{ remedy: 'Give a later end or a shorter duration.' },
		);
	}
	throwIfCancelled(options.signal);
}

/** The hours of those who have set none. */
export function defaultHours(
	{ defaultWorkingHours: given }: FindSlotsOptions,
	zone: Zone,
	zones: TimeZones,
): WorkingHours {
	if (!given) return { zone, periods: [{ days: [1, 2, 3, 4, 5], start: 480, end: 1020 }] };
	const days = (Array.isArray(given.daysOfWeek) ? given.daysOfWeek : []).map((name) =>
		dayIndex(String(name)),
	);
	if (days.length === 0 || !days.every((day) => day !== undefined)) {
		throw new InvalidInput(
			'defaultWorkingHours.daysOfWeek',
			'defaultWorkingHours.daysOfWeek is not a list of days, such as ["monday", "tuesday"]',
		);
	}
	const start = clockMinutes('defaultWorkingHours.startTime', given.startTime);
	const end = clockMinutes('defaultWorkingHours.endTime', given.endTime);
	return {
		zone:
			given.timeZone === undefined
				? zone
				: zoneNamed(String(given.timeZone), zones, 'defaultWorkingHours.timeZone'),
		periods: [{ days, start, end }],
	};
}

/** Minutes since midnight. */
function clockMinutes(field: string, time: unknown): number {
	const parts = typeof time === 'string' ? /^(\d{1,2}):(\d\d)/.exec(time) : null;
	const minutes = parts === null ? NaN : Number(parts[1]) * 60 + Number(parts[2]);
	if (minutes <= 1440 && Number(parts?.[2]) < 60) return minutes;
	throw new InvalidInput(field, `${field} is ${described(time)}, not a time such as "08:30"`);
}
