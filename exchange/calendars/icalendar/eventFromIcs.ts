import { notYet } from '../notYet';
import type { EventFromIcsOptions, IcsEvent } from './icsEvent';

/**
 * Reads the one event of an iCalendar text, with its exceptions if it is a series.
 * @throws InvalidInput naming `ics`: no iCalendar, no event or several, or what Exchange can't keep
 * @see https://www.rfc-editor.org/rfc/rfc5545
 */
export function eventFromIcs(
	ics: string | Uint8Array,
	options: EventFromIcsOptions = {},
): IcsEvent {
	throw notYet(`eventFromIcs ${String(ics && options)}`);
}
