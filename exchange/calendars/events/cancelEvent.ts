import { attendees } from '../../calendar/graphValues';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { RecipientsRefused } from '../../ews/errors';
import { meetingAction } from '../../ews/operations/meetingActions';
import { call } from '../../ews/request';
import { anyText, assertOneOf } from '../../inputs';
import { addressKey } from '../../mailboxes/address';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import { isAttendeeCopy } from '../../push/carryOut/items';
import { isLost, waitForLostRequest } from '../../push/carryOut/writeBatch';
import type { WritableEvent } from '../../push/input/writableEvent';
import { markupOf, textOf } from '../htmlText';
import { deleteItem, findAgain } from './deleteItem';
import { findEvent, type FoundEvent } from './findEvent';
import type { CancelEventOptions, CancelledEvent } from './options';
import { readReference } from './reference';
import { checkOptions } from './shown';
import { updateOnce, type Writing } from './writing';

/** Times that a write is sent of which no answer came, or that met a newer version. */
const attempts = 3;

const reading = { reads: ['changes', 'body'], body: 'Best' } as const;

/**
 * Cancels a meeting that the mailbox organizes: it leaves the calendar, and who is invited is told so
 * where that is asked for. The message of one occurrence goes before its text, since Exchange takes none
 * for a single occurrence.
 * @throws InvalidInput for a meeting of somebody else, and for an appointment that nobody is invited to
 * @throws EventNotFound when the event is gone
 * @throws ExchangeError as the server answers
 */
export async function cancelEvent(
	exchange: Exchange,
	options: CancelEventOptions,
): Promise<CancelledEvent> {
	check(exchange, options);
	const { mailbox, signal, message, sendInvitations: sending = 'none' } = options;
	const found = await findEvent(exchange, { ...options, ...reading });
	const { item, seriesId } = found;
	assertOrganizer(item, mailbox);
	const writing: Writing = { mailbox, sending, signal };
	if (found.scope === 'occurrence') {
		if (message) await addMessage(exchange, found, message, writing);
		await deleteItem(exchange, item.itemId.id, 'toDeletedItems', writing);
		return { action: 'cancelled', id: seriesId ?? item.itemId.id, scope: 'occurrence' };
	}
	if (sending === 'none') await deleteItem(exchange, item.itemId.id, 'toDeletedItems', writing);
	else await cancelWhole(exchange, item, message, writing);
	return { action: 'cancelled', id: item.itemId.id, scope: 'series' };
}

async function cancelWhole(
	exchange: Exchange,
	item: CalendarItemRecord,
	text: string | undefined,
	writing: Writing,
): Promise<void> {
	const { mailbox, signal } = writing;
	const request = { action: 'cancel', item: item.itemId, isSent: true, text } as const;
	const isUntold = (error: unknown) => error instanceof RecipientsRefused && !mayAnybodyCome(item);
	for (let attempt = 1; ; attempt++) {
		const sent = await outcomeOf(
			call(exchange, meetingAction, request, { mailbox, signal }),
			(error) => !isUntold(error) && (!isLost(error) || attempt === attempts),
		);
		if (!sent.ok && isUntold(sent.error)) {
			const quiet: Writing = { ...writing, sending: 'none' };
			return await deleteItem(exchange, item.itemId.id, 'toDeletedItems', quiet);
		}
		const look = async () => await findAgain(exchange, item.itemId.id, writing, reading);
		if (!sent.ok) {
			await waitForLostRequest(writing);
			if (await look()) continue;
			return;
		}
		// A look that fails makes nothing of the server's word.
		const found = await outcomeOf(look());
		const isAsBefore = found.ok && found.value?.item.itemId.changeKey === item.itemId.changeKey;
		if (!isAsBefore) return;
		const done = 'Exchange answered that the meeting was cancelled, and it is as it was before';
		throw notDone('CreateItem', mailbox, done);
	}
}

/**
 * False where those who are invited have all declined: servers tell them nothing, and refuse to tell nobody. Who
 * declined a series may have accepted an occurrence that is unlike it.
 */
function mayAnybodyCome(item: CalendarItemRecord): boolean {
	if (item.modifiedOccurrences?.length) return true;
	const organizer = addressKey(item.organizer?.emailAddress ?? '');
	return attendees(item).some(
		({ emailAddress: { address = '' }, status }) =>
			addressKey(address) !== organizer && status.response !== 'declined',
	);
}

/** Puts the message before the text of an occurrence; nobody is mailed about that. */
async function addMessage(
	exchange: Exchange,
	found: FoundEvent,
	message: string,
	writing: Writing,
): Promise<void> {
	let { item } = found;
	for (let attempt = 1; ; attempt++) {
		const body = withMessage(item.body, message);
		if (body === undefined) return;
		const change = { event: { body }, isOccurrence: true };
		const written = await updateOnce(exchange, item.itemId, change, {
			...writing,
			sending: 'none',
		});
		if (written.done) return;
		if (attempt === attempts) throw written.error;
		item = (await findAgain(exchange, item.itemId.id, writing, reading))?.item ?? item;
	}
}

/** Undefined where the message stands there already. */
function withMessage(
	body: CalendarItemRecord['body'],
	message: string,
): WritableEvent['body'] | undefined {
	const { type = 'Text', text = '' } = body ?? {};
	const shown = type === 'Text' ? text : textOf(text);
	if (inOneLine(shown).includes(inOneLine(message))) return undefined;
	if (type === 'Text') return { contentType: 'text', content: `${message}\n\n${text}`.trimEnd() };
	const lines = markupOf(message).replace(/\r?\n/g, '<br>');
	const start = /<body[^<>]*>/i.exec(text);
	const at = start ? start.index + start[0].length : 0;
	return { contentType: 'html', content: `${text.slice(0, at)}<p>${lines}</p>${text.slice(at)}` };
}

/** Servers and HTML break lines where they like. */
function inOneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

function assertOrganizer(item: CalendarItemRecord, mailbox: string): void {
	const { requiredAttendees = [], optionalAttendees = [], resources = [] } = item;
	if (isAttendeeCopy(item)) {
		throw new InvalidInput('event', `${mailbox} does not organize this meeting`, {
			remedy: 'Decline it with respondToEvent, or cancel it in the calendar of its organizer.',
		});
	}
	if (requiredAttendees.length + optionalAttendees.length + resources.length > 0) return;
	throw new InvalidInput('event', 'Nobody is invited to this event', {
		remedy: 'Delete it with deleteEvent; there is nobody to tell.',
	});
}

function check(exchange: Exchange, options: CancelEventOptions): void {
	checkOptions(exchange, options, { message: anyText('We meet next week.') }, []);
	assertOneOf('scope', options.scope, ['occurrence', 'series']);
	assertOneOf('sendInvitations', options.sendInvitations, ['none', 'all']);
	readReference(options.event);
	if (!options.message || options.sendInvitations === 'all') return;
	throw new InvalidInput('message', 'There is a message, and nobody is mailed', {
		remedy: 'Set sendInvitations to all, so that who is invited gets it, or leave message out.',
	});
}
