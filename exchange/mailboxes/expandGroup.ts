import type { Exchange } from '../connection';
import { expandDistributionList } from '../ews/library/expandGroup';
import { addressKey } from './address';
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

/**
 * The addresses in a group and in the groups within, each once.
 * @throws ExchangeError when one of the groups can't be read
 */
export async function addressesInGroup(
	exchange: Exchange,
	group: string,
	signal?: AbortSignal,
): Promise<string[]> {
	const seen = new Set([addressKey(group)]);
	const waiting = [group];
	const addresses: string[] = [];
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		for (const { emailAddress, mailboxType } of await expandGroup(exchange, next, { signal })) {
			const key = addressKey(emailAddress);
			if (seen.has(key)) continue;
			seen.add(key);
			(/DL$/.test(mailboxType) ? waiting : addresses).push(emailAddress);
		}
	}
	return addresses;
}
