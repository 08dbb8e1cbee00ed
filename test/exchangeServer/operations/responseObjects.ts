import { isCalendarItem, type Call } from '../context';
import type { CalendarItem, OtherItem, XmlElement, XmlNode } from '../contracts';
import { findByUid, keepSentCopy } from '../model/meetingMail';
import { respond, respondToOccurrence } from '../model/responses';
import { sendCancellations } from '../model/meetings';
import { ResponseError } from '../responseErrors';
import { element } from '../xml/element';
import { child } from '../xml/node';

const RESPONSES = {
	AcceptItem: 'Accept',
	TentativelyAcceptItem: 'Tentative',
	DeclineItem: 'Decline',
} as const;

/** AcceptItem and the like, which CreateItem takes in place of an item. */
export function isResponseObject({ name }: XmlNode): boolean {
	return name in RESPONSES || name === 'CancelCalendarItem' || name === 'RemoveItem';
}

/** Carries it out; answers with what became of the calendar item. */
export function respondToMeeting(
	node: XmlNode,
	request: XmlNode,
	call: Call,
): (XmlElement | undefined)[] {
	const reference = child(node, 'ReferenceItemId');
	if (!reference) {
		throw new ResponseError(
			'ErrorMissingInformationReferenceItemId',
			'The required information is missing: ReferenceItemId.',
		);
	}
	const { meeting, message, originalStart } = referenced(reference.attributes.Id, call);
	call.demand(meeting.folder, 'edit');
	if (node.name === 'CancelCalendarItem') {
		const isSent = request.attributes.MessageDisposition !== 'SaveOnly';
		return [cancel(meeting, call, isSent, child(node, 'NewBodyContent')?.text)];
	}
	if (node.name === 'RemoveItem') {
		call.company.store.move(meeting, deletedItems(meeting));
		return [itemIdElement(meeting)];
	}
	if (meeting.myResponseType === 'Organizer') {
		throw new ResponseError(
			'ErrorCalendarIsOrganizerForAccept',
			'The organizer of a meeting can not respond to it.',
		);
	}
	if (meeting.isCancelled) {
		throw new ResponseError(
			'ErrorCalendarIsCancelledForAccept',
			'The meeting was cancelled and can not be answered.',
		);
	}
	const disposition = request.attributes.MessageDisposition ?? 'SendAndSaveCopy';
	const answer = RESPONSES[node.name as keyof typeof RESPONSES];
	const sends = disposition !== 'SaveOnly';
	const answered =
		originalStart === undefined
			? respond(call.company, meeting, answer, sends)
			: respondToOccurrence(call.company, meeting, originalStart, answer, sends);
	if (sends) noteText(call, child(node, 'Body')?.text);
	if (disposition === 'SendAndSaveCopy') keepSentCopy(call.company, meeting, 'MeetingResponse');
	if (message) call.company.store.move(message, deletedItems(meeting));
	return [answered ? itemIdElement(answered) : undefined];
}

function deletedItems({ folder: { mailbox } }: CalendarItem) {
	const folder = mailbox.distinguished.get('deleteditems');
	if (!folder) throw new Error('a mailbox without Deleted Items');
	return folder;
}

function referenced(
	id: string,
	call: Call,
): { meeting: CalendarItem; message?: OtherItem; originalStart?: number } {
	const parsed = call.parse(id);
	const item = call.readableItem(parsed);
	if (isCalendarItem(item)) {
		const alone =
			parsed.kind === 'occurrence' && call.behaviours.occurrenceAnswers === 'occurrenceOnly';
		if (item.isMeeting) {
			return { meeting: item, ...(alone && { originalStart: parsed.originalStart }) };
		}
		throw new ResponseError(
			'ErrorInvalidReferenceItem',
			'The reference item does not support the requested operation.',
		);
	}
	const calendar = item.folder.mailbox.distinguished.get('calendar');
	const meeting = item.uid === undefined ? undefined : calendar && findByUid(calendar, item.uid);
	if (!meeting) {
		throw new ResponseError('ErrorInvalidReferenceItem', 'The reference item is not a meeting.');
	}
	return { meeting, message: item };
}

/** Of the message that left just now. */
function noteText(call: Call, text: string | undefined): void {
	const sent = call.company.outbox.at(-1);
	if (sent && text !== undefined) sent.text = text;
}

function cancel(
	meeting: CalendarItem,
	call: Call,
	isSent: boolean,
	text: string | undefined,
): XmlElement {
	if (meeting.myResponseType !== 'Organizer') {
		throw new ResponseError(
			'ErrorCalendarIsNotOrganizer',
			'You must be the organizer to perform the requested action.',
		);
	}
	if (isSent) {
		sendCancellations(call.company, meeting);
		noteText(call, text);
	}
	call.company.store.move(meeting, deletedItems(meeting));
	return itemIdElement(meeting);
}

function itemIdElement({ id, changeKey }: CalendarItem): XmlElement {
	return element(
		't:CalendarItem',
		element('t:ItemId', undefined, { Id: id, ChangeKey: changeKey }),
	);
}
