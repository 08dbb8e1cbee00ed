import { createHash } from 'node:crypto';
import type { CalendarItemRecord } from '../ews/calendarItem';
import type { Privacy } from './privacy/privacy';

/**
 * 32 bits of what an item says: everything but its times and identity, and but what each write
 * changes (change key, last modification). An occurrence that says what its series says has the
 * series' digest. What privacy hides does not count.
 */
export function contentDigest(
	item: CalendarItemRecord,
	privacy: Privacy,
	withRecurrence = false,
): number {
	const said = [
		item.sensitivity,
		item.isAllDayEvent,
		item.legacyFreeBusyStatus,
		item.isCancelled,
		item.startTimeZone?.id ?? item.startTimeZoneId,
		item.endTimeZone?.id ?? item.endTimeZoneId,
		withRecurrence && [item.recurrence, item.deletedOccurrences, item.start, item.end],
		!isMasked(item, privacy) && openContent(item),
	];
	return createHash('sha256').update(JSON.stringify(said)).digest().readUInt32BE(0);
}

function isMasked({ sensitivity }: CalendarItemRecord, privacy: Privacy): boolean {
	const isPrivate = sensitivity === 'Private' || sensitivity === 'Confidential';
	return privacy === 'busyOnly' || (privacy === 'maskPrivate' && isPrivate);
}

function openContent(item: CalendarItemRecord): unknown[] {
	return [
		item.subject,
		item.body,
		item.categories,
		item.importance,
		item.reminderIsSet,
		item.reminderMinutesBeforeStart,
		item.hasAttachments,
		item.location,
		item.isMeeting,
		item.myResponseType,
		item.appointmentReplyTime,
		item.organizer,
		item.requiredAttendees,
		item.optionalAttendees,
		item.resources,
		item.joinOnlineMeetingUrl,
		item.extendedProperties,
	];
}
