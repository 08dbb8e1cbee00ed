import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { DeletedCalendar, DeleteCalendarOptions } from './calendarFolder';

/**
 * Moves a calendar to Deleted Items; never the default one, and with content only where that is said.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function deleteCalendar(
	exchange: Exchange,
	options: DeleteCalendarOptions,
): Promise<DeletedCalendar> {
	throw notYet(`deleteCalendar ${String(exchange && options)}`);
}
