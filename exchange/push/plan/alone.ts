import type { WritableEvent } from '../input/writableEvent';
import type { CalendarItemView } from './plan';

/** True where nobody is invited to an item, before nor after a write. */
export function isAlone(
	{ hasAttendees }: Pick<CalendarItemView, 'hasAttendees'>,
	{ attendees }: WritableEvent = {},
): boolean {
	return hasAttendees === false && !attendees?.length;
}
