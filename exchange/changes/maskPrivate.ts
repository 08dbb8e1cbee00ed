import type { CalendarEvent } from '../calendar/event';
import { busyOnly } from './busyOnly';

/** Private and confidential events keep time and busy state only; others are passed on as they are. */
export function maskPrivate<E extends CalendarEvent>(event: E): E {
	return isPrivate(event) ? busyOnly(event) : event;
}

export function isPrivate(event: CalendarEvent): boolean {
	return event.sensitivity === 'private' || event.sensitivity === 'confidential';
}
