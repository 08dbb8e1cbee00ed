import type { Exchange } from '../connection';
import { expandDistributionList, type AskedAs } from '../ews/library/expandGroup';
import { throwIfCancelled } from '../transport/errors';
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
	target: AskedAs = {},
): Promise<MailboxCandidate[]> {
	const members = await expandDistributionList(exchange, group, target);
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

/** A group and the groups within, as far as they could be read. */
export interface GroupReading {
	/** Members that are no groups, each once. */
	members: MailboxCandidate[];
	/** Groups within that could not be read, such as dynamic ones, and why. */
	unread: Array<{ group: string; error: unknown }>;
}

/** @throws ExchangeError when the group itself can't be read, or `signal` aborts */
export async function readGroup(
	exchange: Exchange,
	group: string,
	target: AskedAs = {},
): Promise<GroupReading> {
	const seen = new Set([addressKey(group)]);
	const waiting: string[] = [];
	const reading: GroupReading = { members: [], unread: [] };
	const take = (found: readonly MailboxCandidate[]) => {
		for (const member of found) {
			const key = addressKey(member.emailAddress);
			if (seen.has(key)) continue;
			seen.add(key);
			if (/DL$/.test(member.mailboxType)) waiting.push(member.emailAddress);
			else reading.members.push(member);
		}
	};
	take(await expandGroup(exchange, group, target));
	for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
		try {
			take(await expandGroup(exchange, next, target));
		} catch (error) {
			throwIfCancelled(target.signal);
			reading.unread.push({ group: next, error });
		}
	}
	return reading;
}
