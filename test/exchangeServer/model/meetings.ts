/**
 * What leaves the organizer's mailbox when invitations are wanted, and what arrives at the attendees.
 * The calendar attendant puts requests into their calendars as tentative; rooms accept by themselves.
 */
import type {
	Attendee,
	CalendarItem,
	EventFields,
	Folder,
	Item,
	Mailbox,
	OtherItem,
	ResponseType,
	SeriesException,
} from '../contracts';
import { draftCalendarItem, draftOtherItem } from './newItem';
import type { Store } from './store';

/** One message that would have left the server's mail queue. */
export interface SentMessage {
	kind: 'MeetingRequest' | 'MeetingCancellation' | 'MeetingResponse' | 'Message';
	from: string;
	to: string[];
	subject: string;
	/** Of meeting messages. */
	uid?: string;
	response?: ResponseType;
	sentAt: Date;
}

export interface MeetingPost {
	store: Store;
	outbox: SentMessage[];
	mailboxOf(address: string): Mailbox | undefined;
}

/** Sends requests (or updates) to those attendees and puts the meeting into their calendars. */
export function sendInvitations(
	post: MeetingPost,
	meeting: CalendarItem,
	attendees: readonly Attendee[] = everybody(meeting),
): void {
	if (attendees.length === 0) return;
	record(post, meeting, 'MeetingRequest', meeting.subject, attendees);
	for (const attendee of attendees) {
		const mailbox = post.mailboxOf(attendee.emailAddress);
		if (!mailbox || mailbox === meeting.folder.mailbox) continue;
		const calendar = mailbox.distinguished.get('calendar') as Folder;
		const existing = findByUid(calendar, meeting.uid);
		const copy = existing ? refreshCopy(post, meeting, existing) : addCopy(post, meeting, calendar);
		if (mailbox.kind === 'room') acceptForRoom(post, meeting, attendee, copy);
		else deliver(post, meeting, mailbox, copy, 'MeetingRequest', meeting.subject);
	}
}

