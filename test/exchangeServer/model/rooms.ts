import type { Attendee, CalendarItem } from '../contracts';
import { deliverResponse, type MeetingPost } from './meetingMail';
import { instanceOf, instancesBetween, touches, type EventInstance } from './series';
import type { Store } from './store';

/** A room answers by itself: the copy in its calendar stays, or goes when the room is taken. */
export function answerForRoom(
	post: MeetingPost,
	meeting: CalendarItem,
	attendee: Attendee,
	copy: CalendarItem,
): void {
	if (post.behaviours.rooms === 'acceptAll' || !isTaken(post, copy)) {
		acceptForRoom(post, meeting, attendee, copy);
		return;
	}
	attendee.response = 'Decline';
	attendee.responseTime = post.store.now();
	const { mailbox } = copy.folder;
	post.store.remove(copy);
	const organizer = post.mailboxOf(meeting.organizer.emailAddress);
	if (!organizer || post.behaviours.meetingResponses === 'none') return;
	const subject = `Declined: ${meeting.subject}`;
	deliverResponse(post, meeting, organizer, mailbox, { response: 'Decline' }, subject);
}

const BOOKING_WINDOW_MS = 180 * 86_400_000;

/** True when something else in the calendar overlaps with the item within the booking window. */
function isTaken({ store }: MeetingPost, item: CalendarItem): boolean {
	const until = item.start.getTime() + BOOKING_WINDOW_MS;
	return instancesIn(item, item.start.getTime(), until, store).some(({ fields }) =>
		[...item.folder.items.values()].some(
			(other) =>
				other !== item &&
				other.element === 'CalendarItem' &&
				instancesIn(other, fields.start.getTime(), fields.end.getTime(), store).some(
					(taken) => taken.fields.showAs !== 'Free' && !taken.fields.isCancelled,
				),
		),
	);
}

function instancesIn(
	item: CalendarItem,
	start: number,
	end: number,
	{ zones }: Store,
): EventInstance[] {
	if (item.recurrence) return instancesBetween(item, start, end, zones);
	return touches(item.start, item.end, start, end) ? [instanceOf(item)] : [];
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
