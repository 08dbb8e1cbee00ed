import type { Exchange } from '../../connection';
import { notYet } from '../notYet';
import type { CalendarPermission, SetCalendarPermissionOptions } from './permission';

/**
 * Gives one person or group, Default or Anonymous a level in a calendar; all others keep what they have.
 * @returns the permissions as they are afterwards
 * @throws InvalidInput for a person whom the directory does not know, naming `user`; ExchangeError as the
 * server answers
 */
export async function setCalendarPermission(
	exchange: Exchange,
	options: SetCalendarPermissionOptions,
): Promise<CalendarPermission[]> {
	throw notYet(`setCalendarPermission ${String(exchange && options)}`);
}
