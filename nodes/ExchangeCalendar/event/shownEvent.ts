import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { dateText, dayOfDate, instantText } from '../../../exchange/calendar/civil';
import type { DateTimeTimeZone } from '../../../exchange/calendar/graphTypes';
import { timeZones, type TimeZones } from '../../../exchange/calendar/timeZone';
import type { ListedEvent } from '../../../exchange/calendars/events/event';
import type { Privacy } from '../../../exchange/changes/privacy';
import type { ItemParameters } from '../../shared/itemParameters';

/** How events come out. */
export interface ShownAs {
	privacy?: Privacy;
	timeZone?: string;
	includeBody: false | 'html' | 'text';
	isSimple: boolean;
	/** Binary field for an iCalendar file of each event. */
	icsField?: string;
	zones: TimeZones;
}

export function readShownAs(parameters: ItemParameters): ShownAs {
	const body = parameters.choice('includeBody', ['none', 'html', 'text']) ?? 'none';
	const icsField = parameters.yesNo('asIcs') ? (parameters.text('icsField') ?? 'data') : undefined;
	return {
		privacy: parameters.choice('privacy', ['maskPrivate', 'full', 'busyOnly']),
		timeZone: parameters.text('timeZone'),
		// A file without the text of the appointment would lose it when it is read again.
		includeBody: body !== 'none' ? body : icsField !== undefined && 'html',
		isSimple: parameters.yesNo('simplify') ?? true,
		icsField,
		zones: timeZones(),
	};
}

/** Fields that a simplified event has, in the order in which people read them. */
const simpleFields = [
	'subject',
	'start',
	'end',
	'startUtc',
	'endUtc',
	'startDate',
	'lastDate',
	'isAllDay',
	'location',
	'showAs',
	'organizer',
	'attendees',
	'responseStatus',
	'isCancelled',
	'onlineMeeting',
	'recurrence',
	'body',
	'type',
	'masked',
	'mailbox',
	'id',
	'seriesMasterId',
	'originalStart',
] as const;

/**
 * The fields that are read first, those of a simplified event or all.
 * @param zones kept for all events of a list
 */
export function shownEvent(
	event: ListedEvent,
	isSimple: boolean,
	zones: TimeZones = timeZones(),
): object {
	const whole: Record<string, unknown> = {
		...event,
		...plainTimes(event, zones),
		uid: `${event.mailbox}/${event.key}`,
	};
	const first = Object.fromEntries(
		simpleFields.flatMap((name) => (whole[name] === undefined ? [] : [[name, whole[name]]])),
	);
	return isSimple ? first : { ...first, ...whole };
}

/** An item with the event, and its iCalendar file where that is wanted. */
export async function eventItem(
	context: IExecuteFunctions,
	event: ListedEvent,
	{ isSimple, icsField, zones }: ShownAs,
): Promise<INodeExecutionData> {
	const item: INodeExecutionData = {
		json: shownEvent(event, isSimple, zones) as INodeExecutionData['json'],
	};
	if (icsField === undefined) return item;
	const { eventToIcs } = await import('../../../exchange/calendars/icalendar/eventToIcs');
	const text = eventToIcs(event);
	const name = `${
		(event.subject ?? 'event')
			.replace(/[\\/:*?"<>|\s]+/g, ' ')
			.trim()
			.slice(0, 60) || 'event'
	}.ics`;
	const file = await context.helpers.prepareBinaryData(Buffer.from(text), name, 'text/calendar');
	return { ...item, binary: { [icsField]: file } };
}

/** Times that need no zone: instants in UTC, or the first and last date of an all-day event. */
function plainTimes({ start, end, isAllDay }: ListedEvent, zones: TimeZones): object {
	if (start === undefined || end === undefined) return {};
	if (isAllDay) {
		const first = dayOfDate(start.dateTime.slice(0, 10));
		const after = dayOfDate(end.dateTime.slice(0, 10));
		if (first === undefined || after === undefined) return {};
		return { startDate: dateText(first), lastDate: dateText(Math.max(first, after - 1)) };
	}
	return { startUtc: instantIn(start, zones), endUtc: instantIn(end, zones) };
}

function instantIn({ dateTime, timeZone }: DateTimeTimeZone, zones: TimeZones): string | undefined {
	const local = Date.parse(`${dateTime.slice(0, 19)}Z`);
	const zone = zones.byName(timeZone);
	return zone && !Number.isNaN(local) ? instantText(zone.toUtc(local)) : undefined;
}
