import type { WritableEvent } from '../input/writableEvent';
import type { CalendarItemView } from './plan';

/** True where nobody is invited to an item, before nor after a write. */
export function isAlone(
	{ hasAttendees }: CalendarItemView,
	{ attendees }: WritableEvent = {},
): boolean {
	return hasAttendees === false && !attendees?.length;
}
