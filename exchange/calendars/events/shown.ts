import { eventKey, eventUid, toEvent, type EventFormat } from '../../calendar/event';
import { instantOf, instantText } from '../../calendar/civil';
import { isOccurrence, originalStart } from '../../calendar/itemTimes';
import { timeZones } from '../../calendar/timeZone';
import { itemDigest, itemDigestText } from '../../changes/digest';
import { chooseZone } from '../../changes/outputZone';
import { applyPrivacy, type Privacy } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import {
	abortSignal,
	anyText,
	assertExchange,
	assertOneOf,
	assertOptions,
	mailboxAddress,
	type Allowed,
} from '../../inputs';
import { throwIfCancelled } from '../../transport/errors';
import type { ListedEvent } from './event';
import type { GetEventOptions } from './options';

/** How events are told. */
export interface Shown {
	mailbox: string;
	format: EventFormat;
	privacy: Privacy;
}

type ShownOptions = Pick<
	GetEventOptions,
	'mailbox' | 'timeZone' | 'privacy' | 'includeBody' | 'signal'
>;

/**
 * Looks at the options that all functions for events have, and at further ones.
 * @throws InvalidInput naming the first that is missing or of another type
 */
export function checkOptions(
	exchange: Exchange,
	options: ShownOptions,
	allowed: Readonly<Record<string, Allowed>>,
	required: readonly string[],
): void {
	assertExchange(exchange);
	assertOptions(
		options,
		{
			mailbox: mailboxAddress,
			...allowed,
			timeZone: anyText('Europe/Berlin'),
			signal: abortSignal,
		},
		['mailbox', ...required],
	);
	assertOneOf('privacy', options.privacy, ['full', 'maskPrivate', 'busyOnly']);
	assertOneOf('includeBody', options.includeBody, [false, 'html', 'text']);
	throwIfCancelled(options.signal);
}

/** @throws InvalidInput naming `timeZone` */
export async function shownAs(exchange: Exchange, options: ShownOptions): Promise<Shown> {
	const { mailbox, privacy = 'maskPrivate', includeBody = false } = options;
	const zones = timeZones();
	const outputZone = await chooseZone(exchange, options, zones);
	return { mailbox, privacy, format: { outputZone, zones, includeBody: includeBody !== false } };
}

/**
 * An item as an event that is listed.
 * @param seriesMasterId of an occurrence
 */
export function listedEvent(
	item: CalendarItemRecord,
	{ mailbox, format, privacy }: Shown,
	seriesMasterId?: string,
): ListedEvent {
	const original = isOccurrence(item) ? (originalStart(item) ?? item.start) : originalStart(item);
	const digest = item.uid ? '' : itemDigestText(itemDigest(item.itemId.id));
	const key = eventKey(item.uid, instantOfText(original), digest);
	const head = { mailbox, key, uid: eventUid(mailbox, key), masked: false };
	const { event, masked } = applyPrivacy(toEvent(item, format, head), privacy);
	const place = isOccurrence(item) && {
		...(seriesMasterId !== undefined && { seriesMasterId }),
		...(original !== undefined && { originalStart: instantOfText(original) }),
	};
	return { ...head, masked, ...event, ...place };
}

function instantOfText(text: string | undefined): string | undefined {
	const instant = instantOf(text);
	return instant === undefined ? text : instantText(instant);
}
