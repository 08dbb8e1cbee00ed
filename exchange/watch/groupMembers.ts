import type { Exchange } from '../connection';
import { readGroup } from '../mailboxes/expandGroup';
import type { WatchOptions } from './options';
import type { GroupMembers } from './ports';

/** Types of members that are no mailboxes. */
const hasNoCalendar = /^(contact|publicFolder)$/;

/**
 * The members of a group, and of the groups within, that have calendars.
 * @throws ExchangeError when the group itself can't be read
 */
export async function groupMembers(
	exchange: Exchange,
	group: string,
	signal?: AbortSignal,
): Promise<GroupMembers> {
	const { members, unread } = await readGroup(exchange, group, { signal });
	const owners = members.filter(({ mailboxType }) => !hasNoCalendar.test(mailboxType));
	return { addresses: owners.map(({ emailAddress }) => emailAddress), unread };
}

/**
 * All mailboxes that a watch is asked for: those by name, and the members of the group if there is one.
 * @throws ExchangeError when the group can't be read
 */
export async function addressesOf(
	exchange: Exchange,
	{ mailboxes = [], group, signal }: Pick<WatchOptions, 'mailboxes' | 'group' | 'signal'>,
): Promise<GroupMembers> {
	const { addresses, unread }: GroupMembers =
		group === undefined
			? { addresses: [], unread: [] }
			: await groupMembers(exchange, group, signal);
	return { addresses: [...mailboxes, ...addresses].map((address) => address.trim()), unread };
}
