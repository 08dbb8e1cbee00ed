import { isPrivateItem, letSeePrivate } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { folderOf, type FolderTarget } from '../../ews/folderId';
import { seesPrivateItems } from '../../push/carryOut/hiddenItems';
import { withheld } from '../../push/carryOut/withheld';
import type { ItemWithOccurrences } from '../../push/plan/comparable';
import { beganBefore } from '../../push/series/withExceptions';
import type { Writing } from './writing';

/** What of a series is written again. */
interface WrittenAgain {
	/** Its own content too, not the modified occurrences alone. */
	isWhole?: boolean;
	/** Those occurrences that began before; UTC milliseconds. */
	end?: number;
}

/**
 * Refuses a series of which something private is to be written again that the account does not see: its
 * words and the people invited would be lost.
 * @throws InvalidInput naming `event`
 */
export async function assertSeen(
	exchange: Exchange,
	{ item, exceptions }: ItemWithOccurrences,
	{ mailbox, signal }: Pick<Writing, 'mailbox' | 'signal'>,
	{ isWhole = false, end = Infinity }: WrittenAgain = {},
): Promise<void> {
	const { settings } = exchange;
	if (settings.mailboxAccess !== 'delegate') return;
	const carried = (item.modifiedOccurrences ?? []).filter((one) => beganBefore(one, end));
	if (!isWhole && carried.length === 0) return;
	const missing = carried.find(({ id }) => !exceptions.has(id));
	const isSecret = (one: CalendarItemRecord) =>
		isPrivateItem(one) || withheld(exchange, mailbox, one) !== undefined;
	const secret = carried.find(({ id }) => {
		const exception = exceptions.get(id);
		return exception !== undefined && isSecret(exception);
	});
	const isSeriesSecret = isSecret(item);
	if (!missing && !secret && !isSeriesSecret) return;
	const sees = await seesPrivateItems(exchange, calendarOf(exchange, item, mailbox), {
		mailbox,
		signal,
	});
	// Where the server says nothing of the right, what it lists and does not give is hidden.
	if (sees || (sees === undefined && !missing)) return;
	const what = isSeriesSecret
		? 'The series is private'
		: `The occurrence of ${(missing ?? secret)?.originalStart} is private`;
	throw new InvalidInput(
		'event',
		`${what}, and the account does not see what it says: that would be lost`,
		{
			remedy: `${letSeePrivate(mailbox)}. Otherwise change single occurrences that are not private, or have the owner do it.`,
		},
	);
}

/** The calendar that an item lies in. */
export function calendarOf(
	{ settings }: Exchange,
	{ parentFolderId }: CalendarItemRecord,
	mailbox: string,
): FolderTarget {
	return parentFolderId ?? folderOf(settings, mailbox);
}
