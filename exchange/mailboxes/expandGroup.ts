import type { Exchange } from '../connection';
import { managedService } from '../ews/library/managedService';
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
	const { api, service } = await managedService(exchange, { signal, repeatable: true });
	const { Members: members } = await service.ExpandGroup(group);
	return members
		.filter(({ Address: address }) => Boolean(address))
		.map(({ Name: displayName, Address: emailAddress, MailboxType: type }) => ({
			...(displayName && { displayName }),
			emailAddress,
			mailboxType: mailboxTypeOf(type === null ? undefined : api.MailboxType[type]),
		}));
}
