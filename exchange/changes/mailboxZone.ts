import type { Exchange } from '../connection';
import { InvalidInput } from '../errors';
import { folderOf } from '../ews/folderId';
import { timeZoneOf } from '../mailboxes/timeZone';

/**
 * The Windows zone id that a mailbox's user chose.
 * @throws InvalidInput naming `timeZone` when the user has never chosen one
 */
export async function mailboxZone(
	exchange: Exchange,
	mailbox: string,
	signal?: AbortSignal,
): Promise<string> {
	const calendar = folderOf(exchange.settings, mailbox);
	const zone = await timeZoneOf(exchange, mailbox, calendar, signal);
	if (zone) return zone;
	throw new InvalidInput('timeZone', `${mailbox} has no time zone of its own`, {
		remedy:
			'Choose a time zone in the node, or let the user choose one in Outlook on the web or the administrator set it.',
		command: `Set-MailboxRegionalConfiguration ${mailbox} -TimeZone "W. Europe Standard Time"`,
	});
}
