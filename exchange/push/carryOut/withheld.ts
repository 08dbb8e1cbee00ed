import { letSeePrivate } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import type { CalendarItemRecord } from '../../ews/calendarItem';

/**
 * The failure of an item of which Exchange gave a delegate the times alone. Asked by id, newer servers
 * keep the UID and the extended properties of all that is not normal from who may not see private items,
 * though a list shows what is personal or confidential with them: such an item looks like one of no source.
 * @param item read with its UID and sensitivity
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/viewprivateitems
 */
export function withheld(
	{ settings }: Exchange,
	mailbox: string,
	{ sensitivity = 'Normal', uid }: Pick<CalendarItemRecord, 'sensitivity' | 'uid'>,
): ExchangeError | undefined {
	if (settings.mailboxAccess !== 'delegate' || sensitivity === 'Normal' || uid) return undefined;
	return new ExchangeError(
		'accessDenied',
		`It is ${sensitivity.toLowerCase()}, and the account may not see private items of ${mailbox}`,
		{ remedy: `${letSeePrivate(mailbox)}.` },
	);
}
