import { dayMs, instantText } from '../../calendar/civil';
import type { TimeZones } from '../../calendar/timeZone';
import { utcZone, type Zone } from '../../calendar/zone';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import { leastInterval, mostInterval } from '../../ews/operations/getUserAvailability';
import {
	abortSignal,
	anyText,
	assertExchange,
	assertOneOf,
	assertOptions,
	mailboxAddress,
	moment,
	textList,
	type Allowed,
} from '../../inputs';
import { throwIfCancelled } from '../../transport/errors';
import type { GetFreeBusyOptions } from './freeBusy';
import type { Interval } from './search/workingTimes';

/** Days that a window of free and busy times may have. */
const mostDays = 731;

export function checkFreeBusyOptions(exchange: Exchange, options: GetFreeBusyOptions): void {
	assertExchange(exchange);
	assertOptions(
		options,
		{
			mailboxes: textList('alice@enyoi.com'),
			start: moment,
			end: moment,
			interval: wholeNumber(leastInterval, mostInterval, 'minutes', 30),
			timeZone: anyText('Europe/Berlin'),
			onBehalfOf: mailboxAddress,
			signal: abortSignal,
		},
		['mailboxes', 'start', 'end'],
	);
	assertOneOf('view', options.view, ['merged', 'times', 'details']);
	assertOneOf('groups', options.groups, ['merged', 'members']);
	assertOneOf('privacy', options.privacy, ['full', 'maskPrivate', 'busyOnly']);
	checkSpan(options.start, options.end);
	throwIfCancelled(options.signal);
}

/** @throws InvalidInput for a window that ends before it starts, or is longer than two years */
export function checkSpan(start: Date, end: Date, longestDays = mostDays): void {
	const [from, to] = [start.getTime(), end.getTime()];
	if (to <= from) {
		throw new InvalidInput(
			'end',
			`end (${instantText(to)}) is not after start (${instantText(from)})`,
			{ remedy: 'Give the end of the window, such as a week after start.' },
		);
	}
	if (to - from > longestDays * dayMs) {
		throw new InvalidInput('end', `The window is longer than ${longestDays} days`, {
			remedy: `Give an end that is at most ${longestDays} days after start.`,
		});
	}
}

/** The window in whole seconds, as servers read times. */
export function secondsOf(start: Date, end: Date): Interval {
	return {
		start: Math.floor(start.getTime() / 1000) * 1000,
		end: Math.ceil(end.getTime() / 1000) * 1000,
	};
}

/** @throws InvalidInput for a name that is no zone's */
export function zoneNamed(name: string | undefined, zones: TimeZones, field = 'timeZone'): Zone {
	const zone = typeof name === 'string' ? zones.byName(name) : utcZone;
	if (zone !== undefined) return zone;
	throw new InvalidInput(field, `Unknown time zone "${name}"`, {
		remedy:
			'Use UTC, a Windows id such as "W. Europe Standard Time" or an IANA name such as "Europe/Berlin".',
	});
}

export const wholeNumber = (
	least: number,
	most: number,
	unit: string,
	example: number,
): Allowed => ({
	isAllowed: (value) =>
		Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
	words: `a whole number of ${unit} from ${least} to ${most}, such as ${example}`,
});
