import type { Exchange } from '../../connection';
import { assertExchange, assertOptions } from '../../inputs';
import { throwIfCancelled } from '../../transport/errors';
import { mailboxOptions } from './openedCalendar';
import type { CalendarPermission, GetCalendarPermissionsOptions } from './permission';
import { readPermissionSet, shownPermissions } from './readPermissions';

/**
 * Lists who may do what in a calendar: Default and Anonymous first, then people and groups.
 * @throws InvalidInput naming the option; AccessDenied for who does not own the calendar; ExchangeError as
 * the server answers
 */
export async function getCalendarPermissions(
	exchange: Exchange,
	options: GetCalendarPermissionsOptions,
): Promise<CalendarPermission[]> {
	assertExchange(exchange);
	assertOptions(options, mailboxOptions, ['mailbox']);
	throwIfCancelled(options.signal);
	return shownPermissions((await readPermissionSet(exchange, options)).set);
}
