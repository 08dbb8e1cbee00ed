import { randomUUID } from 'node:crypto';
import { timeZones } from '../../calendar/timeZone';
import { assertCalendar } from '../../changes/exchangeReads';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import { folderOf, type FolderTarget } from '../../ews/folderId';
import { anyObject, anyText, assertOneOf, calendarId } from '../../inputs';
import { readInput } from '../../push/input/readInput';
import { timeOptions } from '../../push/input/readInputs';
import type { WritableEvent } from '../../push/input/writableEvent';
import { oneAtATime } from '../../push/oneAtATime';
import { checkClientKey, itemsOfKey } from './clientKey';
import { bodyWithLink, inputOf, joinUrlOf } from './fields';
import { readEvent } from './getEvent';
import type { CreatedEvent, CreateEventOptions } from './options';
import { completeOccurrences } from './seriesOfEvent';
import { checkOptions } from './shown';
import { createOnce, type Writing } from './writing';

/**
 * Creates an appointment, a meeting or a series. A repeat with the same client key makes no second one,
 * and a lost answer is looked up before anything is sent again.
 * @throws InvalidInput naming the field
 * @throws ExchangeError as the server answers
 */
export async function createEvent(
	exchange: Exchange,
	options: CreateEventOptions,
): Promise<CreatedEvent> {
	check(exchange, options);
	const { mailbox, calendar, signal, clientKey, sendInvitations: sending = 'none' } = options;
	const event = await readNew(exchange, options);
	if (calendar) await assertCalendar(exchange, mailbox, calendar, signal);
	const folder: FolderTarget = calendar ?? folderOf(exchange.settings, mailbox);
	const key = clientKey ?? randomUUID();
	const writing: Writing = { mailbox, sending, signal };
	const exclusively = oneAtATime(exchange, { mailbox, source: `create:${key}`, signal });
	return await exclusively(async (): Promise<CreatedEvent> => {
		const before =
			clientKey === undefined ? [] : await itemsOfKey(exchange, folder, key, { mailbox, signal });
		const isNew = before.length === 0;
		const [item = await createOnce(exchange, folder, { event, key }, writing)] = before;
		await completeOccurrences(exchange, item, event, { ...writing, isNew });
		// What the caller wrote is no secret to the caller; what others made of it may be.
		const { timeZone, includeBody, privacy = isNew ? 'full' : 'maskPrivate' } = options;
		const shown = { mailbox, timeZone, privacy, includeBody, signal };
		return {
			action: isNew ? 'created' : 'unchanged',
			event: await readEvent(exchange, { ...shown, event: item.id, isKnown: true }),
		};
	});
}

async function readNew(exchange: Exchange, options: CreateEventOptions): Promise<WritableEvent> {
	const input = inputOf('event', options.event);
	const joinUrl = joinUrlOf(options.event);
	const zones = timeZones();
	const timing = { ...options, timeZone: options.inputTimeZone };
	const reading = await timeOptions(exchange, timing, [input], zones);
	const event = readInput(input, { ...reading, source: '', withAttendees: true });
	if (!event.times) {
		throw new InvalidInput('start', 'start is missing', {
			remedy:
				'Give the moment at which the event begins, such as { dateTime: "2026-11-25T09:00:00", timeZone: "Europe/Berlin" }.',
		});
	}
	if (joinUrl !== undefined) event.body = bodyWithLink(event.body, joinUrl, event.location);
	return event;
}

function check(exchange: Exchange, options: CreateEventOptions): void {
	checkOptions(
		exchange,
		options,
		{
			calendar: calendarId,
			event: anyObject('{ subject: "Review", start: …, end: … }'),
			inputTimeZone: anyText('Europe/Berlin'),
		},
		['event'],
	);
	assertOneOf('sendInvitations', options.sendInvitations, ['none', 'all']);
	checkClientKey(options.clientKey);
}
