import { dateText, dayMs } from '../../calendar/civil';
import { InvalidInput } from '../../errors';
import { assertFilled, assertRange, element, type Xml } from '../../xml/writer';
import { fieldsOf, list, record } from '../../xml/shapes';
import type { FreeBusyViewRecord } from '../availabilityRecords';
import { responseError, WrongAnswer } from '../errors';
import type { ItemFailure } from '../itemParts';
import type { EwsOperation } from '../operation';
import { isBusy } from '../responseCodes';
import { failureOf, messageBeside, SoapReader } from '../soapResponse';
import { freeBusyView } from './freeBusyReader';

/** People in one request; with more of them the server refuses all of it. */
export const mostPeople = 100;

/** Limits of the interval of the merged view, in minutes. */
export const leastInterval = 5;
export const mostInterval = 1440;

interface GetUserAvailabilityRequest {
	/** SMTP addresses of people, rooms or groups, 1 to 100. */
	addresses: readonly string[];
	/** The window, in UTC milliseconds of whole seconds. What overlaps it is listed, uncut. */
	start: number;
	end: number;
	/** Minutes that a digit of the merged view stands for, 5 to 1440 and no more than the window. */
	interval: number;
	/** The most that is wanted; the server gives less where the account's rights end. */
	view: 'MergedOnly' | 'FreeBusyMerged' | 'DetailedMerged';
}

/** One entry for each address, in their order. */
export type AvailabilityEntry =
	| { ok: true; view: FreeBusyViewRecord }
	| { ok: false; failure: ItemFailure };

interface Answer {
	view?: FreeBusyViewRecord;
}

interface Body {
	entries?: Array<ReturnType<typeof entry.finish>>;
}

const entry = messageBeside<Answer>({
	'm:FreeBusyView': fieldsOf<Answer>()('view', freeBusyView),
});

const body = record<Body>({
	'm:FreeBusyResponseArray': fieldsOf<Body>()('entries', list({ 'm:FreeBusyResponse': entry })),
});

/**
 * Tells when people, rooms and groups are free, also those whose calendars can't be opened. The times of
 * a group's members come merged into one. Each address is answered for itself; when the server is too
 * busy for all of them, the request fails, so that it is sent again later.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuseravailability-operation
 */
export const getUserAvailability: EwsOperation<GetUserAvailabilityRequest, AvailabilityEntry[]> = {
	name: 'GetUserAvailability',
	repeatable: true,

	request({ addresses, start, end, interval, view }) {
		assertFilled('addresses', addresses);
		assertRange('addresses', addresses.length, 1, mostPeople);
		assertRange('interval', interval, leastInterval, mostInterval);
		if (!(start < end)) throw new InvalidInput('end', 'end is not after start');
		return element('m:GetUserAvailabilityRequest', [
			utc,
			element(
				'm:MailboxDataArray',
				addresses.map((address) =>
					element('t:MailboxData', [
						element('t:Email', element('t:Address', address)),
						element('t:AttendeeType', 'Required'),
						element('t:ExcludeConflicts', false),
					]),
				),
			),
			element('t:FreeBusyViewOptions', [
				element('t:TimeWindow', [
					element('t:StartTime', localTime(start)),
					element('t:EndTime', localTime(end)),
				]),
				element('t:MergedFreeBusyIntervalInMinutes', interval),
				element('t:RequestedView', view),
			]),
		]);
	},

	response: ({ addresses }) =>
		new SoapReader('GetUserAvailability', body, ({ entries = [] }, context) => {
			if (entries.length !== addresses.length) {
				throw new WrongAnswer(
					`${entries.length} entries instead of ${addresses.length} in the answer`,
				);
			}
			const found = entries.map(availability);
			const [first] = found;
			if (!first.ok && found.every((one) => !one.ok && isBusy(one.failure))) {
				throw responseError(first.failure, context);
			}
			return found;
		}),
};

function availability({ view, ...message }: ReturnType<typeof entry.finish>): AvailabilityEntry {
	// The schema lets the message be missing; what was asked for is then all there is.
	const isBare = message.responseClass === undefined && message.responseCode === undefined;
	const failure = isBare ? undefined : failureOf(message);
	if (failure) return { ok: false, failure };
	if (view) return { ok: true, view };
	return { ok: false, failure: { responseCode: 'Unknown', messageText: 'There is no view.' } };
}

/**
 * The only form of a zone that the operation knows has two changes a year. UTC has none: both keep the
 * offset, on days that servers accept.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/timezone-availability
 */
const utc = element('t:TimeZone', [
	element('t:Bias', 0),
	element('t:StandardTime', unchangedFrom(10)),
	element('t:DaylightTime', unchangedFrom(3)),
]);

function unchangedFrom(month: number): Xml[] {
	return [
		element('t:Bias', 0),
		element('t:Time', '02:00:00'),
		element('t:DayOrder', 1),
		element('t:Month', month),
		element('t:DayOfWeek', 'Sunday'),
	];
}

/** `2026-11-25T09:00:00`: times without offset are those of the zone in the request. */
function localTime(time: number): string {
	const day = Math.floor(time / dayMs);
	return `${dateText(day)}T${new Date(time).toISOString().slice(11, 19)}`;
}
