import { isCalendarItem, type Call } from '../context';
import type { Attendee, CalendarItem, Item, OtherItem, XmlElement, XmlNode } from '../contracts';
import { findByUid, keepDraft, keepSentCopy } from '../model/meetingMail';
import { respond, respondToOccurrence } from '../model/responses';
import {
	sendCancellations,
	sendOccurrenceCancellation,
	toldOfCancellation,
} from '../model/meetings';
import { deleteOccurrence } from '../model/occurrences';
import { parseDateTime } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';
import { utc } from '../timeZones';
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

/** Carries it out; answers with what became of the calendar item, and with an answer that was not sent. */
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
		const text = child(node, 'NewBodyContent')?.text;
		return [cancel({ meeting, originalStart }, call, isSent, text)];
	}
	if (node.name === 'RemoveItem') return [remove({ meeting, originalStart }, call)];
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
	const proposed = readProposal(node, call);
	const isWhole =
		originalStart === undefined || call.behaviours.occurrenceAnswers === 'wholeSeries';
	const answered = isWhole
		? respond(call.company, meeting, answer, sends, proposed)
		: respondToOccurrence(call.company, meeting, originalStart, answer, sends, proposed);
	if (sends) noteText(call, child(node, 'Body')?.text);
	if (disposition === 'SendAndSaveCopy') keepSentCopy(call.company, meeting, 'MeetingResponse');
	if (message) call.company.store.move(message, deletedItems(meeting));
	const draft = sends ? undefined : keepDraft(call.company, meeting, answer);
	return [answered && itemIdElement(answered), draft && itemIdElement(draft)];
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/proposedstart */
function readProposal(node: XmlNode, call: Call): Attendee['proposed'] {
	const [start, end] = ['ProposedStart', 'ProposedEnd'].map((name) => {
		const given = child(node, name);
		return given && parseDateTime(given.text, utc);
	});
	if (!child(node, 'ProposedStart') && !child(node, 'ProposedEnd')) return undefined;
	if (start && end && start < end && call.supports('Exchange2013')) return { start, end };
	throw new ResponseError('ErrorInvalidRequest', 'The request is invalid: the proposed time.');
}

function deletedItems({ folder: { mailbox } }: CalendarItem) {
	const folder = mailbox.distinguished.get('deleteditems');
	if (!folder) throw new Error('a mailbox without Deleted Items');
	return folder;
}

interface Referenced {
	meeting: CalendarItem;
	/** The invitation that was named in its place. */
	message?: OtherItem;
	/** Of a single occurrence. */
	originalStart?: number;
}

function referenced(id: string, call: Call): Referenced {
	const parsed = call.parse(id);
	const item = call.readableItem(parsed);
	if (isCalendarItem(item)) {
		const { originalStart } = parsed.kind === 'occurrence' ? parsed : {};
		if (item.isMeeting) return { meeting: item, originalStart };
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

/**
 * The id of an occurrence cancels that one, the id of the series all of them.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-delete-appointments-in-a-recurring-series-by-using-ews-in-exchange
 */
function cancel(
	{ meeting, originalStart }: Referenced,
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
		if (originalStart === undefined && toldOfCancellation(call.company, meeting).length === 0) {
			throw new ResponseError(
				'ErrorInvalidRecipients',
				"At least one recipient isn't valid., A message can't be sent because it contains no recipients.",
			);
		}
		if (originalStart === undefined) sendCancellations(call.company, meeting);
		else sendOccurrenceCancellation(call.company, meeting, originalStart);
		noteText(call, text);
	}
	return remove({ meeting, originalStart }, call);
}

function remove({ meeting, originalStart }: Referenced, call: Call): XmlElement {
	const { store } = call.company;
	if (originalStart === undefined) store.move(meeting, deletedItems(meeting));
	else deleteOccurrence(store, meeting, originalStart, call.writer);
	return itemIdElement(meeting);
}

function itemIdElement({ element: name, id, changeKey }: Item): XmlElement {
	return element(`t:${name}`, element('t:ItemId', undefined, { Id: id, ChangeKey: changeKey }));
}
