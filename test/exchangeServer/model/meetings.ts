/**
 * What leaves the organizer's mailbox when invitations are wanted, and what arrives at the attendees.
 * The calendar attendant puts requests into their calendars as tentative; rooms answer by themselves.
 */
import type {
	Attendee,
	CalendarItem,
	EventFields,
	Folder,
	Mailbox,
	SeriesException,
} from '../contracts';
import { extendedKey } from '../calendarItems/extendedProperties';
import { deliver, findByUid, record, sameAddress, type MeetingPost } from './meetingMail';
import { draftCalendarItem } from './newItem';
import { changeOccurrence } from './occurrences';
import { answerForRoom } from './rooms';
import { memberAt } from './series';

/** Sends requests (or updates) to those attendees and puts the meeting into their calendars. */
export function sendInvitations(
	post: MeetingPost,
	meeting: CalendarItem,
	attendees: readonly Attendee[] = everybody(meeting),
): void {
	if (attendees.length === 0) return;
	record(post, meeting, 'MeetingRequest', meeting.subject, attendees);
	if (post.behaviours.trackingOnMove === 'reset') forgetAnswersOfMoved(post, meeting, attendees);
	for (const attendee of attendees) {
		const mailbox = post.mailboxOf(attendee.emailAddress);
		if (!mailbox || mailbox === meeting.folder.mailbox) continue;
		const calendar = mailbox.distinguished.get('calendar') as Folder;
		const existing = findByUid(calendar, meeting.uid);
		const copy = existing ? refreshCopy(post, meeting, existing) : addCopy(post, meeting, calendar);
		if (mailbox.kind === 'room') answerForRoom(post, meeting, attendee, copy);
		else deliver(post, meeting, mailbox, copy, 'MeetingRequest', meeting.subject);
	}
}

/** Tells those attendees that the meeting (or one exception of it) is off. */
export function sendCancellations(
	post: MeetingPost,
	meeting: CalendarItem,
	attendees: readonly Attendee[] = toldOfCancellation(post, meeting),
): void {
	if (attendees.length === 0) return;
	const subject = `Canceled: ${meeting.subject}`;
	record(post, meeting, 'MeetingCancellation', subject, attendees);
	for (const attendee of attendees) {
		const mailbox = post.mailboxOf(attendee.emailAddress);
		const calendar = mailbox?.distinguished.get('calendar');
		const copy = calendar && findByUid(calendar, meeting.uid);
		if (!mailbox || !copy || mailbox === meeting.folder.mailbox) continue;
		if (mailbox.kind === 'room') {
			post.store.remove(copy);
			continue;
		}
		copy.subject = subject;
		copy.isCancelled = true;
		copy.showAs = 'Free';
		post.store.touch(copy, meeting.organizer.name);
		deliver(post, meeting, mailbox, copy, 'MeetingCancellation', subject);
	}
}

/** Those who hear that the whole meeting is off. */
export function toldOfCancellation(
	{ behaviours }: Pick<MeetingPost, 'behaviours'>,
	meeting: CalendarItem,
): Attendee[] {
	const invited = everybody(meeting);
	if (behaviours.cancellationRecipients === 'everybody') return invited;
	return invited.filter(({ response }) => response !== 'Decline');
}

/** One occurrence is off: it disappears from the copies, or stays as a cancelled exception. */
export function sendOccurrenceCancellation(
	post: MeetingPost,
	meeting: CalendarItem,
	originalStart: number,
): void {
	const attendees = everybody(meeting);
	if (attendees.length === 0) return;
	record(post, meeting, 'MeetingCancellation', `Canceled: ${meeting.subject}`, attendees);
	const member = memberAt(meeting, originalStart, post.store.zones);
	const sent = post.outbox.at(-1);
	if (sent && member?.fields.body.text) sent.text = member.fields.body.text;
	for (const attendee of attendees) {
		const mailbox = post.mailboxOf(attendee.emailAddress);
		const calendar = mailbox?.distinguished.get('calendar');
		const copy = calendar && findByUid(calendar, meeting.uid);
		if (!mailbox || !copy || calendar === meeting.folder) continue;
		if (mailbox.kind !== 'room' && post.behaviours.occurrenceCancellation !== 'vanishes') {
			cancelOccurrence(post, meeting, mailbox, copy, originalStart);
			continue;
		}
		copy.exceptions.delete(originalStart);
		copy.deletedOccurrences.add(originalStart);
		post.store.touch(copy, meeting.organizer.name);
	}
}