/** Tells those attendees that the meeting (or one exception of it) is off. */
export function sendCancellations(
	post: MeetingPost,
	meeting: CalendarItem,
	attendees: readonly Attendee[] = everybody(meeting),
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

/** One occurrence is off: it disappears from the copies. */
export function sendOccurrenceCancellation(
	post: MeetingPost,
	meeting: CalendarItem,
	originalStart: number,
): void {
	const attendees = everybody(meeting);
	if (attendees.length === 0) return;
	record(post, meeting, 'MeetingCancellation', `Canceled: ${meeting.subject}`, attendees);
	for (const attendee of attendees) {
		const calendar = post.mailboxOf(attendee.emailAddress)?.distinguished.get('calendar');
		const copy = calendar && findByUid(calendar, meeting.uid);
		if (!copy || calendar === meeting.folder) continue;
		copy.exceptions.delete(originalStart);
		copy.deletedOccurrences.add(originalStart);
		post.store.touch(copy, meeting.organizer.name);
	}
}

/**
 * An attendee answers. As in Exchange the calendar item is deleted and made anew with the same UID;
 * a declined one goes to Deleted Items.
 */
export function respond(
	post: MeetingPost,
	item: CalendarItem,
	response: 'Accept' | 'Tentative' | 'Decline',
	send: boolean,
): CalendarItem | undefined {
	const { mailbox } = item.folder;
	if (send) reportResponse(post, item, response);
	if (response === 'Decline') {
		item.myResponseType = 'Decline';
		post.store.move(item, mailbox.distinguished.get('deleteditems') as Folder);
		return undefined;
	}
	const { store } = post;
	const answered: CalendarItem = {
		...item,
		myResponseType: response,
		showAs: response === 'Accept' ? 'Busy' : 'Tentative',
		appointmentReplyTime: store.now(),
	};
	store.remove(item);
	return store.add(answered);
}

function reportResponse(post: MeetingPost, item: CalendarItem, response: ResponseType): void {
	const { mailbox } = item.folder;
	const prefix = { Accept: 'Accepted', Tentative: 'Tentative', Decline: 'Declined' }[
		response as 'Accept'
	];
	post.outbox.push({
		kind: 'MeetingResponse',
		from: mailbox.smtpAddress,
		to: [item.organizer.emailAddress],
		subject: `${prefix}: ${item.subject}`,
		uid: item.uid,
		response,
		sentAt: post.store.now(),
	});
	const organizer = post.mailboxOf(item.organizer.emailAddress);
	const calendar = organizer?.distinguished.get('calendar');
	const original = calendar && findByUid(calendar, item.uid);
	const attendee = original?.attendees.find((one) => sameAddress(one, mailbox.smtpAddress));
	if (!original || !attendee) return;
	attendee.response = response;
	attendee.responseTime = post.store.now();
	post.store.touch(original, mailbox.displayName);
}

function acceptForRoom(
	post: MeetingPost,
	meeting: CalendarItem,
	attendee: Attendee,
	copy: CalendarItem,
): void {
	copy.subject = meeting.organizer.name;
	copy.body = { type: 'HTML', text: '' };
	copy.myResponseType = 'Accept';
	copy.showAs = 'Busy';
	attendee.response = 'Accept';
	attendee.responseTime = post.store.now();
}

export function findByUid(calendar: Folder, uid: string): CalendarItem | undefined {
	for (const item of calendar.items.values()) {
		if (item.element === 'CalendarItem' && item.uid === uid) return item;
	}
	return undefined;
}

function everybody(meeting: CalendarItem): Attendee[] {
	return meeting.attendees.filter((one) => !sameAddress(one, meeting.organizer.emailAddress));
}

function sameAddress(attendee: Attendee, address: string): boolean {
	return attendee.emailAddress.toLowerCase() === address.toLowerCase();
}

function addCopy(post: MeetingPost, meeting: CalendarItem, calendar: Folder): CalendarItem {
	const { store } = post;
	const copy = draftCalendarItem(calendar, sharedFields(meeting), store.now(), meeting.uid);
	copy.myResponseType = 'NoResponseReceived';
	copy.showAs = 'Tentative';
	copy.lastModifiedBy = meeting.organizer.name;
	copySeries(meeting, copy);
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
	post.store.touch(copy, meeting.organizer.name);
	return copy;
}

/** What organizer and attendees share; each keeps reminder, categories and own properties. */
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

function record(
	post: MeetingPost,
	meeting: CalendarItem,
	kind: SentMessage['kind'],
	subject: string,
	attendees: readonly Attendee[],
): void {
	const { uid, organizer } = meeting;
	const to = attendees.map((attendee) => attendee.emailAddress);
	const sentAt = post.store.now();
	post.outbox.push({ kind, from: organizer.emailAddress, to, subject, uid, sentAt });
}

const MESSAGE_CLASSES = {
	MeetingRequest: 'IPM.Schedule.Meeting.Request',
	MeetingCancellation: 'IPM.Schedule.Meeting.Canceled',
	MeetingResponse: 'IPM.Schedule.Meeting.Resp.Pos',
} as const;

function deliver(
	post: MeetingPost,
	meeting: CalendarItem,
	mailbox: Mailbox,
	copy: Item,
	kind: keyof typeof MESSAGE_CLASSES,
	subject: string,
): void {
	const inbox = mailbox.distinguished.get('inbox') as Folder;
	const message: OtherItem = draftOtherItem(
		inbox,
		{
			element: kind,
			itemClass: MESSAGE_CLASSES[kind],
			subject,
			body: { ...meeting.body },
			from: meeting.organizer,
			to: meeting.attendees.map(({ name, emailAddress }) => ({ name, emailAddress })),
			uid: meeting.uid,
			associatedCalendarItemId: copy.id,
		},
		post.store.now(),
	);
	post.store.add(message, 'NewMail');
}
