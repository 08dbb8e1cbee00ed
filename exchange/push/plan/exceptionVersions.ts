import { instantTextOf } from '../../calendar/civil';
import { toEvent } from '../../calendar/toEvent';
import { utcZone } from '../../calendar/zone';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import {
	contentOfOccurrence,
	occurrenceFields,
	type ItemWithOccurrences,
} from './occurrenceContent';
import type { PushException } from '../input/pushInput';

/**
 * How the occurrences of a series differ from it, in the shape in which a source gives that: handed
 * back unchanged, it means no change.
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
		const content = occurrenceFields
			.filter((name) => differing[name] !== undefined)
			.map((name) => [name, seen[name]]);
		return {
			originalStart: instantTextOf(originalStart) ?? originalStart,
			start: seen.start,
			end: seen.end,
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
