import type { CalendarEvent } from '../calendar/event';
import { busyOnly } from './busyOnly';
import { isPrivate, maskPrivate } from './maskPrivate';
import type { Privacy } from './privacyTypes';

/** The event as far as it may be told, and whether something was taken out. */
export function applyPrivacy<E extends CalendarEvent>(
	event: E,
	privacy: Privacy,
): { event: E; masked: boolean } {
	if (privacy === 'busyOnly') return { event: busyOnly(event), masked: true };
	if (privacy === 'maskPrivate') return { event: maskPrivate(event), masked: isPrivate(event) };
	return { event, masked: false };
}
