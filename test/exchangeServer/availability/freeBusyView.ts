import { element } from '../contracts';
import type { Mailbox, XmlElement } from '../contracts';
import type { EventInstance } from '../model/series';
import { toLocal, type TimeZone } from '../timeZones';
import { timeZoneElement } from './timeZone';

export type ViewType =
	| 'None'
	| 'MergedOnly'
	| 'FreeBusy'
	| 'FreeBusyMerged'
	| 'Detailed'
	| 'DetailedMerged';

export interface TimeWindow {
	start: Date;
	end: Date;
	/** Minutes of one digit of MergedFreeBusy. */
	interval: number;
	/** Zone of the times in the answer. */
	zone: TimeZone;
}

/** Digit of MergedFreeBusy, and which of two wins. */
const merged: Record<string, { digit: number; rank: number }> = {
	Free: { digit: 0, rank: 0 },
	WorkingElsewhere: { digit: 4, rank: 1 },
	Tentative: { digit: 1, rank: 2 },
	Busy: { digit: 2, rank: 3 },
	OOF: { digit: 3, rank: 4 },
};

/** What of the wanted view somebody with those rights gets. */
export function allowedView(wanted: ViewType, details: boolean): ViewType {
	return details ? wanted : (wanted.replace('Detailed', 'FreeBusy') as ViewType);
}

export function freeBusyView(
	mailbox: Mailbox,
	events: EventInstance[],
	view: ViewType,
	window: TimeWindow,
	{ knowsHours = true, showsPrivate = false } = {},
): XmlElement {
	const withEvents = view !== 'None' && view !== 'MergedOnly';
	const withMerged = view.includes('Merged');
	const shown = events.map((event) =>
		eventElement(event, view.startsWith('Detailed'), window.zone, showsPrivate),
	);
	return element('m:FreeBusyView', [
		element('t:FreeBusyViewType', view),
		withMerged ? element('t:MergedFreeBusy', mergedFreeBusy(events, window)) : undefined,
		withEvents && shown.length > 0 ? element('t:CalendarEventArray', shown) : undefined,
		withEvents && knowsHours ? workingHours(mailbox) : undefined,
	]);
}

/** The strongest state of the events that touch a time. */
export function strongestState(events: readonly EventInstance[], start: Date, end: Date): string {
	let strongest = 'Free';
	for (const { fields } of events) {
		const state = fields.showAs in merged ? fields.showAs : 'Busy';
		const touches = fields.start < end && fields.end > start;
		if (touches && merged[state].rank > merged[strongest].rank) strongest = state;
	}
	return strongest;
}

function mergedFreeBusy(events: EventInstance[], { start, end, interval }: TimeWindow): string {
	const step = interval * 60_000;
	let digits = '';
	for (let at = start.getTime(); at < end.getTime(); at += step) {
		digits += merged[strongestState(events, new Date(at), new Date(at + step))].digit;
	}
	return digits;
}

function eventElement(
	{ fields, kind, id }: EventInstance,
	details: boolean,
	zone: TimeZone,
	showsPrivate: boolean,
) {
	const isPrivate = fields.sensitivity === 'Private' || fields.sensitivity === 'Confidential';
	const isHidden = isPrivate && !showsPrivate;
	return element('t:CalendarEvent', [
		element('t:StartTime', toLocal(fields.start, zone)),
		element('t:EndTime', toLocal(fields.end, zone)),
		element('t:BusyType', fields.showAs),
		details
			? element('t:CalendarEventDetails', [
					element('t:ID', Buffer.from(id, 'base64').subarray(-24).toString('hex').toUpperCase()),
					isHidden ? undefined : element('t:Subject', fields.subject),
					isHidden ? undefined : element('t:Location', fields.location),
					element('t:IsMeeting', fields.isMeeting),
					element('t:IsRecurring', kind === 'Occurrence' || kind === 'Exception'),
					element('t:IsException', kind === 'Exception'),
					element('t:IsReminderSet', fields.reminderIsSet),
					element('t:IsPrivate', isPrivate),
				])
			: undefined,
	]);
}

function workingHours({ timeZone }: Mailbox): XmlElement {
	return element('t:WorkingHours', [
		timeZoneElement(timeZone),
		element(
			't:WorkingPeriodArray',
			element('t:WorkingPeriod', [
				element('t:DayOfWeek', 'Monday Tuesday Wednesday Thursday Friday'),
				element('t:StartTimeInMinutes', 480),
				element('t:EndTimeInMinutes', 1020),
			]),
		),
	]);
}
