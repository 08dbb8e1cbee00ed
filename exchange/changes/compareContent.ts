import type { AttendeeRecord, CalendarItemRecord, MailboxRecord } from '../ews/calendarItem';
import { Digest } from './digest';
import type { Privacy } from './privacy';

/**
 * 53 bits of what an item says: everything but its times and identity, and but what each write
 * changes (change key, last modification). An occurrence that says what its series says has the
 * series' digest. What privacy hides does not count.
 */
export function contentDigest(
	item: CalendarItemRecord,
	privacy: Privacy,
	withRecurrence = false,
): number {
	const digest = new Digest()
		.text(item.sensitivity)
		.flag(item.isAllDayEvent)
		.text(item.legacyFreeBusyStatus)
		.flag(item.isCancelled)
		.text(item.startTimeZone?.id ?? item.startTimeZoneId)
		.text(item.endTimeZone?.id ?? item.endTimeZoneId);
	if (withRecurrence) {
		const { recurrence, deletedOccurrences, start, end } = item;
		digest.text(JSON.stringify([recurrence, deletedOccurrences, start, end]));
	}
	const isOpen = !isMasked(item, privacy);
	digest.flag(isOpen);
	if (isOpen) addContent(digest, item);
	return digest.number();
}

function isMasked({ sensitivity }: CalendarItemRecord, privacy: Privacy): boolean {
	const isPrivate = sensitivity === 'Private' || sensitivity === 'Confidential';
	return privacy === 'busyOnly' || (privacy === 'maskPrivate' && isPrivate);
}

function addContent(digest: Digest, item: CalendarItemRecord): void {
	digest
		.text(item.subject)
		.text(item.body?.type)
		.text(item.body?.text)
		.flag(item.body?.isTruncated)
		.text(item.importance)
		.flag(item.reminderIsSet)
		.word(item.reminderMinutesBeforeStart ?? -1)
		.flag(item.hasAttachments)
		.text(item.location)
		.flag(item.isMeeting)
		.text(item.myResponseType)
		.text(item.appointmentReplyTime)
		.text(item.joinOnlineMeetingUrl);
	addTexts(digest, item.categories);
	addMailbox(digest, item.organizer);
	addAttendees(digest, item.requiredAttendees);
	addAttendees(digest, item.optionalAttendees);
	addAttendees(digest, item.resources);
	digest.text(item.extendedProperties && JSON.stringify(item.extendedProperties));
}

function addTexts(digest: Digest, texts: string[] | undefined): void {
	digest.word(texts?.length ?? -1);
	if (texts) for (const text of texts) digest.text(text);
}

function addMailbox(digest: Digest, mailbox: MailboxRecord | undefined): void {
	digest.flag(mailbox !== undefined);
	if (mailbox === undefined) return;
	digest.text(mailbox.name).text(mailbox.emailAddress);
	digest.text(mailbox.routingType).text(mailbox.mailboxType);
}

function addAttendees(digest: Digest, attendees: AttendeeRecord[] | undefined): void {
	digest.word(attendees?.length ?? -1);
	if (attendees === undefined) return;
	for (const { mailbox, responseType, lastResponseTime } of attendees) {
		addMailbox(digest, mailbox);
		digest.text(responseType).text(lastResponseTime);
	}
}
