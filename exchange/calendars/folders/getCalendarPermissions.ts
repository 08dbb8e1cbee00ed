import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { CalendarPermission, GetCalendarPermissionsOptions } from './permission';

/**
 * Lists who may do what in a calendar: Default and Anonymous first, then people and groups.
 * @throws InvalidInput naming the option; ExchangeError as the server answers
 */
export async function getCalendarPermissions(
	exchange: Exchange,
	options: GetCalendarPermissionsOptions,
): Promise<CalendarPermission[]> {
	throw notYet(`getCalendarPermissions ${String(exchange && options)}`);
}
