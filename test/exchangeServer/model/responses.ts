import type { Attendee, CalendarItem, EventFields, Folder } from '../contracts';
import { deliverResponse, findByUid, sameAddress, type MeetingPost } from './meetingMail';
import { changeOccurrence, deleteOccurrence } from './occurrences';
import { memberAt } from './series';

/**
 * An attendee answers. As in Exchange the calendar item is deleted and made anew with the same UID;
 * a declined one goes to Deleted Items.
 */
export function respond(
	post: MeetingPost,
	item: CalendarItem,
	response: 'Accept' | 'Tentative' | 'Decline',
	send: boolean,
	proposed?: Attendee['proposed'],
): CalendarItem | undefined {
	const { mailbox } = item.folder;
	if (send) reportResponse(post, item, { response, proposed });
	if (response === 'Decline') {
		item.myResponseType = 'Decline';
		post.store.move(item, mailbox.distinguished.get('deleteditems') as Folder);
		return undefined;
	}
	const { store } = post;
	const answer = answerFields(response, store.now());
	if (post.behaviours.acceptance === 'inPlace') {
		Object.assign(item, answer);
		store.touch(item, mailbox.displayName);
		return item;
	}
	const answered: CalendarItem = { ...item, ...answer };
	store.remove(item);
	return store.add(answered);
}

/** An attendee answers for one occurrence; a declined one disappears from their calendar. */
export function respondToOccurrence(
	post: MeetingPost,
	item: CalendarItem,
	originalStart: number,
	response: 'Accept' | 'Tentative' | 'Decline',
	send: boolean,
	proposed?: Attendee['proposed'],
): CalendarItem {
	const { store } = post;
	if (send) reportResponse(post, item, { response, proposed }, originalStart);
	const isFirst = item.myResponseType === 'NoResponseReceived' && response !== 'Decline';
	if (isFirst && post.behaviours.occurrenceAnswers === 'othersTentative') {
		Object.assign(item, answerFields('Tentative', store.now()));
	}
	if (response === 'Decline') deleteOccurrence(store, item, originalStart);
	else changeOccurrence(store, item, originalStart, answerFields(response, store.now()));
	return item;
}

function answerFields(response: 'Accept' | 'Tentative', now: Date): Partial<EventFields> {
	const showAs = response === 'Accept' ? 'Busy' : 'Tentative';
	return { myResponseType: response, showAs, appointmentReplyTime: now };
}

function reportResponse(
	post: MeetingPost,
	item: CalendarItem,
	answer: Pick<Attendee, 'response' | 'proposed'>,
	originalStart?: number,
): void {
	const { mailbox } = item.folder;
	const { response } = answer;
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
	if (!organizer || !original || !attendee) return;
	const answered = { ...answer, responseTime: post.store.now() };
	if (originalStart === undefined) {
		Object.assign(attendee, answered);
		post.store.touch(original, mailbox.displayName);
	} else {
		const member = memberAt(original, originalStart, post.store.zones);
		const attendees = (member?.fields ?? original).attendees.map((one) =>
			sameAddress(one, mailbox.smtpAddress) ? { ...one, ...answered } : one,
		);
		if (member) {
			changeOccurrence(post.store, original, originalStart, { attendees }, mailbox.displayName);
		}
	}
	if (post.behaviours.meetingResponses === 'none') return;
	deliverResponse(post, original, organizer, mailbox, answer, `${prefix}: ${item.subject}`);
}
