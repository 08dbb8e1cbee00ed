import { randomUUID } from 'node:crypto';
import { timeZones } from '../../calendar/timeZone';
import { assertCalendar } from '../../changes/exchangeReads';
import type { Exchange } from '../../connection';
import { InvalidInput, type ExchangeError } from '../../errors';
import { folderOf, type FolderTarget } from '../../ews/folderId';
import { anyObject, anyText, assertOneOf, calendarId, yesOrNo } from '../../inputs';
import { outcomeOf } from '../../outcome';
import { readInput } from '../../push/input/readInput';
import { timeOptions } from '../../push/input/readInputs';
import type { WritableEvent } from '../../push/input/writableEvent';
import { oneAtATime } from '../../push/oneAtATime';
import { assertRooms } from './assertRooms';
import { assertFindable, checkClientKey } from './clientKey';
import { bodyWithLink, inputOf, joinUrlOf } from './fields';
import { readEvent } from './getEvent';
import type { CreatedEvent, CreateEventOptions } from './options';
import { isCancelled, readWritten } from './readWritten';
import { roomSeconds, waitForRooms } from './roomAnswers';
import { completeOccurrences, occurrencesOf } from './seriesOfEvent';
import { checkOptions, shownAs } from './shown';
import { createOnce, type Writing } from './writing';
import { zoneToRead } from './zoneToRead';

/**
 * Creates an appointment, a meeting or a series. A repeat with the same client key makes no second one,
 * and a lost answer is looked up before anything is sent again. Rooms can be waited for: a booking that one
 * declines is told, and no error.
 * @throws InvalidInput naming the field
 * @throws ExchangeError as the server answers
 */
export async function createEvent(
	exchange: Exchange,
	options: CreateEventOptions,
): Promise<CreatedEvent> {
	check(exchange, options);
	const { mailbox, calendar, signal, clientKey, sendInvitations: sending = 'none' } = options;
	const shown = await shownAs(exchange, options);
	const event = await readNew(exchange, options);
	if (calendar) await assertCalendar(exchange, mailbox, calendar, signal);
	await assertRooms(exchange, options.event.rooms, signal);
	const folder: FolderTarget = calendar ?? folderOf(exchange.settings, mailbox);
	const key = clientKey ?? randomUUID();
	const writing: Writing = { mailbox, sending, signal };
	if (clientKey !== undefined) await assertFindable(exchange, folder, event, writing);
	const exclusively = oneAtATime(exchange, { mailbox, source: `create:${key}`, signal });
	const created = await exclusively(async () => {
		const creation = { event, key, isShared: clientKey !== undefined };
		const { item, isNew } = await createOnce(exchange, folder, creation, writing);
		const completing = { ...writing, isNew, isRepeat: !isNew };
		const completed = await outcomeOf(
			completeOccurrences(exchange, item, event, completing),
			// A repeat with the key goes on; without one it would make a second series.
			(error) => clientKey !== undefined || isCancelled(error),
		);
		// What the caller wrote is no secret to the caller; what others made of it may be.
		const { includeBody, privacy = isNew ? 'full' : 'maskPrivate' } = options;
		const reading = { mailbox, includeBody, signal, shown: { ...shown, privacy } };
		const read = async () =>
			await readEvent(exchange, { ...reading, event: item.id, isKnown: true });
		if (!isNew) return { action: 'unchanged' as const, event: await read(), read, lost: {} };
		const written = { id: item.id, content: event, folder };
		const readBack = await readWritten(exchange, written, reading);
		const lost = completed.ok ? {} : { notRead: incompleteWords(event, completed.error) };
		return { action: 'created' as const, ...readBack, ...lost, read, lost };
	});
	const { read, lost, ...made } = created;
	if (options.waitForRooms === undefined) return made;
	const { action, event: first } = made;
	const answered = await waitForRooms(first, read, { ...options, seconds: options.waitForRooms });
	return answered.event === first ? { ...made, ...answered } : { action, ...answered, ...lost };
}

function incompleteWords(event: WritableEvent, { message }: ExchangeError): string {
	const starts = occurrencesOf(event).join(', ');
	return `It was created, and is not complete: ${message}. Look at its occurrences of ${starts}: what was to be cancelled may take place, and what was to be otherwise may be as its series`;
}

async function readNew(exchange: Exchange, options: CreateEventOptions): Promise<WritableEvent> {
	const input = inputOf('event', options.event);
	const joinUrl = joinUrlOf(options.event);
	const zones = timeZones();
	const { mailbox, calendar, signal } = options;
	const timing = { mailbox, calendar, signal, ...zoneToRead(options, input) };
	const reading = await timeOptions(exchange, timing, [input], zones);
	const event = readInput(input, {
		...reading,
		source: '',
		withAttendees: true,
		organizer: mailbox,
	});
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
			ownDays: yesOrNo,
			waitForRooms: roomSeconds,
		},
		['event'],
	);
	assertOneOf('sendInvitations', options.sendInvitations, ['none', 'all']);
	checkClientKey(options.clientKey);
	if (options.waitForRooms === undefined || options.sendInvitations === 'all') return;
	throw new InvalidInput('waitForRooms', 'Nobody is mailed, so that no room would answer', {
		remedy: 'Set sendInvitations to all, which books the rooms, or do not wait for them.',
	});
}