function cancelOccurrence(
	post: MeetingPost,
	meeting: CalendarItem,
	mailbox: Mailbox,
	copy: CalendarItem,
	originalStart: number,
): void {
	const { store } = post;
	const member = memberAt(copy, originalStart, store.zones);
	if (!member) return;
	const subject = `Canceled: ${member.fields.subject}`;
	const fields = { subject, isCancelled: true, showAs: 'Free' };
	changeOccurrence(store, copy, originalStart, fields, meeting.organizer.name);
	deliver(post, meeting, mailbox, copy, 'MeetingCancellation', subject);
}

/** A meeting that moves asks everybody anew. */
function forgetAnswersOfMoved(
	post: MeetingPost,
	meeting: CalendarItem,
	attendees: readonly Attendee[],
): void {
	for (const attendee of attendees) {
		const calendar = post.mailboxOf(attendee.emailAddress)?.distinguished.get('calendar');
		const copy = calendar && findByUid(calendar, meeting.uid);
		if (!copy || copy === meeting || copy.start.getTime() === meeting.start.getTime()) continue;
		attendee.response = 'Unknown';
		attendee.responseTime = undefined;
		attendee.proposed = undefined;
	}
}

function everybody(meeting: CalendarItem): Attendee[] {
	return meeting.attendees.filter((one) => !sameAddress(one, meeting.organizer.emailAddress));
}

function addCopy(post: MeetingPost, meeting: CalendarItem, calendar: Folder): CalendarItem {
	const { store } = post;
	const copy = draftCalendarItem(calendar, sharedFields(meeting), store.now(), meeting.uid);
	copy.myResponseType = 'NoResponseReceived';
	copy.showAs = 'Tentative';
	copy.lastModifiedBy = meeting.organizer.name;
	copySeries(meeting, copy);
	copyProperties(post, meeting, copy);
	return store.add(copy);
}

function refreshCopy(post: MeetingPost, meeting: CalendarItem, copy: CalendarItem): CalendarItem {
	const moved = copy.start.getTime() !== meeting.start.getTime();
	Object.assign(copy, sharedFields(meeting));
	if (moved) {
		copy.myResponseType = 'NoResponseReceived';
		copy.showAs = 'Tentative';
	}
	copySeries(meeting, copy);
	copyProperties(post, meeting, copy);
	post.store.touch(copy, meeting.organizer.name);
	return copy;
}

/** What organizer and attendees share; each keeps reminder and categories. */
function sharedFields(meeting: CalendarItem): Partial<EventFields> & { start: Date } {
	return {
		subject: meeting.subject,
		body: { ...meeting.body },
		start: meeting.start,
		end: meeting.end,
		startTimeZone: meeting.startTimeZone,
		endTimeZone: meeting.endTimeZone,
		isAllDay: meeting.isAllDay,
		location: meeting.location,
		sensitivity: meeting.sensitivity,
		importance: meeting.importance,
		organizer: meeting.organizer,
		attendees: meeting.attendees.map((attendee) => ({ ...attendee })),
		isMeeting: true,
		isCancelled: meeting.isCancelled,
		isResponseRequested: meeting.isResponseRequested,
		meetingRequestWasSent: meeting.meetingRequestWasSent,
		appointmentSequenceNumber: meeting.appointmentSequenceNumber,
		isOnlineMeeting: meeting.isOnlineMeeting,
	};
}

function copyProperties(
	{ behaviours }: Pick<MeetingPost, 'behaviours'>,
	meeting: CalendarItem,
	copy: CalendarItem,
): void {
	if (behaviours.invitedProperties === 'left') return;
	const keys = new Set(meeting.extendedProperties.map(extendedKey));
	copy.extendedProperties = [
		...copy.extendedProperties.filter((one) => !keys.has(extendedKey(one))),
		...meeting.extendedProperties.map((one) => ({ ...one })),
	];
}

function copySeries(meeting: CalendarItem, copy: CalendarItem): void {
	copy.recurrence = meeting.recurrence && structuredClone(meeting.recurrence);
	copy.deletedOccurrences = new Set(meeting.deletedOccurrences);
	copy.exceptions = new Map(
		[...meeting.exceptions].map(([start, exception]) => [start, sharedException(exception)]),
	);
}

function sharedException(exception: SeriesException): SeriesException {
	const { reminderIsSet, reminderMinutesBeforeStart, categories, showAs, ...shared } = exception;
	void [reminderIsSet, reminderMinutesBeforeStart, categories, showAs];
	return shared;
}
