import { toEvent, type CalendarEvent } from '../../calendar/event';
import { instantTextOf, localText } from '../../calendar/civil';
import { plainTimes } from '../../calendar/itemTimes';
import { timeZones } from '../../calendar/timeZone';
import type { PushException } from '../input/pushInput';
import type { WritableEvent } from '../input/writableEvent';
import { utcZone } from '../../calendar/zone';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { isPrivateItem } from '../../changes/privacy';
import {
	contentOfOccurrence,
	graphName,
	occurrenceFields,
	type ItemWithOccurrences,
} from './comparable';

/** One side's version of an event. A series has its exceptions in the shape in which the source gives them. */
export type EventVersion = Partial<CalendarEvent> & {
	cancelledOccurrences?: string[];
	exceptions?: PushException[];
	/** True when privacy removed what the event says. */
	masked?: boolean;
};

/** A checked event in the shape of the events that `getChanges` gives. */
export function versionOf({
	times,
	location,
	attendees,
	extendedProperties,
	...rest
}: WritableEvent): EventVersion {
	void extendedProperties;
	// An all-day event's dates are those of its own zone.
	const zone = times?.isAllDay ? timeZones().byName(times.timeZone) : undefined;
	const local = (text: string) => (zone ? zone.toLocal(Date.parse(text)) : Date.parse(text));
	const time = (text: string) => ({ dateTime: localText(local(text)), timeZone: 'UTC' });
	const exceptions: PushException[] = [
		...(times?.cancelled ?? []).map((one) => ({ originalStart: one, isCancelled: true })),
		...(times?.exceptions ?? []).map(({ start, end, location: place, ...own }) => ({
			...own,
			start: time(start),
			end: time(end),
			...(place !== undefined && { location: { displayName: place } }),
		})),
	];
	return {
		...rest,
		...(location !== undefined && { location: { displayName: location } }),
		...(attendees && {
			attendees: attendees.map(({ type, address, name }) => ({
				type,
				emailAddress: { address, ...(name !== undefined && { name }) },
				status: { response: 'none' as const },
			})),
		}),
		...(times && {
			start: time(times.start),
			end: time(times.end),
			...plainTimes(local(times.start), local(times.end), times.isAllDay),
			isAllDay: times.isAllDay,
			...(times.recurrence && { recurrence: times.recurrence, exceptions }),
		}),
	};
}

/**
 * The differences of a series' occurrences from it, in the shape in which a source gives them: handed
 * back unchanged, they mean no change.
 */
export function exceptionsOfItem(series: ItemWithOccurrences): PushException[] {
	const { item, exceptions, zones } = series;
	const cancelled = (item.deletedOccurrences ?? []).map(
		({ start }): PushException => ({
			originalStart: instantTextOf(start) ?? start,
			isCancelled: true,
		}),
	);
	const modified = (item.modifiedOccurrences ?? []).map(({ id, originalStart, start, end }) => {
		const own = exceptions.get(id);
		// Its times are those that the series knows of it; an all-day one is one of dates, as its series is.
		const seen = toEvent(
			{ ...item, ...(own && contentOnly(own)), start, end },
			{ outputZone: utcZone, zones, includeBody: true },
		);
		const differing = contentOfOccurrence(series, id, occurrenceFields);
		const isSecret = own !== undefined && isPrivateItem(own) && !isPrivateItem(item);
		const content = occurrenceFields
			.filter((name) => differing[name] !== undefined)
			.map((name) => [name, seen[name]]);
		return {
			originalStart: instantTextOf(originalStart) ?? originalStart,
			start: seen.start,
			end: seen.end,
			...(isSecret && { sensitivity: graphName(own.sensitivity, 'private') }),
			...Object.fromEntries(content),
		} as PushException;
	});
	return [...cancelled, ...modified].sort(byOriginalStart);
}

function contentOnly({ subject, body, location, legacyFreeBusyStatus }: CalendarItemRecord) {
	return { subject, body: body ?? { type: 'Text', text: '' }, location, legacyFreeBusyStatus };
}

function byOriginalStart(a: PushException, b: PushException): number {
	return String(a.originalStart) < String(b.originalStart) ? -1 : 1;
}
