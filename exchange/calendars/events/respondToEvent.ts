import { instantOf } from '../../calendar/civil';
import { ewsCalendarReads } from '../../changes/exchangeReads';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import type { CalendarItemRecord, ItemReference } from '../../ews/calendarItem';
import { deleteItems } from '../../ews/library/writeItems';
import { meetingAction } from '../../ews/operations/meetingActions';
import { call, type CallTarget } from '../../ews/request';
import { anyText, assertOneOf } from '../../inputs';
import { notDone } from '../../notDone';
import { outcomeOf, type Outcome } from '../../outcome';
import { isAttendeeCopy } from '../../push/carryOut/items';
import { isLost, waitForLostRequest } from '../../push/carryOut/writeBatch';
import { EventNotFound } from './errors';
import { findEvent, type FindOptions, type FoundEvent } from './findEvent';
import type { RespondedEvent, RespondToEventOptions } from './options';
import { readReference } from './reference';
import { isCancelled, wordsOf } from './readWritten';
import { checkOptions, listedEvent, shownAs } from './shown';

/** Times that an answer is sent of which nobody knows whether it arrived. */
const attempts = 3;

/**
 * Answers an invitation, for one occurrence or all of a series. After a lost answer it looks: it sends again where
 * the event shows that nothing arrived, and throws where that can't be known.
 * @throws InvalidInput for an own appointment, one without an invitation, and a meeting that was cancelled
 * @throws EventNotFound when the event is gone
 * @throws ExchangeError as the server answers
 */
export async function respondToEvent(
	exchange: Exchange,
	options: RespondToEventOptions,
): Promise<RespondedEvent> {
	check(exchange, options);
	const { mailbox, signal, response, message, sendInvitations = 'none' } = options;
	const isSent = sendInvitations === 'all';
	const shown = await shownAs(exchange, options);
	const { includeBody } = options;
	const finding: FindOptions = {
		...options,
		reads: includeBody ? ['changes', 'body'] : ['changes'],
		...(includeBody && { body: includeBody === 'text' ? 'Text' : 'HTML' }),
	};
	const before = await findEvent(exchange, finding);
	assertInvited(before.item, mailbox);
	const isNoted = !isSent && hasAnswered(before.item, response);
	let now: FoundEvent | undefined = before;
	for (let attempt = 1; now && !isNoted; attempt++) {
		const item: ItemReference = now.item.itemId;
		const request = { action: response, item, isSent, text: message };
		const sent = await outcomeOf(
			call(exchange, meetingAction, request, { mailbox, signal }),
			// Later on a refusal may be due to the first one, which arrived late.
			(error) => attempt === 1 && !isLost(error),
		);
		if (!sent.ok) await waitForLostRequest({ signal });
		if (sent.ok && !isSent) await removeDraft(exchange, sent.value.message, { mailbox, signal });
		const looked: Outcome<FoundEvent | undefined> = await outcomeOf(
			findAfter(exchange, before, finding, sent.ok ? sent.value.item?.id : undefined),
			(error) => !sent.ok || isCancelled(error),
		);
		if (!looked.ok) return { action: 'responded', response, notRead: wordsOf(looked.error) };
		now = looked.value;
		if (sent.ok) {
			if (now && !hasAnswered(now.item, response) && isSame(now.item, before.item)) {
				const done = 'Exchange took the response, and the event is as it was before';
				throw notDone('CreateItem', mailbox, done);
			}
			break;
		}
		if (hasArrived(now?.item, before.item, response)) break;
		const mayRepeat = isLost(sent.error) && isUnanswered(now?.item, before.item, response);
		if (!mayRepeat || attempt === attempts) throw sent.error;
	}
	const told = { action: 'responded', response } as const;
	if (!now || (response === 'decline' && hasAnswered(now.item, response))) return told;
	return { ...told, event: listedEvent(now.item, shown, now.seriesId) };
}

/** Takes away the message of an answer that nobody is to get: people would send it by mistake. */
async function removeDraft(
	exchange: Exchange,
	draft: ItemReference | undefined,
	target: CallTarget,
): Promise<void> {
	if (draft) await outcomeOf(deleteItems(exchange, target, [draft]), isCancelled);
}

/** An answer changes the item, if it does not make it anew. */
function isSame(
	{ itemId: now }: CalendarItemRecord,
	{ itemId: before }: CalendarItemRecord,
): boolean {
	return now.id === before.id && now.changeKey === before.changeKey;
}

