import type { SeriesEvent } from '../../calendar/event';
import { notYet } from '../notYet';
import type { EventToIcsOptions } from './icsEvent';

/**
 * Writes an event as an iCalendar text with one VCALENDAR: a single event, or a series with its
 * exceptions; with a VTIMEZONE for each zone that it names.
 * @throws InvalidInput naming the field that is missing
 * @see https://www.rfc-editor.org/rfc/rfc5545
 */
export function eventToIcs(event: SeriesEvent, options: EventToIcsOptions = {}): string {
	throw notYet(`eventToIcs ${String(event && options)}`);
}
