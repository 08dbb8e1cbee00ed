import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { Calendar, RenameCalendarOptions } from './calendarFolder';

/**
 * Gives a calendar another name. The default calendar keeps its name.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function renameCalendar(
	exchange: Exchange,
	options: RenameCalendarOptions,
): Promise<Calendar> {
	throw notYet(`renameCalendar ${String(exchange && options)}`);
}
