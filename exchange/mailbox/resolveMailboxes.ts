import type { Exchange } from '../connection';
import type { MailboxUser, ResolvedMailbox, ResolveMailboxesOptions } from './resolvedMailbox';

export type * from './resolvedMailbox';

/**
 * Finds out for each user which mailbox is meant, whether it exists and what the service account may do in
 * its calendar. Each distinct address is looked up once. A user that fails becomes a result, never an exception.
 * @throws ExchangeError of kind `cancelled` when `signal` aborts, or of kind `signIn`
 */
export async function* resolveMailboxes(
	_exchange: Exchange,
	_users: Iterable<MailboxUser> | AsyncIterable<MailboxUser>,
	_options: ResolveMailboxesOptions = {},
): AsyncIterable<ResolvedMailbox> {
	throw new Error('not there yet');
}
