import { times } from '../../calendar/itemTimes';
import { applyPrivacy, isPrivate } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { FolderTarget } from '../../ews/folderId';
import { getFolder } from '../../ews/operations/getFolder';
import { call, type CallTarget } from '../../ews/request';
import { outcomeOf } from '../../outcome';
import type { WritableEvent } from '../../push/input/writableEvent';
import { EventNotFound } from './errors';
import type { WrittenEvent } from './event';
import { readEvent } from './getEvent';
import type { GetEventOptions } from './options';
import type { Shown } from './shown';

/** An event that was written a moment ago. */
export interface WrittenItem {
	id: string;
	/** What was written: in an item that can't be read nothing else is known. */
	content: WritableEvent;
	/** Where it lies; absent where nobody said so. */
	folder?: FolderTarget;
}

/** As it is now, or what is known of it and why it is no more. */
export interface ReadBack {
	event: WrittenEvent;
	notRead?: string;
}

/**
 * Reads an event that was written. That it can't be read is no failure of the write: who would repeat it
 * would have the event twice.
 * @throws EventNotFound where the account sees all of the calendar, and the event is not there; Cancelled
 */
export async function readWritten(
	exchange: Exchange,
	{ id, content, folder }: WrittenItem,
	options: Omit<GetEventOptions, 'event'> & { shown: Shown },
): Promise<ReadBack> {
	const read = readEvent(exchange, { ...options, event: id, isKnown: true });
	const found = await outcomeOf(read, isCancelled);
	if (found.ok) return { event: found.value };
	const { error } = found;
	const { mailbox, signal } = options;
	const isMissing =
		error instanceof EventNotFound &&
		(await isSeen(exchange, content, folder, { mailbox, signal }));
	if (isMissing) throw error;
	return { event: knownEvent(id, content, options.shown), notRead: wordsOf(error) };
}

/** What an item says of an event that was written, and could not be read. */
export function wordsOf(error: ExchangeError): string {
	return `It was written, and could not be read afterwards: ${error.message}`;
}

export function isCancelled({ code }: ExchangeError): boolean {
	return code === 'cancelled';
}

/** Whether the account sees such an event in a calendar: it may create what it does not see. */
async function isSeen(
	exchange: Exchange,
	{ sensitivity }: WritableEvent,
	folder: FolderTarget | undefined,
	target: CallTarget,
): Promise<boolean> {
	if (exchange.settings.mailboxAccess !== 'delegate' || !folder) return true;
	const request = { folders: [folder], properties: ['folder:EffectiveRights'] };
	const answer = await outcomeOf(call(exchange, getFolder, request, target), isCancelled);
	if (!answer.ok || !answer.value[0].ok) return false;
	const { effectiveRights } = answer.value[0].folder;
	if (isPrivate({ sensitivity })) return effectiveRights?.viewPrivateItems === true;
	return effectiveRights?.read !== false;
}

function knownEvent(
	id: string,
	{ times: when, location, attendees, ...content }: WritableEvent,
	{ mailbox, format, privacy }: Shown,
): WrittenEvent {
	const { subject, showAs, sensitivity, importance, categories } = content;
	const known = {
		id,
		...(subject !== undefined && { subject }),
		...(when && timesOf(id, when, format)),
		...(location !== undefined && { location: { displayName: location } }),
		...(showAs !== undefined && { showAs }),
		...(sensitivity !== undefined && { sensitivity }),
		...(importance !== undefined && { importance }),
		...(categories !== undefined && { categories }),
		...(attendees !== undefined && { attendees: attendees.map(invited) }),
	};
	const { event, masked } = applyPrivacy(known, privacy);
	return { mailbox, masked, ...event };
}

function timesOf(
	id: string,
	{ start, end, isAllDay, timeZone, recurrence }: NonNullable<WritableEvent['times']>,
	format: Shown['format'],
) {
	const zones = { startTimeZoneId: timeZone, endTimeZoneId: timeZone };
	const item = { itemId: { id, changeKey: '' }, start, end, isAllDayEvent: isAllDay, ...zones };
	const { plain, ...written } = times(item, format);
	return { ...written, ...plain, isAllDay, ...(recurrence && { recurrence }) };
}

function invited({ name, address, type }: NonNullable<WritableEvent['attendees']>[number]) {
	const emailAddress = { ...(name !== undefined && { name }), address };
	return { emailAddress, type, status: { response: 'none' as const } };
}
