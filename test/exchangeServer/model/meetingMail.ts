/** Messages about meetings: what leaves the mail queue, and what arrives in inboxes. */
import type { Behaviours } from '../behaviours';
import type {
	Attendee,
	CalendarItem,
	Folder,
	Item,
	Mailbox,
	OtherItem,
	ResponseType,
} from '../contracts';
import { draftOtherItem } from './newItem';
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
	/** The text that its sender gave. */
	text?: string;
	sentAt: Date;
}

export interface MeetingPost {
	store: Store;
	outbox: SentMessage[];
	mailboxOf(address: string): Mailbox | undefined;
	readonly behaviours: Behaviours;
}

export function findByUid(calendar: Folder, uid: string): CalendarItem | undefined {
	for (const item of calendar.items.values()) {
		if (item.element === 'CalendarItem' && item.uid === uid) return item;
	}
	return undefined;
}

export function sameAddress(attendee: Attendee, address: string): boolean {
	return attendee.emailAddress.toLowerCase() === address.toLowerCase();
}

/** Notes what leaves the mail queue. */
export function record(
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

/** Puts the message into the Inbox of an attendee. */
export function deliver(
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

const RESPONSE_CLASSES: Partial<Record<ResponseType, string>> = {
	Accept: 'IPM.Schedule.Meeting.Resp.Pos',
	Tentative: 'IPM.Schedule.Meeting.Resp.Tent',
	Decline: 'IPM.Schedule.Meeting.Resp.Neg',
};

/** Puts the answer of an attendee into the Inbox of the organizer. */
export function deliverResponse(
	post: MeetingPost,
	meeting: CalendarItem,
	organizer: Mailbox,
	attendee: Mailbox,
	{ response, proposed }: Pick<Attendee, 'response' | 'proposed'>,
	subject: string,
): void {
	const message = draftOtherItem(
		organizer.distinguished.get('inbox') as Folder,
		{
			element: 'MeetingResponse',
			itemClass: RESPONSE_CLASSES[response] ?? 'IPM.Schedule.Meeting.Resp.Pos',
			subject,
			from: { name: attendee.displayName, emailAddress: attendee.smtpAddress },
			to: [meeting.organizer],
			proposed,
			uid: meeting.uid,
			associatedCalendarItemId: meeting.id,
		},
		post.store.now(),
	);
	post.store.add(message, 'NewMail');
}

/** Leaves an answer that is not sent in the Drafts of who gave it. */
export function keepDraft(
	post: MeetingPost,
	meeting: CalendarItem,
	response: ResponseType,
): OtherItem | undefined {
	if (post.behaviours.silentAnswers === 'none') return undefined;
	const { mailbox } = meeting.folder;
	const draft = draftOtherItem(
		mailbox.distinguished.get('drafts') as Folder,
		{
			element: 'MeetingResponse',
			itemClass: RESPONSE_CLASSES[response] ?? 'IPM.Schedule.Meeting.Resp.Pos',
			subject: meeting.subject,
			from: { name: mailbox.displayName, emailAddress: mailbox.smtpAddress },
			to: [meeting.organizer],
			uid: meeting.uid,
			associatedCalendarItemId: meeting.id,
		},
		post.store.now(),
	);
	return post.store.add(draft);
}

/** Keeps what was sent in the sender's Sent Items, where they asked for a copy. */
export function keepSentCopy(
	post: MeetingPost,
	meeting: CalendarItem,
	kind: 'MeetingRequest' | 'MeetingCancellation' | 'MeetingResponse',
	subject = meeting.subject,
): void {
	if (post.behaviours.sentCopies === 'none') return;
	const { mailbox } = meeting.folder;
	const copy = draftOtherItem(
		mailbox.distinguished.get('sentitems') as Folder,
		{
			element: kind,
			itemClass: MESSAGE_CLASSES[kind],
			subject,
			body: { ...meeting.body },
			from: { name: mailbox.displayName, emailAddress: mailbox.smtpAddress },
			to: meeting.attendees.map(({ name, emailAddress }) => ({ name, emailAddress })),
			isRead: true,
			uid: meeting.uid,
			associatedCalendarItemId: meeting.id,
		},
		post.store.now(),
	);
	post.store.add(copy);
}
