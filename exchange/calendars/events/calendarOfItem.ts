import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { listCalendars } from '../../mailboxes/listCalendars';
import { openCalendar } from '../../mailboxes/openCalendar';
import { outcomeOf } from '../../outcome';

interface Owner {
	mailbox: string;
	signal?: AbortSignal;
}

/**
 * Begins to look where the calendar of a mailbox is.
 * @returns its folder id; undefined where the account may not open it
 */
export async function ownCalendarId(
	exchange: Exchange,
	{ mailbox, signal }: Owner,
): Promise<string | undefined> {
	const opened = await outcomeOf(
		openCalendar(exchange, mailbox, signal),
		({ code }) => code !== 'accessDenied' && code !== 'notFound',
	);
	return opened.ok ? opened.value.id : undefined;
}

/**
 * Makes sure that an item lies in a calendar of the mailbox. An account that sees many mailboxes reads an
 * id of any of them, whoever was named, and what was deleted goes on with an id.
 * @throws InvalidInput naming `event`
 */
export async function assertInCalendar(
	exchange: Exchange,
	{ parentFolderId }: CalendarItemRecord,
	ownId: string | undefined,
	{ mailbox, signal }: Owner,
): Promise<void> {
	if (!parentFolderId || ownId === undefined || parentFolderId.id === ownId) return;
	const calendars = await listCalendars(exchange, mailbox, signal);
	if (calendars.some(({ id }) => id === parentFolderId.id)) return;
	throw new InvalidInput('event', `The event is in no calendar of ${mailbox}`, {
		remedy:
			'Give the mailbox that the event was read from. An event that was deleted has to be taken out of Deleted Items first.',
	});
}
