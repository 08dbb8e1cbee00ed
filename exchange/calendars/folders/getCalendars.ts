import type { Exchange } from '../../connection';
import { assertExchange } from '../../inputs';
import { listCalendars } from '../../mailboxes/listCalendars';
import type { Calendar, GetCalendarsOptions } from './calendarFolder';

/**
 * Lists the calendars of a mailbox, the default one first, then by name; those in Deleted Items are left
 * out. A delegate sees those that it may see.
 * @throws ExchangeError when the default calendar can't be opened
 */
export async function getCalendars(
	exchange: Exchange,
	options: GetCalendarsOptions,
): Promise<Calendar[]> {
	assertExchange(exchange);
	return await listCalendars(exchange, options.mailbox, options.signal);
}
