import type { Exchange } from '../connection';
import { expandDistributionList } from '../ews/library/expandGroup';
import { mailboxTypeOf } from './directory';
import type { MailboxCandidate } from './resolvedMailbox';

/**
 * The direct members of a distribution group or room list, groups among them not expanded. Members without
 * an address are left out.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/expanddl-operation
 */
export async function expandGroup(
	exchange: Exchange,
	group: string,
	{ signal }: { signal?: AbortSignal } = {},
): Promise<MailboxCandidate[]> {
	const members = await expandDistributionList(exchange, group, { signal });
	return members.flatMap(({ name, emailAddress, mailboxType }) =>
		emailAddress
			? {
					...(name && { displayName: name }),
					emailAddress,
					mailboxType: mailboxTypeOf(mailboxType),
				}
			: [],
	);
}
