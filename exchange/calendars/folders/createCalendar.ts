import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { Calendar, CreateCalendarOptions } from './calendarFolder';

/**
 * Creates a calendar below the mailbox's default one. A repeated call is refused: the name is taken then.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function createCalendar(
	exchange: Exchange,
	options: CreateCalendarOptions,
): Promise<Calendar> {
	throw notYet(`createCalendar ${String(exchange && options)}`);
}
