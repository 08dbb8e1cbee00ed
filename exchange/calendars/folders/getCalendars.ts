import type { Exchange } from '../../connection';
import { assertExchange, assertOptions } from '../../inputs';
import { listCalendars } from '../../mailboxes/listCalendars';
import { throwIfCancelled } from '../../transport/errors';
import type { Calendar, GetCalendarsOptions } from './calendarFolder';
import { mailboxOptions } from './openedCalendar';

/**
 * Lists the calendars of a mailbox, the default one first, then by name; those in Deleted Items are left
 * out. A delegate sees those that it may see.
 * @throws InvalidInput naming the option; ExchangeError when the default calendar can't be opened
 */
export async function getCalendars(
	exchange: Exchange,
	options: GetCalendarsOptions,
): Promise<Calendar[]> {
	assertExchange(exchange);
	assertOptions(options, mailboxOptions, ['mailbox']);
	throwIfCancelled(options.signal);
	return await listCalendars(exchange, options.mailbox, options.signal);
}