/** True when the event shows that an answer of which nobody heard was carried out. */
function hasArrived(
	now: CalendarItemRecord | undefined,
	before: CalendarItemRecord,
	response: RespondToEventOptions['response'],
): boolean {
	// What is declined leaves the calendar.
	if (!now) return response === 'decline';
	return hasAnswered(now, response) && (!hasAnswered(before, response) || hasReplied(now, before));
}

/** True when the event shows that none was; what somebody else has answered or changed since shows nothing. */
function isUnanswered(
	now: CalendarItemRecord | undefined,
	before: CalendarItemRecord,
	response: RespondToEventOptions['response'],
): boolean {
	if (!now || hasReplied(now, before)) return false;
	if (isSame(now, before)) return true;
	return now.myResponseType === before.myResponseType && !hasAnswered(now, response);
}

/** Exchange notes when an invitation was answered last, and may make the event anew. */
function hasReplied(now: CalendarItemRecord, before: CalendarItemRecord): boolean {
	return (
		now.appointmentReplyTime !== before.appointmentReplyTime || now.itemId.id !== before.itemId.id
	);
}

const responseTypes = { accept: 'Accept', tentative: 'Tentative', decline: 'Decline' } as const;

function hasAnswered(
	{ myResponseType }: CalendarItemRecord,
	response: RespondToEventOptions['response'],
): boolean {
	return myResponseType === responseTypes[response];
}

/**
 * The event after its answer: servers delete what was accepted, and make it anew under another id. Then it
 * is found by its UID at its time.
 * @param id the server's word for it
 */
async function findAfter(
	exchange: Exchange,
	{ item, scope, pivot }: FoundEvent,
	finding: FindOptions,
	id: string | undefined,
): Promise<FoundEvent | undefined> {
	const find = async (event: string): Promise<FoundEvent | undefined> =>
		await findEvent(exchange, { ...finding, event, scope, isKnown: true }).catch(
			(error: unknown) => {
				// The id of a series that is given for one of its occurrences.
				if (error instanceof EventNotFound || error instanceof InvalidInput) return undefined;
				throw error;
			},
		);
	const isWhole = scope === 'series';
	const named = isWhole && id !== undefined ? await find(id) : undefined;
	const found = named ?? (await find(item.itemId.id));
	if (found && isInSameFolder(found.item, item)) return found;
	const start = pivot ?? instantOf(item.start) ?? 0;
	const end = Math.max(start, instantOf(item.end) ?? start) + 60_000;
	const reads = ewsCalendarReads(exchange, {
		mailbox: finding.mailbox,
		...(item.parentFolderId && { calendar: item.parentFolderId }),
		includeBody: false,
		signal: finding.signal,
	});
	const { items } = await reads.view({
		start: Math.min(start, instantOf(item.start) ?? start),
		end,
	});
	const same = items.find((one) => {
		const original = instantOf(one.originalStart ?? one.recurrenceId ?? one.start);
		return one.uid === item.uid && (isWhole || original === pivot);
	});
	return same && (await find(same.itemId.id));
}

/** False for what is in Deleted Items by now. */
function isInSameFolder(now: CalendarItemRecord, before: CalendarItemRecord): boolean {
	const [one, other] = [now.parentFolderId, before.parentFolderId];
	return !one || !other || one.id === other.id;
}

function assertInvited(item: CalendarItemRecord, mailbox: string): void {
	if (item.isCancelled) {
		throw new InvalidInput('event', 'The meeting was cancelled by its organizer', {
			remedy: 'Delete it from the calendar; there is nothing to answer any more.',
		});
	}
	if (isAttendeeCopy(item)) return;
	throw new InvalidInput(
		'event',
		item.isMeeting
			? `${mailbox} organizes this meeting, and does not answer it`
			: 'The event is an appointment without an invitation',
		{ remedy: 'Answer invitations of others; an own event is changed, deleted or cancelled.' },
	);
}

function check(exchange: Exchange, options: RespondToEventOptions): void {
	checkOptions(exchange, options, { message: anyText('I will be late.') }, []);
	const { response, message, sendInvitations } = options;
	if (response === undefined) {
		throw new InvalidInput('response', 'The response is missing', {
			remedy: 'Give one of accept, tentative, decline.',
		});
	}
	assertOneOf('response', response, ['accept', 'tentative', 'decline']);
	assertOneOf('scope', options.scope, ['occurrence', 'series']);
	assertOneOf('sendInvitations', sendInvitations, ['none', 'all']);
	readReference(options.event);
	if (!message || sendInvitations === 'all') return;
	throw new InvalidInput('message', 'There is a message, and nobody is mailed', {
		remedy: 'Set sendInvitations to all, so that the organizer gets it, or leave message out.',
	});
}
