import { createHash } from 'node:crypto';
import type { CalendarItemRecord } from '../ews/calendarItem';

/**
 * 32 bits of what an item says: everything but its times and identity, and but what each write
 * changes (change key, last modification). An occurrence that says what its series says has the
 * series' digest.
 * @param withRecurrence for a series master that is an event of its own: its pattern and what was deleted
 */
export function contentDigest(item: CalendarItemRecord, withRecurrence = false): number {
	const said = [
		item.subject,
		item.sensitivity,
		item.body,
		item.categories,
		item.importance,
		item.reminderIsSet,
		item.reminderMinutesBeforeStart,
		item.hasAttachments,
		item.isAllDayEvent,
		item.legacyFreeBusyStatus,
		item.location,
		item.isMeeting,
		item.isCancelled,
		item.myResponseType,
		item.appointmentReplyTime,
		item.organizer,
		item.requiredAttendees,
		item.optionalAttendees,
		item.resources,
		item.startTimeZone?.id ?? item.startTimeZoneId,
		item.endTimeZone?.id ?? item.endTimeZoneId,
		item.joinOnlineMeetingUrl,
		item.extendedProperties,
		withRecurrence && [item.recurrence, item.deletedOccurrences, item.start, item.end],
	];
	return createHash('sha256').update(JSON.stringify(said)).digest().readUInt32BE(0);
}
